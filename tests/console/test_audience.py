"""Watching browsers receive changes over a connection that occupies no thread, and a slow one does not delay others."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPResponse
from queue import Queue

import pytest
from flask import Flask

from ivr.adapters.sql.users import SqlUsers
from ivr.console import event_stream
from ivr.console.cached_response import Sheet
from ivr.console.event_stream import Audience, Bound, Seat
from ivr.console.live import pages
from ivr.emulator import Phone
from tests.calls.conftest import PUBLIC_URL
from tests.console.browsing import served
from tests.console.conftest import Browser
from tests.console.test_watching import sue
from tests.shop import Shop

__all__ = ["sue"]
MAP, BOARD = "/console/live/stream", "/console/board/stream"


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address.removeprefix("http://")


@pytest.fixture
def watches(site: str, sue: Browser) -> Iterator[Callable[[str], HTTPResponse]]:
    """Opens a page's stream in a browser."""
    cookie = sue.client.get_cookie("wismo_console", domain="line.example", path="/console")
    with ExitStack() as opened:

        def watch(path: str) -> HTTPResponse:
            connection = HTTPConnection(site, timeout=20)
            opened.callback(connection.close)
            connection.request("GET", path, headers={"Cookie": f"wismo_console={cookie.value}", "Connection": "close"})
            return connection.getresponse()

        yield watch


def until(stream: HTTPResponse, words: bytes) -> bool:
    """Whether an event with these words comes before the stream ends."""
    return any(words in line for line in iter(stream.readline, b""))


def eventually(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_a_map_and_a_board_show_each_move(watches, phone: Phone, shop: Shop):
    phone.dials()
    moves, figures = watches(MAP), watches(BOARD)
    assert moves.headers["Content-Type"] == "text/event-stream"
    assert moves.headers["Content-Security-Policy"]
    assert until(moves, b'"main_line.main_menu":[1')
    assert until(figures, b"<dt>Waiting</dt><dd>0")
    phone.presses("0")
    assert until(moves, b'"hand_off.connect":[1')
    assert until(figures, b"<dt>Waiting</dt><dd>1")


def test_a_map_can_be_narrowed(watches, phone: Phone, shop: Shop):
    phone.dials().presses("0")
    assert until(watches(f"{MAP}?queue=care-en"), b'"count":1')
    assert until(watches(f"{MAP}?queue=acme-es"), b'"count":0')


def test_where_no_seat_is_free_a_browser_is_told_to_ask(console: Flask, watches, monkeypatch: pytest.MonkeyPatch):
    maps: pages.LiveMap = console.view_functions["console.stream"].__self__
    monkeypatch.setattr(maps.ports.live_audience, "most", 2)
    first, _ = watches(MAP), watches(MAP)
    eventually(lambda: len(maps.ports.live_audience) == 2)
    refused = watches(MAP)
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    first.close()
    assert watches(BOARD).status == 200


def test_a_server_that_keeps_its_connections_has_no_seats(sue: Browser):
    assert sue.client.get(MAP, base_url=PUBLIC_URL).status_code == 503


def test_a_stream_ends_when_the_right_to_it_does(watches, users: SqlUsers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(event_stream, "HEARTBEAT", 0.3)
    stream = watches(MAP)
    assert until(stream, b": still here")
    users.end_all("sue")
    assert until(stream, b"event: over")


def test_whoever_comes_and_goes_leaves_nothing_behind(
    console: Flask, watches, phone: Phone, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(event_stream, "HEARTBEAT", 0.05)
    maps: pages.LiveMap = console.view_functions["console.stream"].__self__
    before = threading.active_count()
    there = [watches(f"{MAP}?queue={place}") for place in range(50)]
    eventually(lambda: len(maps.ports.live_audience) == 50)
    eventually(lambda: threading.active_count() < before + 10)  # they take no threads
    for each in there:
        each.close()
    phone.dials()
    eventually(lambda: not len(maps.ports.live_audience))


class Stage:
    """An audience with its sheet, its valid sessions, and its clock."""

    def __init__(self) -> None:
        self.body, self.now, self.allowed = b"first", 0.0, {"sue"}
        self.audience = Audience(10, self.may_stay, every=0.01, clock=lambda: self.now)

    def may_stay(self, token: str, _queues: Bound) -> bool:
        return token in self.allowed

    def sheet(self) -> Sheet:
        return Sheet(self.body, "text/plain")

    def browser(self, *, token: str = "sue", newest: Callable[[], Sheet] | None = None) -> "Seen":
        """A browser that was sent nothing so far."""
        seen = Seen()
        self.audience.admit(Seat(seen.take, token, newest or self.sheet, since=self.now))
        return seen


class Seen:
    """The bytes sent to a browser."""

    def __init__(self) -> None:
        self.events: Queue[bytes] = Queue()
        self.is_gone = False

    def take(self, data: bytes) -> None:
        if self.is_gone:
            raise ConnectionResetError
        self.events.put(data)

    def next(self) -> bytes:
        return self.events.get(timeout=20)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A stage whose browsers all disconnect at the end."""
    stage = Stage()
    yield stage
    stage.body = b"end"
    eventually(lambda: not len(stage.audience))


def test_what_is_as_it_was_is_not_sent_again(stage: Stage):
    browser = stage.browser()
    assert browser.next() == b"data: first\n\n"
    stage.body = b"second\nline"
    assert browser.next() == b"data: second\ndata: line\n\n"
    stage.now = event_stream.HEARTBEAT
    assert browser.next() == b": still here\n\n"
    browser.is_gone = True


def test_news_is_sent_when_it_comes_and_not_when_the_pause_is_over(stage: Stage):
    came = threading.Event()

    def news(seen: int, seconds: float) -> int:
        came.wait(seconds)
        return seen + 1

    stage.audience.every, stage.audience.news = 60, news
    browser = stage.browser()
    assert browser.next() == b"data: first\n\n"
    stage.body = b"second"
    came.set()
    assert browser.next() == b"data: second\n\n"
    browser.is_gone = True


def test_a_stream_has_an_end_so_that_nothing_is_kept_for_long_for_a_browser_that_is_slow(stage: Stage):
    first = stage.browser()
    assert first.next()
    stage.now = event_stream.LONGEST
    eventually(lambda: not len(stage.audience))


def test_one_thread_sends_however_they_come_and_go(stage: Stage):
    stage.audience.every = 0.2
    before = set(threading.enumerate())
    first = stage.browser()
    assert first.next()
    first.is_gone, stage.body = True, b"second"
    eventually(lambda: not len(stage.audience))
    there = [stage.browser(), stage.browser()]
    assert [each.name for each in set(threading.enumerate()) - before].count("audience") == 1
    for each in there:
        each.is_gone = True


def test_where_nothing_can_be_shown_a_browser_is_hung_up_on_so_that_it_asks(stage: Stage):
    other, browser = stage.browser(), stage.browser(newest=lambda: 1 / 0)
    eventually(lambda: len(stage.audience) == 1)
    assert (other.next(), browser.events.empty()) == (b"data: first\n\n", True)
    other.is_gone = True


def test_a_database_that_hangs_keeps_nothing_from_moving_and_one_that_fails_ends_no_stream(stage: Stage):
    hangs, goes_on = threading.Event(), threading.Event()

    def may_stay(token: str, _queues: Bound) -> bool:
        hangs.set()
        assert goes_on.wait(20)
        raise ConnectionError

    stage.audience.may_stay = may_stay
    browser = stage.browser()
    assert browser.next() == b"data: first\n\n"
    stage.now = event_stream.HEARTBEAT
    assert hangs.wait(20)
    stage.body = b"second"
    eventually(lambda: browser.next() == b"data: second\n\n")
    goes_on.set()
    eventually(lambda: stage.audience._asked is None)
    stage.body = b"third"
    eventually(lambda: browser.next() == b"data: third\n\n")
    browser.is_gone = True


def test_only_the_session_that_ended_is_shown_out(stage: Stage):
    tom, other = stage.browser(token="tom"), stage.browser()
    stage.now = event_stream.HEARTBEAT
    eventually(lambda: b"event: over" in tom.next())
    eventually(lambda: len(stage.audience) == 1)
    stage.body = b"second"
    eventually(lambda: other.next() == b"data: second\n\n")
    other.is_gone = True
