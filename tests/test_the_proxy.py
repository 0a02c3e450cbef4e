"""The proxy configuration of docs/operating.md, parsed by nginx itself."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

OPERATING = Path(__file__).parents[1] / "docs" / "operating.md"


@pytest.mark.skipif(not shutil.which("nginx"), reason="there is no nginx on this machine")
def test_nginx_takes_the_lines_that_are_given_for_it(tmp_path):
    section = OPERATING.read_text().partition("### The proxy in front")[2]
    lines = section.partition("```nginx\n")[2].partition("```")[0]
    without_keys = re.sub(r" *ssl_certificate.*\n", "", lines).replace("443 ssl", "8443")
    file = tmp_path / "nginx.conf"
    file.write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{without_keys}}}\n")
    tested = subprocess.run(["nginx", "-t", "-c", file], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
