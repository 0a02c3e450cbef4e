"""`wismo call`, against a running line."""

import os
import subprocess

import pytest

from tests.cli.serving import OWN, WISMO, Serving

PUBLIC_URL = "https://line.example"


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """A line that stands behind a proxy, as far as it knows."""
    serving = Serving(tmp_path_factory.mktemp("line"), PUBLIC_URL=PUBLIC_URL).until_it_answers()
    yield serving
    serving.stop()


def call(line, *arguments, script):
    """The output of a scripted call to the line."""
    (line.directory / "script").write_text(script)
    command = [WISMO, "call", "--url", f"http://127.0.0.1:{line.port}", "--script", "script", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in OWN} | {"PUBLIC_URL": PUBLIC_URL}
    done = subprocess.run(command, cwd=line.directory, env=environment, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr
    return " ".join(done.stdout.split())


def test_a_line_behind_a_proxy_can_be_called_where_it_listens(line):
    assert "Northwind, hello. How can I help you?" in call(line, script="hang up")


def test_a_scripted_call_presses_keys_and_speaks(line):
    heard = call(line, "--from", "+14155550142", script='press 1\nsay "five one two three"\nhang up')
    assert "enter or say your order number" in heard
    assert "ZIP code" in heard
