"""A stand-in for Twilio's REST API, and Twilio's own description of it."""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.twilio.standin import StandIn, stand_in

PACKAGE = "@twilio/cli-core@9.0.0"
DESCRIPTION = "package/src/services/twilio-api/twilio_api_v2010.json"


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    with stand_in() as standing:
        yield standing


@pytest.fixture(scope="session")
def description() -> dict[str, Any]:
    """Twilio's OpenAPI document, out of an npm package of Twilio's; kept between runs, outside the project."""
    kept = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "wismo-tests" / "twilio_api_v2010.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        _fetch(kept)
    document: dict[str, Any] = json.loads(kept.read_text())
    return document


def _fetch(kept: Path) -> None:
    if not shutil.which("npm"):
        pytest.skip("npm, which brings Twilio's OpenAPI document, is not installed")
    packed = subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=kept.parent, capture_output=True, text=True, timeout=60, check=False
    )
    if packed.returncode:
        pytest.skip("the npm registry, which holds Twilio's OpenAPI document, cannot be reached")
    archive = kept.parent / packed.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as tar:
        member = tar.extractfile(DESCRIPTION)
        assert member is not None
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(member.read())
    part.replace(kept)
    archive.unlink(missing_ok=True)
