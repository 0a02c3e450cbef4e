"""Nobody who watches holds up a call: the console has a web worker of its own."""

import asyncio
import os
import re
import signal
import socket
import time
from http.client import HTTPConnection

import pytest

from ivr.app.parts import open_stores
from ivr.cli.web_worker import LESS_URGENT
from ivr.settings import Settings
from tests.processes import frozen, kill
from tools.bench.watchers import cookie_of

from .callers import Load
from .rig import NICEST, WORKERS, Rig, niceness

pytestmark = pytest.mark.promise

BROWSERS = 30
"""More than the threads of a worker. Each would hold up its worker for two seconds, so that no answer came in time."""
TOO_MANY = 400
"""More than the way to the console holds."""
WATCHERS = 200
SIGN_IN, HEALTH = "/console/sign-in", "/healthz"


def test_browsers_that_do_not_hang_up_hold_up_nobody(rig: Rig):
    there = [_asks(rig.port) for _ in range(BROWSERS)]
    assert rig.get(HEALTH)
    for each in there:
        assert each.recv(15) == b"HTTP/1.1 200 OK"
        each.close()


def test_two_hundred_watch_the_map_move_and_leave_the_console_to_others(rig: Rig):
    """Each would take a thread of the console's worker, which has sixteen."""
    cookie = _cookie(rig)
    there = [_watches(rig.port, cookie) for _ in range(WATCHERS)]
    assert rig.get(SIGN_IN)
    sid = asyncio.run(Load(rig.port).call("anonymous"))
    assert all(_sees(browser, sid) for browser in there)
    for browser in there:
        browser.close()
    assert rig.get(SIGN_IN)
    assert [line for line in rig.log.splitlines() if "Traceback" in line or '"error"' in line] == []


def test_a_proxy_may_ask_for_both_and_keeps_no_connection_with_the_console(rig: Rig):
    proxy = HTTPConnection("127.0.0.1", rig.port, timeout=20)
    asked = [HEALTH, HEALTH, SIGN_IN, SIGN_IN, HEALTH]
    assert [_asked(proxy, path) for path in asked] == [(200, path == SIGN_IN) for path in asked]
    proxy.close()


def test_what_is_asked_of_a_console_that_hangs_waits_and_nobody_else_does(rig: Rig):
    browser = HTTPConnection("127.0.0.1", rig.port, timeout=20)
    with frozen(rig.at_the_console()):
        browser.request("GET", SIGN_IN)
        assert all(rig.get(HEALTH) for _ in range(50))
    assert browser.getresponse().status == 200
    browser.close()


def test_of_too_many_who_wait_for_a_console_that_hangs_the_last_are_told_to_come_again(rig: Rig):
    with frozen(rig.at_the_console()):
        there = [_asks(rig.port) for _ in range(TOO_MANY)]
        assert rig.get(HEALTH)
        refused = there[-1].recv(4096)
    assert re.match(rb"HTTP/1.1 503 .*\r\nRetry-After: 2\r\n", refused, re.DOTALL)
    assert there[0].recv(15) == b"HTTP/1.1 200 OK"
    for each in there:
        each.close()


def test_after_its_worker_was_killed_the_console_has_another(rig: Rig):
    killed = rig.at_the_console()
    kill(killed)
    assert rig.get(SIGN_IN)
    assert rig.at_the_console() != killed


def test_when_all_workers_are_replaced_the_console_has_one_again(rig: Rig):
    assert rig.web is not None
    before = rig.workers()
    rig.web.send_signal(signal.SIGHUP)
    give_up = time.monotonic() + 60
    while set(before) & set(rig.workers()) or len(rig.workers()) < WORKERS:
        assert time.monotonic() < give_up
        time.sleep(0.1)
    assert rig.get(SIGN_IN)
    nicer = sorted(niceness(pid) - niceness(rig.web.pid) for pid in rig.workers())
    assert nicer == [0, 0, min(LESS_URGENT, NICEST - niceness(rig.web.pid))]
    usual = os.sched_getscheduler(rig.web.pid)
    assert sorted(map(os.sched_getscheduler, rig.workers())) == sorted([usual, usual, os.SCHED_BATCH])


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
    cookie = cookie_of(settings, stores)
    stores.close()
    return cookie


def _sees(browser: socket.socket, sid: str) -> bool:
    """Whether the map shows a call."""
    with browser.makefile("rb") as events:
        return any(sid.encode() in line for line in iter(events.readline, b""))


def _asked(connection: HTTPConnection, path: str) -> tuple[int, bool]:
    """The status of an answer, and whether the connection ended with it."""
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.will_close
