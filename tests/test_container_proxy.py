"""deploy/nginx.conf, run by the nginx of this machine in front of a line."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.serving import Serving, free_port

ROOT = Path(__file__).parents[1]
NAMES = {"calls": "line.example.com", "console": "console.example.com"}


@dataclass(frozen=True)
class Proxy:
    """Where it listens, without TLS and with it."""

    plain: int
    tls: int

    def asks(self, host: str, path: str, method: str = "GET", *, tls: bool = True) -> tuple[int, str, bytes]:
        """Status, where the answer leads, and its body."""
        trusting = ssl._create_unverified_context()
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self.tls, timeout=30, context=trusting)
            if tls
            else http.client.HTTPConnection("127.0.0.1", self.plain, timeout=30)
        )
        with closing(connection):
            connection.request(method, path, body=b"CallSid=CA1" if method == "POST" else None, headers={"Host": host})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read()


def as_here(text: str, home: Path, ports: dict[str, int]) -> str:
    """The configuration with this machine's ports and directories. An older nginx resolves no servers by itself."""
    for old, new in {
        "calls:8080 resolve": f"127.0.0.1:{ports['line']}",
        "console:8081 resolve": f"127.0.0.1:{ports['console']}",
        " /tmp/": f" {home}/",
        "/etc/wismo": str(home),
        "listen 8443": f"listen 127.0.0.1:{ports['tls']}",
        "listen 8080": f"listen 127.0.0.1:{ports['plain']}",
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    return re.sub(r"resolver .*;", "", text)


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def certificate(directory: Path, name: str) -> None:
    files = ["-keyout", str(directory / f"{name}.key"), "-out", str(directory / f"{name}.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAMES[name]}"]
    subprocess.run([*command, *files], check=True, capture_output=True)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not (program and shutil.which("openssl")):
        pytest.skip("nginx or openssl is not installed")
    home = tmp_path_factory.mktemp("proxy")
    (home / "tls").mkdir()
    for name in NAMES:
        certificate(home / "tls", name)
    ports = {name: free_port() for name in ("line", "console", "plain", "tls")}
    (home / "nginx.conf").write_text(as_here((ROOT / "deploy/nginx.conf").read_text(), home, ports))
    addresses = {
        f"{part}_URL": f"https://{NAMES[name]}" for part, name in (("PUBLIC", "calls"), ("CONSOLE", "console"))
    }
    line = Serving(home, ports["line"], console_port=ports["console"], **addresses).until_it_answers()
    running = subprocess.Popen([program, "-p", str(home), "-c", str(home / "nginx.conf"), "-g", "daemon off;"])
    try:
        wait_for(ports["tls"])
        yield Proxy(ports["plain"], ports["tls"])
    finally:
        running.terminate()
        running.wait(10)
        line.stop()


def test_webhooks_come_to_the_server_for_calls(proxy: Proxy):
    assert proxy.asks(NAMES["calls"], "/voice", "POST")[0] == 403
    assert b"alive" in proxy.asks(NAMES["calls"], "/healthz")[2]


@pytest.mark.parametrize("path", ["/", "/metrics", "/readyz", "/api/v1/openapi.json"])
def test_nothing_else_of_it_is_reached(proxy: Proxy, path: str):
    assert proxy.asks(NAMES["calls"], path)[0] == 404


def test_a_browser_that_asks_there_for_the_console_is_led_to_its_host(proxy: Proxy):
    assert proxy.asks(NAMES["calls"], "/console/board")[1] == f"https://{NAMES['console']}/console/board"


def test_the_console_is_reached_by_its_own_name(proxy: Proxy):
    assert b"Password" in proxy.asks(NAMES["console"], "/console/sign-in")[2]
    assert proxy.asks(NAMES["console"], "/metrics")[0] == 404


def test_without_tls_everybody_is_sent_to_it(proxy: Proxy):
    assert proxy.asks(NAMES["console"], "/console/", tls=False)[1] == f"https://{NAMES['console']}/console/"
