"""The record of a call."""

import pytest
from sqlalchemy import text

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone
from tests.shop import Shop


def rows(stores: Stores, query: str) -> list[tuple[object, ...]]:
    """The rows of the record, once the stream is drained; drained twice, since a job may run twice."""
    for _ in range(2):
        drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_every_hop_of_a_call_is_recorded_once(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    phone.dials().presses("*").hangs_up()
    hops = rows(stores, "select turn, step, outcome, target from hops order by turn, place")
    assert hops == [
        (0, "main_line.recognise", "one", "main_line.greet_one"),
        (0, "main_line.greet_one", "then", "main_line.read_order"),
        (0, "main_line.read_order", "then", "delivery_help.what_helps"),
        (0, "delivery_help.what_helps", "none", "delivery_help.onward"),
        (0, "delivery_help.onward", "other", "main_line.after_order"),
        (1, "main_line.after_order", "*", "main_line.read_order"),
        (1, "main_line.read_order", "then", "delivery_help.what_helps"),
        (1, "delivery_help.what_helps", "none", "delivery_help.onward"),
        (1, "delivery_help.onward", "other", "main_line.after_order"),
    ]


def test_a_call_ends_in_the_record_as_it_ended_on_the_phone(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    phone.dials().hangs_up()
    (call,) = rows(stores, "select sid, dnis, caller_hint, language, status, disposition from calls")
    assert call == (phone.call_sid, "+18005550199", "00", "en-US", "completed", "contained")


def test_the_record_holds_no_number_and_no_key_of_a_question(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(phone="+14155550177", number="5123")
    phone.dials().presses("1").presses("5123#").presses("94110#").hangs_up()
    told = str(rows(stores, "select * from calls") + rows(stores, "select * from turns"))
    assert "4155550100" not in told
    assert "5123" not in told
    assert "94110" not in told


def test_a_text_message_waits_in_the_outbox_once(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001")
    phone.dials().presses("1").hears("tracking link")
    (message,) = rows(stores, "select id, recipient, body, state from messages")
    sid = phone.call_sid
    assert message == (f"{sid}:1:0", "+14155550100", message[2], "due")
    assert message[2] == "Northwind: follow your order 1001 here: https://track.example/1Z999"


def test_a_caller_who_was_taken_by_a_person_was_handed_off(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(language="es-MX")
    phone.dials().presses("0").is_connected_to("sip:care@acme.example").hangs_up()
    assert rows(stores, "select disposition from calls") == [("handed_off",)]


@pytest.mark.parametrize("leaves", [lambda phone: phone.hangs_up(), lambda phone: phone.waits(60)])
def test_a_caller_who_came_to_the_recorder_and_said_nothing_has_abandoned(phone: Phone, shop: Shop, stores, leaves):
    shop.has_order()
    leaves(phone.dials().presses("0").presses("2").hears("after the tone"))
    assert rows(stores, "select disposition from calls") == [("abandoned",)]


def test_a_message_of_a_caller_who_then_hangs_up_is_a_message(phone: Phone, shop: Shop, stores: Stores):
    phone.dials().presses("0").presses("2").says("Please call me").hangs_up()
    assert rows(stores, "select disposition from calls") == [("message_left",)]


def test_a_withheld_caller_is_nobody_in_the_record(phone: Phone, shop: Shop, stores: Stores):
    phone.dials(from_="anonymous").hangs_up()
    assert rows(stores, "select caller_key, caller_hint from calls") == [("", "")]


def test_where_a_call_was_sent_is_recorded_with_the_reasons(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    phone.dials().presses("0")
    ((decision,),) = rows(stores, "select decision from decisions")
    assert '"queue":"care-en"' in str(decision)
    assert '"wanted":["es-MX"],"seen":"en-US"' in str(decision)
