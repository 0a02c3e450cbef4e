"""`wismo serve` below a path, behind nginx in common configurations: the path stripped or kept; and the console."""

import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from time import sleep

import pytest

from ivr.emulator import Phone, Switchboard, VirtualClock
from ivr.emulator.keep_alive import keep_alive
from tests.cli.serving import Serving, free_port

SHOP, TOKEN, LINE = "http://shop.example/ivr", "t" * 32, "+18005550199"
CONFIGURATION = """
daemon off; pid {home}/pid; error_log {home}/error.log;
events {{}}
http {{
  access_log off; keepalive_timeout 0; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi; uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  server {{ listen 127.0.0.1:{taken_off}; location /ivr/ {{ proxy_pass http://127.0.0.1:{line}/; }} }}
  server {{ listen 127.0.0.1:{left_on}; location /ivr/ {{ proxy_pass http://127.0.0.1:{line}; }} }}
  server {{ listen 127.0.0.1:{people}; location /desk/ {{ proxy_pass http://127.0.0.1:{console}/; }} }}
}}
"""


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """The ports of a proxy that strips the path, and of one that keeps it."""
    if not (program := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")):
        pytest.skip("nginx is not installed")
    home = tmp_path_factory.mktemp("nginx")
    ports = {name: free_port() for name in ("taken_off", "left_on", "line", "people", "console")}
    (home / "nginx.conf").write_text(CONFIGURATION.format(home=home, **ports))
    people = f"http://127.0.0.1:{ports['people']}/desk"
    environment = {"PUBLIC_URL": SHOP, "CONSOLE_URL": people, "TWILIO_AUTH_TOKEN": TOKEN}
    line = Serving(home, ports["line"], console_port=ports["console"], **environment).until_it_answers()
    proxy = subprocess.Popen([program, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", str(home / "error.log")])
    try:
        yield ports
    finally:
        proxy.terminate()
        proxy.wait(10)
        line.stop()


def page(port: int, path: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError:
            sleep(0.05)
    raise AssertionError("nginx did not start")


@pytest.mark.parametrize("how", ["taken_off", "left_on"])
def test_a_call_and_the_console_come_through(nginx: dict[str, int], how: str):
    port = nginx[how]
    assert "alive" in page(port, "/ivr/healthz")
    switchboard = Switchboard(wire=keep_alive(("127.0.0.1", port)), auth_token=TOKEN, clock=VirtualClock())
    switchboard.add_number(LINE, f"{SHOP}/voice", fallback_url=f"{SHOP}/voice/fallback")
    phone = Phone(switchboard, number="+14155550142", to=LINE).dials().presses("0").is_in_queue("care-en").waits(30)
    assert phone.alerts == []
    assert "Password" in page(port, "/ivr/console/")  # it is led to the console's own address
    assert 'href="/desk/console/static/' in page(nginx["people"], "/desk/console/sign-in")
