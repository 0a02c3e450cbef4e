import os
import signal
import socket
import time
import urllib.error

import pytest
import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis
from tests.on_disk import set_on_disk
from tests.processes import alive, kill

from .serving import Serving, free_port


def eventually(happens) -> bool:
    for _ in range(600):
        if happens():
            return True
        time.sleep(0.05)
    return False


def answers(client) -> bool:
    try:
        return client.ping()
    except redis.RedisError:
        return False


@pytest.mark.parametrize("server", ["calls", "console"])
def test_a_killed_web_server_keeps_nobody_out(serving, server):
    asks, killed = serving.get if server == "calls" else serving.looks, serving.child(f"web_server {server}")
    kill(killed)
    assert all(asks("/healthz") for _ in range(20))
    assert eventually(lambda: any(f"web_server {server}" in args for args in serving.children().values()))
    assert not alive(killed)


def test_a_killed_redis_is_back_at_the_same_address_with_its_data(serving):
    killed = serving.child("valkey")
    with EmbeddedRedis(serving.directory / "var") as shared:
        client = connect(shared.url, deadline=1)
    set_on_disk(shared.url, "kept", "yes")
    kill(killed)
    assert eventually(lambda: killed not in serving.children() and answers(client))
    assert client.get("kept") == "yes"


def test_both_servers_tell_how_they_are_and_each_answers_what_is_its_own(serving):
    for asks in (serving.get, serving.looks):
        assert "alive" in asks("/healthz")
        assert "status" in asks("/readyz")
    assert "Password" in serving.looks("/console/sign-in")
    assert "Password" in serving.get("/console/sign-in")  # it is led there
    with pytest.raises(urllib.error.HTTPError, match="404"):
        serving.looks("/voice/music")


def test_systemd_is_told_that_the_line_has_started_once_both_servers_answer(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0wismo-{os.getpid()}")
        systemd.settimeout(60)
        serving = Serving(tmp_path, NOTIFY_SOCKET=f"@wismo-{os.getpid()}")
        try:
            assert systemd.recv(100) == b"READY=1"
            assert all("alive" in asks("/healthz", timeout=2) for asks in (serving.get, serving.looks))
        finally:
            serving.stop()


@pytest.mark.parametrize("taken", ["calls", "console"])
def test_a_taken_port_is_named_in_one_line(serving, tmp_path, taken):
    port = {"port": serving.port} if taken == "calls" else {"console_port": serving.console_port}
    second = Serving(tmp_path, **port)
    assert second.process.wait(90) == 1
    assert f"port {serving.port if taken == 'calls' else serving.console_port}" in second.log
    assert len(second.log.splitlines()) == 1


@pytest.mark.parametrize("address", ["PUBLIC_URL", "port"])
def test_a_console_url_that_leads_in_a_circle_is_refused_and_named(tmp_path, address):
    port, public = free_port(), "https://line.example"
    circle = public if address == "PUBLIC_URL" else f"http://127.0.0.1:{port}"
    refused = Serving(tmp_path, port, PUBLIC_URL=public, CONSOLE_URL=circle)
    assert refused.process.wait(90) == 1
    assert "CONSOLE_URL" in refused.log
    assert len(refused.log.splitlines()) == 1


PARTS = {"calls": "web_server calls", "console": "web_server console", "jobs": "wismo worker"}


def started(alone: Serving, only: str) -> bool:
    """Whether this part runs, and no other."""
    assert eventually(lambda: PARTS[only] in " ".join(alone.children().values()))
    running = " ".join(alone.children().values())
    return not [part for name, part in PARTS.items() if name != only and part in running]


@pytest.mark.parametrize("only", ["calls", "console"])
def test_each_server_runs_alone(tmp_path, only):
    alone = Serving(tmp_path, 0, "--only", only)
    try:
        assert eventually(lambda: "a web worker is ready" in alone.log)
        assert "alive" in (alone.get if only == "calls" else alone.looks)("/healthz")
        assert started(alone, only)
    finally:
        assert alone.stop() == 0


def test_jobs_run_alone_and_wait_for_the_tables_of_a_first_start(tmp_path):
    first = Serving(tmp_path, 0, "--only", "jobs")
    try:
        assert eventually(lambda: "Successfully completed job" in first.log)
        assert "no such table" not in first.log
        assert started(first, "jobs")
    finally:
        assert first.stop() == 0


def test_it_stops_in_order_finishing_the_turn_in_flight(ending):
    children = ending.children()
    with socket.create_connection(("127.0.0.1", ending.port), timeout=20) as caller:
        caller.sendall(b"POST /voice HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: x\r\nContent-Length: 5\r\n\r\n")
        time.sleep(0.5)
        ending.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        caller.sendall(b"a=b&c")
        assert caller.recv(12) == b"HTTP/1.1 403"
    assert ending.process.wait(90) == 0
    assert ending.events[-1] == "stopped"
    assert not any(alive(pid) for pid in children)
    with pytest.raises(urllib.error.URLError):
        ending.get("/healthz", timeout=1)


def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path):
    refused = Serving(tmp_path, WISMO_WORKERS="none", WISMO_COLOUR="red")
    assert refused.process.wait(90) == 1
    assert "WISMO_WORKERS" in refused.log
