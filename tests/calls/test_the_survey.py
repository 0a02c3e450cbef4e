"""The survey: one question before the goodbye, on numbers that ask it, to callers who were helped without a person."""

from collections.abc import Callable

import pytest
from flask import Flask
from pydantic import SecretStr

from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.settings import Settings
from tests.calls.conftest import LINE
from tests.calls.in_force import put_in_force
from tests.calls.test_the_record import rows
from tests.shop import Shop

ASKS = "Before you go: did that answer your question? Press 1 for yes, or 2 for no."
SORRY = "We're sorry about that. Shall we connect you with a person?"
BYE = "Thank you for calling. Goodbye."
DAY = 24 * 3600


def answers(stores: Stores) -> list[tuple[object, ...]]:
    return rows(stores, "select survey, disposition from calls order by began_at")


COUNTED_FOR = "a-token-of-those-who-watch-the-line"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"metrics_token": SecretStr(COUNTED_FOR)})


@pytest.fixture
def asking(phone: Phone, settings: Settings, stores: Stores, shop: Shop) -> Phone:
    """Alice's phone; the line asks, and has an order of hers."""
    put_in_force(settings, stores, shop, numbers={LINE: {"language": "en-US", "survey": True}})
    shop.has_order(number="1001", status="in_transit", day=9)
    return phone


def test_a_yes_by_key_or_by_voice_ends_the_call_and_is_recorded(asking: Phone, stores: Stores, app: Flask):
    asking.dials().says("that's all").hears(ASKS).says("yes it did").hears(BYE).is_hung_up()
    assert answers(stores) == [("yes", "contained")]
    counted = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {COUNTED_FOR}"}).text
    for answer in ("asked", "yes"):
        assert f'wismo_surveys_total{{answer="{answer}"}} 1.0' in counted
    assert 'answer="no"' not in counted


def test_a_no_offers_a_person(asking: Phone, stores: Stores):
    asking.dials().says("goodbye").presses("2").hears(SORRY).presses("1").is_in_queue("care-en").hangs_up()
    assert answers(stores) == [("no", "abandoned")]


def test_a_no_that_goes_on_is_followed(asking: Phone, stores: Stores):
    asking.dials().says("goodbye").hears(ASKS).says("no, I want my money back").does_not_hear(SORRY, BYE).hangs_up()
    assert answers(stores) == [("no", "contained")]


@pytest.mark.parametrize("silent", [Phone.waits, lambda phone: phone.says("purple bananas")])
def test_it_is_asked_once_and_silence_is_a_goodbye(asking: Phone, stores: Stores, silent: Callable[[Phone], Phone]):
    silent(asking.dials().says("goodbye").hears(ASKS)).hears(BYE).is_hung_up()
    assert answers(stores) == [("asked", "contained")]


def test_nobody_is_asked_twice_in_thirty_days(asking: Phone, clock: VirtualClock, shop: Shop, stores: Stores):
    asking.dials().says("goodbye").hears(ASKS).presses("1")
    clock.advance(seconds=29 * DAY)
    shop.has_order(number="1001", status="in_transit", day=9)
    asking.dials().says("goodbye").does_not_hear("Before you go").is_hung_up()
    clock.advance(seconds=2 * DAY)
    asking.dials().says("goodbye").hears(ASKS).hangs_up()
    assert answers(stores) == [("yes", "contained"), ("", "contained"), ("asked", "contained")]


def test_a_caller_who_was_told_nothing_is_not_asked(asking: Phone):
    asking.dials(from_="+14155550177").says("goodbye").does_not_hear("Before you go").hears(BYE).is_hung_up()


def test_a_caller_who_asked_for_a_person_is_not_asked(asking: Phone, settings: Settings, stores: Stores, shop: Shop):
    closed = {"name": "Care", "kind": "in_house", "languages": ["en-US"], "hours": "day", "hand_off": {"desk": "care"}}
    hours = {"day": {"time_zone": "America/New_York", "open": {"sun": "01:00-01:30"}}}
    numbers = {LINE: {"language": "en-US", "survey": True}}
    queues = {"care-en": {**closed, "closed": ["callback", "voicemail"]}}
    put_in_force(settings, stores, shop, numbers=numbers, hours=hours, queues=queues, rules=[], vendors={}, switches={})
    asking.dials().presses("0").says("goodbye").does_not_hear("Before you go").hears(BYE).is_hung_up()


def test_a_number_that_does_not_ask_says_goodbye(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(status="in_transit", day=2)
    phone.dials().says("goodbye").does_not_hear("Before you go").hears(BYE).is_hung_up()
    assert answers(stores) == [("", "contained")]
