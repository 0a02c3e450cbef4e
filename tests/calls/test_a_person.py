"""Every caller reaches a person from every step, and the person receives the call's summary."""

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import messages
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Party, Phone
from ivr.emulator.switchboard import Switchboard
from ivr.reporting.audit import Actor
from routing.document import DEFAULT, read_file
from tests.shop import Shop


def test_zero_leads_to_a_person(phone: Phone, shop: Shop):
    phone.dials().presses("0").hears("connecting you with a person").is_in_queue("care-en")


def test_a_person_can_be_asked_for(phone: Phone, shop: Shop):
    phone.dials().says("I want to talk to a real person").is_in_queue("care-en")


def test_a_person_is_there_from_the_middle_of_a_question(phone: Phone, shop: Shop):
    phone.dials().presses("1").hears("order number").presses("0").waits().is_in_queue("care-en")


def test_silence_leads_to_a_person(phone: Phone, shop: Shop):
    phone.dials().waits().hears("0 for a person").waits().hears("didn't hear").waits().is_in_queue("care-en")


def test_a_spanish_caller_reaches_the_partner_over_sip_with_the_story(
    phone: Phone, switchboard: Switchboard, shop: Shop
):
    order = shop.has_order(language="es-MX")
    phone.dials().presses("0").is_connected_to("sip:care@acme.example")
    partner = next(leg for leg in switchboard.legs.values() if leg.call.sip_headers)
    assert partner.call.sip_headers["X-Wismo-Order"] == order.number


@pytest.mark.parametrize("ending", ["busy", "no-answer", "failed"])
def test_when_the_partner_does_not_answer_the_next_queue_does(
    phone: Phone, switchboard: Switchboard, shop: Shop, ending: str
):
    shop.has_order(language="es-MX")
    switchboard.parties["sip:care@acme.example"] = Party(ending)
    phone.dials().presses("0").waits().is_in_queue("care-en")


def test_a_caller_who_waits_hears_the_place_in_the_line(phone: Phone, shop: Shop):
    phone.dials().presses("0").hears("next in line", "music")


def test_the_place_is_not_said_at_every_turn_of_the_music(phone: Phone, shop: Shop):
    phone.dials().presses("0").waits(25).hears("music").does_not_hear("next in line")


def test_a_caller_who_waits_may_leave_a_message_instead(phone: Phone, shop: Shop):
    phone.dials().presses("0").hears("leave a message instead, press 2").presses("2").hears("after the tone")


def tell(people: tuple[str, ...], stores: Stores, shop: Shop) -> None:
    """Send texts to the staff of the queue for English from now on."""
    routing = read_file(DEFAULT)
    told = routing.queues["care-en"].model_copy(update={"told": people})
    store = RoutingStore(stores.engine, clock=shop.now, first=routing)
    document = routing.model_copy(update={"queues": {**routing.queues, "care-en": told}})
    store.publish(document, actor=Actor("a test", "cli"), note="")
    Announcements(stores.redis, store).tell()


def test_the_people_of_a_queue_are_told_of_a_message(phone: Phone, shop: Shop, stores: Stores):
    tell(("+12125550150", "+12125550151"), stores, shop)
    phone.dials().presses("0").presses("2").says("Please call me").presses("#").hears("saved for our team")
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        texts = connection.execute(select(messages.c.recipient, messages.c.body)).all()
    assert [to for to, _ in texts] == ["+12125550150", "+12125550151"]
    assert "a caller left a message for English care" in texts[0].body


def test_a_key_that_was_not_offered_leaves_the_caller_waiting(phone: Phone, shop: Shop):
    phone.dials().presses("0").presses("7").is_in_queue("care-en")


def test_the_music_is_a_file_that_twilio_may_keep(app: Flask):
    with app.test_client() as client:
        with client.get("/voice/music") as first:
            assert (first.status_code, first.mimetype, first.data[:4]) == (200, "audio/wav", b"RIFF")
        with client.get("/voice/music", headers={"If-None-Match": first.headers["ETag"]}) as again:
            assert again.status_code == 304
