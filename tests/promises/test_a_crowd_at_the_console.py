"""Nobody who watches holds up a call: people have a server of their own."""

import asyncio
import os
import socket

import pytest

from ivr.app.parts import open_stores
from ivr.cli.web_server import LESS_URGENT
from ivr.settings import Settings
from tests.processes import alive, frozen, kill
from tools.bench.watchers import cookies_of

from .callers import Load, wrong
from .rig import Rig

pytestmark = pytest.mark.promise

NICEST = 19
"""No process is nicer (nice(2))."""
WAITING = 400
WATCHERS = 200
SIGN_IN, HEALTH = "/console/sign-in", "/healthz"


def test_browsers_that_do_not_hang_up_hold_up_nobody(rig: Rig):
    there = [_asks(rig.console_port) for _ in range(WAITING)]
    assert rig.get(HEALTH)
    assert rig.looks(SIGN_IN)
    for each in there:
        assert each.recv(15) == b"HTTP/1.1 200 OK"
        each.close()


def test_two_hundred_watch_the_map_move_and_leave_the_console_to_others(rig: Rig):
    """Each would take a thread, of which there are sixteen."""
    cookie = _cookie(rig)
    there = [_watches(rig.console_port, cookie) for _ in range(WATCHERS)]
    assert rig.looks(SIGN_IN)
    sid = asyncio.run(Load(rig.port).call("anonymous"))
    assert all(_sees(browser, sid) for browser in there)
    for browser in there:
        browser.close()
    assert rig.looks(SIGN_IN)
    assert [line for line in rig.log.splitlines() if "Traceback" in line or '"error"' in line] == []


def test_what_is_asked_of_a_console_that_hangs_waits_and_no_caller_does(rig: Rig):
    with frozen(rig.at_the_console()):
        there = [_asks(rig.console_port) for _ in range(WAITING)]
        load = Load(rig.port, pause=0.0)
        asyncio.run(load.run(["anonymous"] * 10, every=0.05, for_=10))
        assert (wrong(load.taken), max(each.attempts for each in load.taken)) == ([], 1)
    for each in there:
        assert each.recv(15) == b"HTTP/1.1 200 OK"
        each.close()


def test_calls_come_in_without_a_console_and_people_without_a_server_for_calls(rig: Rig):
    assert rig.web is not None
    assert rig.people is not None
    with frozen(rig.people.pid, rig.at_the_console()):
        assert rig.get(HEALTH)
    with frozen(rig.web.pid, *rig.workers()):
        assert rig.looks(SIGN_IN)


def test_after_its_worker_was_killed_the_console_has_another(rig: Rig):
    killed = rig.at_the_console()
    kill(killed)
    assert rig.looks(SIGN_IN)
    assert not alive(killed)
    assert rig.at_the_console() != killed


def test_the_console_yields_to_calls(rig: Rig):
    assert rig.web is not None
    nice, console = os.getpriority(os.PRIO_PROCESS, rig.web.pid), rig.at_the_console()
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in rig.workers()} == {nice}
    assert os.getpriority(os.PRIO_PROCESS, console) == min(NICEST, nice + LESS_URGENT)
    assert os.sched_getscheduler(console) == os.SCHED_BATCH


def test_whoever_looks_for_the_console_where_calls_come_in_is_led_to_it(rig: Rig):
    with socket.create_connection(("127.0.0.1", rig.port), timeout=20) as browser:
        browser.sendall(b"GET /console/calls?since=1 HTTP/1.1\r\nHost: line.example\r\nConnection: close\r\n\r\n")
        head = browser.makefile("rb").read().decode()
    assert head.startswith("HTTP/1.1 307 ")
    assert "location: https://people.example/console/calls?since=1\r\n" in head


def _asks(port: int) -> socket.socket:
    """A browser that has asked for a page, and does not hang up."""
    browser = socket.create_connection(("127.0.0.1", port), timeout=20)
    browser.sendall(b"GET /console/sign-in HTTP/1.1\r\nHost: line.example\r\nConnection: close\r\n\r\n")
    return browser


def _watches(port: int, cookie: str) -> socket.socket:
    """A supervisor's browser with the live map."""
    browser = socket.create_connection(("127.0.0.1", port), timeout=20)
    head = f"GET /console/live/stream HTTP/1.1\r\nHost: line.example\r\nCookie: {cookie}\r\n\r\n"
    browser.sendall(head.encode())
    assert browser.recv(15) == b"HTTP/1.1 200 OK"
    return browser


def _cookie(rig: Rig) -> str:
    settings = Settings.model_validate(
        {name.removeprefix("WISMO_").lower(): told for name, told in rig.environment.items()}
    )
    stores = open_stores(settings)
    cookie, _ = cookies_of(settings, stores, 0)
    stores.close()
    return cookie


def _sees(browser: socket.socket, sid: str) -> bool:
    """Whether the map shows a call."""
    with browser.makefile("rb") as events:
        return any(sid.encode() in line for line in iter(events.readline, b""))
