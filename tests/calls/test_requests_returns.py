"""A return is started by telephone: until when it is possible, by a link or by the shop's people, or why it is not."""

from typing import Any

import pytest
from sqlalchemy import select

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.tables import messages
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.orders.model import Return, ReturnState
from ivr.settings import Settings
from tests.calls.in_force import put_in_force
from tests.calls.test_requests_of_callers import asked_for
from tests.shop import ALICE, Shop

TERMS: dict[str, Any] = {"days": 30, "final_sale": ["clearance"]}
LINK = {"link": {"en-US": "https://shop.example/returns"}}


@pytest.fixture
def terms(settings: Settings, stores: Stores, shop: Shop) -> None:
    put_in_force(settings, stores, shop, returns=TERMS)


@pytest.fixture
def link(settings: Settings, stores: Stores, shop: Shop) -> None:
    put_in_force(settings, stores, shop, returns={**TERMS, **LINK})


def delivered(shop: Shop, days_ago: int = 3, **order: Any) -> None:
    parcel = shop.parcel("delivered", delivered=-days_ago)
    shop.has_order(number="1001", status="delivered", placed=-days_ago - 2, shipments=(parcel,), **order)


def asks(phone: Phone) -> Phone:
    phone.dials().says("I want to return my order")
    return phone.presses("1001#") if "order number or the ZIP" in phone.heard else phone.presses("1001#94110#")


@pytest.mark.usefixtures("terms")
def test_the_last_day_is_told_and_people_prepare_the_return(phone: Phone, shop: Shop, stores: Stores):
    delivered(shop)
    asks(phone).hears("You can return this order by Monday, December 21", "ask our team to set up the return")
    phone.says("yes, that would be great").hears("passed that on", "anything else")
    assert asked_for(stores) == [("start_return", "1001")]


@pytest.mark.usefixtures("terms")
def test_a_return_that_was_asked_for_is_not_asked_for_again(phone: Phone, shop: Shop, stores: Stores):
    delivered(shop)
    asks(phone).presses("1").says("I want to return my order").hears("already asked us for that")
    assert asked_for(stores) == [("start_return", "1001")]


@pytest.mark.usefixtures("link")
def test_the_link_goes_to_the_number_on_the_order(phone: Phone, shop: Shop, stores: Stores):
    delivered(shop)
    asks(phone).hears("text the link").says("yes").hears("link is on its way")
    phone.says("I want to return my order").says("yes").hears("already sent")
    assert asked_for(stores) == []
    with stores.engine.connect() as connection:
        sent = connection.execute(select(messages.c.recipient, messages.c.body)).all()
    assert [tuple(each) for each in sent] == [
        (ALICE, "Northwind: return your order 1001 here: https://shop.example/returns")
    ]


@pytest.mark.usefixtures("link")
def test_a_number_that_gets_no_texts_is_helped_by_people(phone: Phone, shop: Shop, settings: Settings, stores: Stores):
    delivered(shop, phone="+442079460018")
    phone.dials(from_="anonymous").says("I want to return my order").presses("1001#").presses("94110#")
    phone.hears("ask our team to set up the return").presses("1").hears("passed that on")
    drain(stores.redis, stores.engine)
    assert asked_for(stores) == [("start_return", "1001")]


@pytest.mark.parametrize(
    ("days_ago", "order", "reason"),
    [
        (45, {}, "time to return this order ended on Monday, November 9"),
        (3, {"tags": ("clearance",)}, "This order was a final sale"),
    ],
)
@pytest.mark.usefixtures("terms")
def test_the_reason_is_told_and_a_person_is_offered(
    phone: Phone, shop: Shop, stores: Stores, days_ago: int, order: dict[str, Any], reason: str
):
    delivered(shop, days_ago, **order)
    asks(phone).hears(reason, "speak with a person").says("yes").is_in_queue("care-en")
    assert asked_for(stores) == []


@pytest.mark.usefixtures("terms")
def test_what_has_not_arrived_is_returned_later(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="in_transit", day=2)
    asks(phone).hears("once it has arrived").says("no").hears("anything else")


@pytest.mark.usefixtures("terms")
def test_a_return_under_way_is_told_first(phone: Phone, shop: Shop):
    delivered(shop, returns=(Return(ReturnState.IN_TRANSIT),))
    asks(phone).hears("Your return is on its way to us").does_not_hear("You can return")


@pytest.mark.usefixtures("terms")
def test_people_decide_where_the_day_of_delivery_is_not_known(phone: Phone, shop: Shop):
    shop.has_order(number="1001", status="picked_up")
    asks(phone).hears("help you with your return").is_in_queue("care-en")


def test_people_decide_while_the_shop_names_no_terms(phone: Phone, shop: Shop):
    delivered(shop)
    asks(phone).hears("help you with your return").is_in_queue("care-en")
