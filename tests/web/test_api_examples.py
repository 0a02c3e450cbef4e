"""The examples of docs/api.md, run as they stand against a server."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.calls.conftest import app, clock, redis_url, shop, stores
from tests.calls.conftest import settings as settings_of_a_shop
from tests.test_docs import text_of
from tests.web.test_orders_api import TOKENS, settings

__all__ = ["app", "clock", "redis_url", "settings", "settings_of_a_shop", "shop", "stores"]


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_every_example_is_answered(server: str):
    examples = "\n".join(re.findall(r"```sh\n(.*?)```", text_of("docs/api.md"), re.S))
    commands = [each for each in re.split(r"^(?=curl )", examples, flags=re.M) if each.strip()]
    assert len(commands) > 5
    for command in commands:
        told = subprocess.run(
            ["sh", "-c", command.replace("curl -s", "curl -s -f")],
            env={"PATH": "/usr/bin:/bin", "TOKEN": TOKENS["admin"], "WISMO": server},
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert told.returncode == 0, command
        assert "retry:" in told.stdout or json.loads(told.stdout), command
