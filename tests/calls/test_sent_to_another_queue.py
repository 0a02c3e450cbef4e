"""A person sends a caller to another queue, from the line or out of a conversation."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.adapters.redis.sessions.keys import line
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import legs
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.app.parts import Stores
from ivr.calls.desk.ports import CallControlFailed
from ivr.calls.desk.transfers import ActRefused
from ivr.calls.sending_on import SendingOn
from ivr.emulator import Phone, Switchboard
from ivr.emulator.rest import RestFault, RestFaults
from ivr.settings import Settings
from tests.calls.conftest import LINE, PUBLIC_URL
from tests.calls.in_force import put_in_force
from tests.emulated_rest import rest_at, rest_served
from tests.shop import Shop

CARE = {
    "name": "English care", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "care-en"},
}  # fmt: skip
RETURNS = {**CARE, "name": "Returns", "hand_off": {"desk": "returns-en"}}


@pytest.fixture
def faults() -> RestFaults:
    return RestFaults()


@pytest.fixture
def sending(
    app: Flask, settings: Settings, stores: Stores, shop: Shop, switchboard: Switchboard, faults: RestFaults
) -> Iterator[SendingOn]:
    turns = app.extensions["turns"].calls
    with rest_served(switchboard, faults) as host:
        control = TwilioCallControl.of(rest_at(host, switchboard, LINE))
        waiting = WaitingLine(stores.redis, shop.now)
        yield SendingOn(turns.sessions, waiting, control, Addresses(PUBLIC_URL).turn, turns.key)


@pytest.fixture
def two_queues(settings: Settings, stores: Stores, shop: Shop) -> None:
    put_in_force(settings, stores, shop, queues={"care-en": CARE, "returns-en": RETURNS}, rules=[])


@pytest.fixture
def waiting(two_queues: None, phone: Phone) -> Phone:
    return phone.dials().presses("0").is_in_queue("care-en")


def test_a_waiting_caller_goes_to_the_other_queue_at_once(waiting: Phone, sending: SendingOn, stores: Stores):
    sending.send(waiting.call_sid, "returns-en")
    waiting.hears("connecting you").is_in_queue("returns-en")
    assert (stores.redis.zcard(line("care-en")), stores.redis.zcard(line("returns-en"))) == (0, 1)


def test_both_stays_are_on_record_and_the_decision_says_why(waiting: Phone, sending: SendingOn, stores: Stores):
    sending.send(waiting.call_sid, "returns-en")
    waiting.is_in_queue("returns-en")
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        found = connection.execute(select(legs.c.queue, legs.c.rule, legs.c.became).order_by(legs.c.turn)).all()
    assert [tuple(each) for each in found] == [("care-en", "default", "flowed"), ("returns-en", "transfer", "waiting")]


def test_a_caller_who_was_sent_away_can_be_sent_back(waiting: Phone, sending: SendingOn, stores: Stores):
    for queue in ("returns-en", "care-en", "returns-en"):
        sending.send(waiting.call_sid, queue)
        waiting.is_in_queue(queue)


def test_a_refusal_leaves_the_caller_where_they_wait(waiting: Phone, sending: SendingOn, faults: RestFaults):
    faults.add(RestFault(400, path="Calls"))
    with pytest.raises(CallControlFailed):
        sending.send(waiting.call_sid, "returns-en")
    waiting.is_in_queue("care-en")
    assert sending.sessions.load(waiting.call_sid, sending.line.call(waiting.call_sid).turn).goes_to == ""


def test_an_answer_that_is_lost_sends_the_caller_once(waiting: Phone, sending: SendingOn, faults: RestFaults):
    faults.add(RestFault(500, path="Calls"))
    sending.send(waiting.call_sid, "returns-en")
    waiting.is_in_queue("returns-en")


def test_a_call_that_is_over_goes_nowhere(waiting: Phone, sending: SendingOn):
    waiting.hangs_up()
    with pytest.raises((ActRefused, CallControlFailed)):
        sending.send(waiting.call_sid, "returns-en")


def test_a_queue_that_closes_meanwhile_strands_nobody(waiting: Phone, sending: SendingOn):
    sending.send(waiting.call_sid, "no-such-queue")
    waiting.is_in_queue("care-en")
