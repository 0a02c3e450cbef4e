"""The link by text: once in a call for an order, a few times a day, to the shop's own countries, and truly told."""

import pytest
from sqlalchemy import select

from ivr.adapters.sql.records import outbox
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import messages
from ivr.app.applications import create_app
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard, in_process
from ivr.orders.model import Phone as Number
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL, TOKEN
from tests.shop import Shop

SENT, AGAIN, NO_MORE = "on its way to the phone number", "was already sent", "can't send another"


def asked_for(stores: Stores) -> list[str]:
    """The texts that wait to be sent, by their numbers."""
    drain(stores.redis, stores.engine)
    with stores.engine.connect() as connection:
        return list(connection.scalars(select(messages.c.recipient).order_by(messages.c.id)))


def test_a_caller_who_asks_again_and_again_gets_one_text_and_is_told_so(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    phone.dials().presses("1").hears(SENT)
    for _ in range(9):
        phone.presses("1").hears(AGAIN)
    assert asked_for(stores) == [ALICE]


def test_twelve_calls_with_ten_askings_each_are_three_texts(switchboard: Switchboard, shop: Shop, stores: Stores):
    shop.has_order()
    for _ in range(12):
        phone = Phone(switchboard, number=ALICE, to=LINE).dials()
        for _ in range(10):
            phone.presses("1")
        phone.hears(AGAIN).hangs_up()
    assert asked_for(stores) == [ALICE] * 3


def test_whoever_calls_about_them_a_number_gets_five_texts_a_day(switchboard: Switchboard, shop: Shop, stores: Stores):
    for place in range(4):
        shop.has_order(number=f"20{place}0", phone=f"+1415555010{place + 1}", phones=(Number(ALICE, ALICE),))
    heard = []
    for place in range(8):
        phone = Phone(switchboard, number="anonymous", to=LINE).dials().presses("1").presses(f"20{place % 4}0#")
        heard.append(NO_MORE in phone.presses("94110#").presses("1").heard)
    assert asked_for(stores) == [ALICE] * 5
    assert heard == [False] * 5 + [True] * 3


def test_two_orders_in_a_call_are_two_texts(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order(number="1001")
    shop.has_order(number="1002")
    phone.dials().presses("1").presses("1").hears(SENT).presses("2").presses("1001#").presses("1").hears(SENT)
    phone.presses("1").hears(AGAIN)
    assert len(asked_for(stores)) == 2


def test_the_day_after_there_may_be_another(switchboard: Switchboard, shop: Shop, stores: Stores):
    shop.has_order()
    for _ in range(4):
        Phone(switchboard, number=ALICE, to=LINE).dials().presses("1").hangs_up()
    for key in stores.redis.keys("wismo:texts:*"):
        assert 0 < stores.redis.ttl(key) <= 86_400
        stores.redis.delete(key)
    Phone(switchboard, number=ALICE, to=LINE).dials().presses("1").hears(SENT)


@pytest.mark.parametrize(
    "number", ["+37061234567", "+19005550100", "+18765550100", "+882161234567", "+18005550100", "+442079460123"]
)
def test_a_number_that_gets_no_texts_is_offered_none(switchboard: Switchboard, shop: Shop, stores: Stores, number: str):
    shop.has_order(number="2001", phones=(Number(number, number),))
    phone = Phone(switchboard, number="anonymous", to=LINE).dials().presses("1").presses("2001#").presses("94110#")
    phone.hears("on its way").does_not_hear("text message").presses("1")
    assert asked_for(stores) == []


def test_a_text_goes_to_the_first_number_on_the_order_that_gets_texts(settings: Settings, stores: Stores, shop: Shop):
    british = settings.model_copy(update={"text_countries": ("GB",)})
    switchboard = Switchboard(
        wire=in_process(create_app(british, clock=shop.now, stores=stores)), clock=shop.clock, auth_token=TOKEN
    )
    switchboard.add_number(LINE, f"{PUBLIC_URL}/voice")
    shop.has_order(phones=tuple(Number(each, each) for each in (ALICE, "+442079460123", "+447400123456")))
    Phone(switchboard, number=ALICE, to=LINE).dials().presses("1").hears(SENT)
    assert asked_for(stores) == ["+447400123456"]


def test_what_redis_forgot_is_held_against_the_limits_before_it_is_sent(switchboard, shop: Shop, stores: Stores, clock):
    shop.has_order()
    for _ in range(6):
        Phone(switchboard, number=ALICE, to=LINE).dials().presses("1").hears(SENT).hangs_up()
        stores.redis.delete(*stores.redis.keys("wismo:text*"))
    assert len(asked_for(stores)) == 6
    sent: list[str] = []
    done = outbox.deliver(stores.engine, lambda to, _body: sent.append(to) or "SM1", clock.now)
    assert (done.sent, done.failed, sent) == (3, 3, [ALICE] * 3)


def test_a_country_that_was_taken_off_the_list_gets_no_text_any_more(phone: Phone, shop: Shop, stores: Stores, clock):
    shop.has_order()
    phone.dials().presses("1").hears(SENT)
    asked_for(stores)
    done = outbox.deliver(stores.engine, lambda _to, _body: "SM1", clock.now, allowed=lambda _number: False)
    assert (done.sent, done.failed) == (0, 1)


def test_without_redis_the_text_is_promised_and_counted_where_it_is_sent(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    phone.dials()
    for key in ("wismo:texts:number:", "wismo:texts:order:"):
        stores.redis.set(key, "x")
    phone.presses("1").hears(SENT)
    assert asked_for(stores) == [ALICE]


def test_a_call_whose_session_was_lost_sends_no_second_text_of_an_order(phone: Phone, shop: Shop, stores: Stores):
    shop.has_order()
    phone.dials().presses("1").hears(SENT)
    stores.redis.delete(f"wismo:call:{phone.call_sid}")
    phone.presses("1").presses("1")
    assert asked_for(stores) == [ALICE]
