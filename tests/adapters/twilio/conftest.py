"""A stand-in for Twilio's REST API, and Twilio's own description of it."""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from tests.adapters.twilio.standin import Asked, StandIn, stand_in

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


@pytest.fixture(scope="session")
def judge(description: dict[str, Any]) -> Callable[[Asked], None]:
    """Fails on a request that Twilio's document does not describe, or on a form parameter it does not name."""
    api = OpenAPI.from_dict(description)

    def check(asked: Asked) -> None:
        api.validate_request(WerkzeugOpenAPIRequest(Request(_builder(asked).get_environ())))
        if asked.method == "POST":
            assert set(asked.form) <= _parameters(description, asked)

    return check


def _builder(asked: Asked) -> EnvironBuilder:
    path, _, query = asked.target.partition("?")
    headers = {name: value for name, value in asked.headers.items() if name != "Host"}
    return EnvironBuilder(path, "https://api.twilio.com", query, method=asked.method, data=asked.body, headers=headers)


def _parameters(description: dict[str, Any], asked: Asked) -> set[str]:
    """Names of the form that the document lists for this path; SIDs are its parameters."""
    parts = asked.target.split("/")
    path = next(
        each
        for each in description["paths"]
        if len(each.split("/")) == len(parts)
        and all(ours == theirs or "{" in theirs for ours, theirs in zip(parts, each.split("/"), strict=True))
    )
    body = description["paths"][path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    return set(body["schema"]["properties"])
