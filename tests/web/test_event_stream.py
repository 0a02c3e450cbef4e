"""Events as they happen: from where a program left off, of the kinds that it wants, without anything personal."""

import json

import pytest
from flask import Flask

from ivr.adapters.redis.happening_stream import HappeningStream
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.web.api.events import HEARTBEAT, LONGEST, EventFeed, Listener
from tests.calls.conftest import ALICE, app, clock, phone, redis_url, shop, stores, switchboard
from tests.calls.conftest import settings as settings_of_a_shop
from tests.web.test_orders_api import TOKENS, settings

__all__ = ["app", "clock", "phone", "redis_url", "settings", "settings_of_a_shop", "shop", "stores", "switchboard"]
ALL = frozenset({"call.began", "call.queued", "call.answered", "call.ended", "agent.state"})


def asked(app: Flask, query: str = "", *, last: str = "", role: str = "admin") -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {TOKENS[role]}", **({"Last-Event-ID": last} if last else {})}
    answer = app.test_client().get(f"/api/v1/events?follow=no{query}", headers=headers)
    return answer.status_code, answer.get_data(as_text=True)


def told(text: str) -> list[dict[str, object]]:
    return [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if line.startswith('data: {"')]


def place(text: str) -> str:
    return [line.removeprefix("id: ") for line in text.splitlines() if line.startswith("id: ")][-1]


@pytest.fixture
def begun(app: Flask, phone: Phone, stores: Stores) -> str:
    """The place before a call that waited for a queue and then hung up."""
    before = place(asked(app)[1])
    phone.dials().presses("0").hangs_up()
    drain(stores.redis, stores.engine)
    return before


def test_a_program_goes_on_where_it_left_off(app: Flask, begun: str, phone: Phone):
    text = asked(app, last=begun)[1]
    assert [each["type"] for each in told(text)] == ["call.began", "call.queued", "call.ended"]
    assert {each["data"]["call"] for each in told(text)} == {phone.call_sid}
    assert told(text)[1]["data"]["queue"] == "care-en"
    assert told(asked(app, last=place(text))[1]) == []
    assert ALICE not in text


def test_a_program_hears_the_kinds_that_it_wants(app: Flask, begun: str):
    text = asked(app, f"&kinds=call.ended&after={begun}")[1]
    assert [each["type"] for each in told(text)] == ["call.ended"]
    assert asked(app, "&kinds=call.lost")[0] == 400


def test_a_place_that_is_none_is_refused_and_one_that_is_gone_is_told(app: Flask, begun: str):
    assert asked(app, last="yesterday")[0] == 400
    assert "event: lost" in asked(app, last="1-1")[1]


def test_only_holders_of_the_scope_listen(app: Flask, begun: str):
    assert asked(app, role="orders")[0] == 403


def test_the_same_event_told_twice_has_the_same_id(app: Flask, begun: str, stores: Stores):
    text = asked(app, last=begun)[1]
    assert len({each["id"] for each in told(text)}) == 3


class Program:
    """A program that listens, at a time that the test sets."""

    def __init__(self, stores: Stores) -> None:
        self.now, self.heard, self.is_gone, self.may = 1000.0, b"", False, True
        self.feed = EventFeed(HappeningStream(stores.redis), most=2, clock=lambda: self.now)
        self.feed._is_attended = True  # the test looks by itself

    def hears(self, data: bytes) -> None:
        if self.is_gone:
            raise ConnectionResetError
        self.heard += data

    def listens(self, after: str) -> None:
        self.feed.admit(Listener(self.hears, after, ALL, lambda: self.may, since=self.now, sent=self.now))


def test_a_stream_tells_once_what_happens_and_gives_signs_of_life(begun: str, stores: Stores):
    program = Program(stores)
    program.listens(begun)
    program.feed.look()
    assert program.heard.count(b"event: ") == 3
    program.now += HEARTBEAT
    program.feed.look()
    assert program.heard.count(b"event: ") == 3
    assert program.heard.endswith(b": still here\n\n")


@pytest.mark.parametrize("end", ["gone", "revoked", "old"])
def test_a_stream_ends_with_its_program_its_token_or_its_time(begun: str, stores: Stores, end: str):
    program = Program(stores)
    program.listens(begun)
    program.is_gone, program.may = end == "gone", end != "revoked"
    program.now += LONGEST if end == "old" else HEARTBEAT
    program.feed.look()
    assert len(program.feed) == 0


def test_a_stream_outlives_redis_being_away(begun: str, stores: Stores, monkeypatch: pytest.MonkeyPatch):
    program = Program(stores)
    program.listens(begun)
    with monkeypatch.context() as broken:
        broken.setattr(program.feed.happenings, "after", lambda *_: 1 / 0)
        program.feed.look()
    program.feed.look()
    assert program.heard.count(b"event: ") == 3
