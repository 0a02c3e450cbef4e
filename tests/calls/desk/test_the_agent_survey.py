"""The survey after an agent: two questions to callers who stay when the agent leaves, on queues that ask them."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Row, select

from ivr.adapters.redis.event_stream import EVENTS, FIELD, unpack
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import messages
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.app.parts import Stores
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.emulator import Phone, VirtualClock
from ivr.emulator.handset import Handset
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE
from tests.calls.desk.conftest import Desk
from tests.calls.in_force import put_in_force
from tests.shop import Shop

SATISFACTION = "how satisfied are you with the help you just had?"
SOLVED = "Is your question solved now? Press 1 for yes, or 2 for no."
CONSENT = "may we ask you two short questions after your call?"
BYE = "Thank you for calling. Goodbye."
DAY = 24 * 3600
Publish = Callable[..., None]
LANGUAGES = ("en-US", "de-DE")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"languages": LANGUAGES})


@pytest.fixture
def asks(settings: Settings, stores: Stores, shop: Shop) -> Publish:
    """Puts a document in force whose only queue asks by these terms."""

    def publish(language: str = "en-US", **terms: Any) -> None:
        care = {"name": "Care", "kind": "outsourced", "vendor": "acme", "languages": LANGUAGES}
        queues = {"care-en": {**care, "hand_off": {"desk": "care-en"}, "agent_survey": terms}}
        numbers = {LINE: {"language": language, "survey": True}}
        vendors = {"acme": {"name": "Acme"}}
        put_in_force(settings, stores, shop, numbers=numbers, queues=queues, rules=[], vendors=vendors, switches={})

    return publish


def takes(desk: Desk) -> tuple[DeskAgent, Handset]:
    """An agent who takes the caller that waits, and what the agent talks by."""
    agent = desk.agent(f"Agent {uuid4().hex[:6]}")
    browser = desk.handset(agent)
    desk.looks()
    browser.accepts()
    desk.looks()
    return agent, browser


def talks(desk: Desk) -> None:
    """The caller, who waits, talks with an agent, who leaves and goes home."""
    agent, browser = takes(desk)
    browser.hangs_up()
    desk.looks()
    desk.station.away(agent, "Lunch")


def answers(stores: Stores) -> Sequence[Row[Any]]:
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        return connection.execute(select(survey_answers).order_by(survey_answers.c.asked_at)).all()


def scored(stores: Stores) -> list[tuple[int | None, bool | None]]:
    return [(row.score, row.solved) for row in answers(stores)]


def test_a_caller_who_stays_answers_both_questions_by_key(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("4").hears(SOLVED).presses("1").hears(BYE).is_hung_up()
    (row,) = answers(stores)
    (handled,) = desk.handled()
    assert (row.score, row.solved, row.way, row.queue, row.vendor) == (4, True, "call", "care-en", "acme")
    assert (row.agent, row.language, row.issue) == (handled.agent, "en-US", "other")
    assert row.answered_at and row.caller_key and ALICE not in str(row)


def test_a_german_caller_answers_in_words(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks("de-DE", way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears("Wie zufrieden sind Sie mit der Hilfe?").says("fünf")
    phone.hears("Ist Ihr Anliegen jetzt gelöst?").says("nein").hears("Auf Wiederhören").is_hung_up()
    assert scored(stores) == [(5, False)]


def test_a_caller_who_hangs_up_in_the_middle_leaves_what_was_answered(
    desk: Desk, phone: Phone, stores: Stores, asks: Publish
):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("2").hears(SOLVED).hangs_up()
    assert scored(stores) == [(2, None)]


def test_a_caller_who_hung_up_on_the_agent_is_not_asked(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    takes(desk)
    phone.hangs_up()
    desk.looks()
    assert answers(stores) == []


def test_zero_ends_it(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("0").hears(BYE).is_hung_up()
    assert scored(stores) == [(None, None)]


def test_words_for_a_person_lead_to_one(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).says("I want to talk to a person").is_in_queue("care-en").hangs_up()
    assert scored(stores) == [(None, None)]


def test_silence_is_a_goodbye_after_two_tries(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("7").hears(SATISFACTION).waits().hears(BYE).is_hung_up()
    assert scored(stores) == [(None, None)]


def test_nobody_is_asked_by_either_survey_twice_in_thirty_days(
    desk: Desk, phone: Phone, stores: Stores, asks: Publish, clock: VirtualClock, shop: Shop
):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("5").presses("1").is_hung_up()
    clock.advance(seconds=2 * DAY)
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.does_not_hear(SATISFACTION).hears(BYE).is_hung_up()
    shop.has_order(number="1001", status="in_transit", day=9)
    phone.dials().says("goodbye").does_not_hear("did that answer your question").is_hung_up()
    assert scored(stores) == [(5, True)]


def test_who_agrees_before_the_wait_is_asked_after_it(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call", asks_first=True)
    phone.dials().presses("0").hears(CONSENT).presses("1").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("3").presses("2").is_hung_up()
    assert scored(stores) == [(3, False)]


@pytest.mark.parametrize("declines", [Phone.waits, lambda phone: phone.presses("2"), lambda phone: phone.presses("0")])
def test_who_does_not_agree_waits_and_is_not_asked(
    desk: Desk, phone: Phone, stores: Stores, asks: Publish, declines: Callable[[Phone], Phone]
):
    asks(way="call", asks_first=True)
    declines(phone.dials().presses("0").hears(CONSENT)).is_in_queue("care-en")
    talks(desk)
    phone.does_not_hear(SATISFACTION).hears(BYE).is_hung_up()
    assert answers(stores) == []


def test_a_text_asks_minutes_later_and_its_first_answer_counts(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="text")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.does_not_hear(SATISFACTION).hears(BYE).is_hung_up()
    assert scored(stores) == [(None, None)]
    with stores.engine.connect() as connection:
        (message,) = connection.execute(select(messages)).all()
    assert "Reply like this: 4 yes" in message.body and message.recipient == ALICE
    assert (message.due_at.hour, message.due_at.minute) == (17, 5)  # it is seven in the morning in California
    for body in ("4 yes", "1 no", "4 yes"):
        assert phone.switchboard.text(from_=ALICE, to=LINE, body=body) == ""
    assert scored(stores) == [(4, True)]


def test_a_text_to_who_stopped_texts_is_not_asked_for(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="text")
    phone.switchboard.text(from_=ALICE, to=LINE, body="STOP")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(BYE).is_hung_up()
    assert answers(stores) == []


def test_a_webhook_that_comes_twice_counts_once(desk: Desk, phone: Phone, stores: Stores, asks: Publish):
    asks(way="call")
    phone.dials().presses("0").is_in_queue("care-en")
    talks(desk)
    phone.hears(SATISFACTION).presses("4").presses("1").is_hung_up()
    events = [unpack(fields[FIELD]) for _, fields in stores.redis.xrange(EVENTS)]
    drain(stores.redis, stores.engine)
    write_events(stores.engine, [*reversed(events), *events])
    assert scored(stores) == [(4, True)]
