"""However many are at the console, calls find a thread; whoever comes and goes leaves nothing behind."""

import socket
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest
from flask import Flask

from ivr.adapters.kept import LATE, Kept
from ivr.carrier import Phone
from ivr.settings import Settings
from ivr.web.console import live, sheets
from ivr.web.console.crowd import AGAIN, SHORT, USUAL, Crowd
from tests.calls.conftest import PUBLIC_URL
from tests.shop import Shop
from tests.web.console.browsing import served
from tests.web.console.conftest import Browser
from tests.web.console.test_watching import eventually, stalling, sue

__all__ = ["sue"]
PATIENCE = 20.0


@contextmanager
def asked(address: str, path: str) -> Iterator[HTTPResponse]:
    """A request over a connection of its own."""
    where = urlsplit(address)
    with closing(HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        yield connection.getresponse()


def status(address: str, path: str) -> int:
    with asked(address, path) as answer:
        return answer.status


def test_beyond_its_places_the_console_refuses_at_once_and_all_else_is_answered():
    inside, goes_on, refused = threading.Semaphore(0), threading.Event(), []

    def beyond(environ: dict, start_response) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/console/board":
            inside.release()
            goes_on.wait(PATIENCE)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    crowd = Crowd(beyond, places=2, refused=lambda: refused.append("once"))
    with served(crowd) as address, ThreadPoolExecutor(2) as browsers:
        waiting = [browsers.submit(status, address, "/console/board") for _ in range(2)]
        assert all(inside.acquire(timeout=PATIENCE) for _ in waiting)
        with asked(address, "/console/calls") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, str(AGAIN))
        assert [status(address, path) for path in ("/voice", "/console/static/x.css")] == [200, 200]
        goes_on.set()
        assert [each.result(PATIENCE) for each in waiting] == [200, 200]
        eventually(lambda: status(address, "/console/calls") == 200)
    assert refused[0] == "once"


def test_an_answer_that_breaks_off_gives_its_place_back():
    def broken(_environ: dict, _start_response) -> Iterable[bytes]:
        raise ValueError

    crowd = Crowd(broken, places=1, refused=lambda: pytest.fail("its place was kept"))
    for _ in range(2):
        with pytest.raises(ValueError):
            crowd({"PATH_INFO": "/console/"}, lambda *_: None)


def test_threads_give_way_sooner_while_somebody_is_at_the_console():
    crowd = Crowd(lambda *_: [b"ok"], places=2, refused=lambda: None)
    there = [crowd({"PATH_INFO": "/console/board"}, lambda *_: None) for _ in range(2)]
    for each in there:
        assert sys.getswitchinterval() == pytest.approx(SHORT)
        each.close()
    assert sys.getswitchinterval() == pytest.approx(USUAL)


class TestAConsoleOfTwoThreads:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"console_threads": 2})

    def test_a_call_goes_on_while_the_console_is_full(self, sue: Browser, phone: Phone, shop: Shop):
        there = [sue.client.get("/console/board", base_url=PUBLIC_URL) for _ in range(2)]  # not yet read
        assert sue.client.get("/console/live/scene", base_url=PUBLIC_URL).status_code == 503
        phone.dials().presses("0").is_in_queue("care-en")
        assert "wismo_console_refusals_total 1.0" in sue.client.get("/metrics").get_data(as_text=True)
        for each in there:
            each.close()
        assert sue.client.get("/console/live/scene", base_url=PUBLIC_URL).status_code == 200


def test_what_a_browser_has_already_is_not_sent_again(sue: Browser, phone: Phone, shop: Shop):
    for path in ("/console/live/scene", "/console/board/part"):
        first = sue.client.get(path, base_url=PUBLIC_URL)
        known = {"If-None-Match": first.headers["ETag"]}
        assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-store")
        assert sue.client.get(path, base_url=PUBLIC_URL, headers=known).status_code == 304
        phone.dials().presses("0")
        assert sue.client.get(path, base_url=PUBLIC_URL, headers=known).status_code == 200


def test_nobody_waits_while_a_value_is_read_anew_unless_it_is_far_too_old():
    now, reading, goes_on = [0.0], threading.Event(), threading.Event()

    def read() -> float:
        if now[0]:
            reading.set()
            assert goes_on.wait(PATIENCE)
        return now[0]

    kept = Kept(read, every=2.0, clock=lambda: now[0])
    assert kept() == 0.0
    now[0] = 2.0
    with ThreadPoolExecutor(2) as askers:
        anew = askers.submit(kept)
        assert reading.wait(PATIENCE)
        assert kept() == 0.0
        now[0] = 2.0 * LATE
        late = askers.submit(kept)
        goes_on.set()
        assert (anew.result(PATIENCE), late.result(PATIENCE)) == (now[0], now[0])


def test_whoever_comes_and_goes_leaves_nothing_behind(app: Flask, sue: Browser, monkeypatch: pytest.MonkeyPatch):
    """Two hundred real browsers, each with filters of its own, half of them with the stream, that just vanish."""
    monkeypatch.setattr(live, "HEARTBEAT", 0.02)
    maps: live.Live = app.view_functions["console.stream"].__self__
    cookie = sue.client.get_cookie("wismo_console", domain="line.example", path="/console")
    with served(app) as address:
        for place in range(200):
            path = f"/console/live/{('scene', 'stream')[place % 2]}?queue={place}"
            gone(address, path, f"wismo_console={cookie.value}")
        eventually(lambda: maps._free._value == maps.streams)
        assert not maps.scenes._changed._waiters
        assert len(maps._sheets._kept) <= sheets.KEPT
        stalled = [stalling(address, f"wismo_console={cookie.value}") for _ in range(maps.streams)]
        for each in stalled:
            each.close()


def gone(address: str, path: str, cookie: str) -> None:
    """A browser that asks, and hangs up with the first bytes of the answer."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
        connection.recv(15)
