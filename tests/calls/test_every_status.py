"""The prompts for every status word of the canonical model, in both languages."""

import pytest

from ivr.emulator import Phone
from ivr.orders.model import OrderStatus, Refund, RefundState, Return, TrackingStatus
from tests.shop import Shop

PARCELS = {
    "label_created": ("being prepared", "se está preparando"),
    "picked_up": ("is with the carrier", "ya está con la paquetería"),
    "in_transit": ("is on its way", "está en camino"),
    "delayed": ("is delayed", "tiene un retraso"),
    "out_for_delivery": ("is out for delivery", "en reparto"),
    "attempted": ("couldn't be delivered yet", "no se pudo entregar"),
    "ready_for_pickup": ("is ready for pickup", "listo para que lo recoja"),
    "delivered": ("was delivered", "se entregó"),
    "exception": ("is held up", "detenido"),
    "returning": ("is on its way back to us", "de regreso"),
    "returned_to_sender": ("came back to us", "regresó"),
    "cancelled": ("was cancelled", "se canceló"),
    "unknown": ("can't see the latest scan", "no puedo ver"),
}
ORDERS = {
    "pending_payment": ("waiting for the payment", "en espera del pago"),
    "on_hold": ("on hold", "en pausa"),
    "preorder": ("pre-order", "preventa"),
    "backorder": ("waiting for stock", "existencias"),
    "processing": ("being prepared", "se está preparando"),
    "partially_shipped": ("partly on its way", "parte"),
    "shipped": ("has been sent", "ya se envió"),
    "partially_delivered": ("delivered in part", "parte"),
    "delivered": ("was delivered", "se entregó"),
    "ready_for_pickup": ("ready for pickup", "listo para que lo recoja"),
    "picked_up": ("has been collected", "recogido"),
    "cancelled": ("was cancelled", "se canceló"),
    "unknown": ("can't see the latest scan", "no puedo ver"),
}
REASONS = {
    "lost": "lost",
    "damaged": "damaged",
    "address": "question about the address",
    "customs": "customs",
    "weather": "weather",
    "refused": "accepted at the door",
    "eaten by goats": "reports a problem",
}
RETURNS = {
    "requested": "waiting for approval",
    "approved": "is approved",
    "in_transit": "on its way to us",
    "received": "has reached us",
    "inspected": "has been checked",
    "completed": "is complete",
    "declined": "wasn't accepted",
    "cancelled": "return was cancelled",
    "expired": "has run out",
    "teleported": "not how far it is",
}
REFUNDS = {
    "pending": "refund of $49.90 is under way",
    "completed": "refund of $49.90 has been completed",
    "failed": "didn't go through",
    "teleported": "not how far it is",
}
LANGUAGES = {"en-US": 0, "es-MX": 1}
HELPED = frozenset({"delayed", "attempted", "exception", "returning", "returned_to_sender", "unknown"})
"""States after which a person is offered by a question."""
QUESTIONS = ("Shall we connect you now?", "¿Le comunicamos ahora?")


def has_parcel(shop: Shop, status: str, **parcel: object) -> None:
    shop.has_order(
        status="shipped", language=str(parcel.pop("language", "en-US")), shipments=(shop.parcel(status, **parcel),)
    )


def offers_a_person(phone: Phone, status: str, language: str) -> None:
    if status in HELPED:
        phone.hears(QUESTIONS[LANGUAGES[language]])
    else:
        phone.offers("0")


def test_no_word_of_the_model_is_forgotten():
    assert set(PARCELS) == set(TrackingStatus)
    assert set(ORDERS) == set(OrderStatus)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", PARCELS)
def test_a_parcels_status_is_heard(phone: Phone, shop: Shop, status: str, language: str):
    has_parcel(shop, status, language=language)
    offers_a_person(phone.dials().hears(PARCELS[status][LANGUAGES[language]]), status, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ORDERS)
def test_an_orders_status_is_heard(phone: Phone, shop: Shop, status: str, language: str):
    shop.has_order(status=status, language=language, shipments=())
    offers_a_person(phone.dials().hears(ORDERS[status][LANGUAGES[language]]), status, language)


@pytest.mark.parametrize("reason", REASONS)
def test_the_reason_of_an_exception_is_heard(phone: Phone, shop: Shop, reason: str):
    has_parcel(shop, "exception", reason=reason)
    phone.dials().hears(REASONS[reason])


@pytest.mark.parametrize("state", RETURNS)
def test_a_return_is_heard(phone: Phone, shop: Shop, state: str):
    shop.has_order(status="delivered", shipments=(shop.parcel("delivered", delivered=-2),), returns=(Return(state),))
    phone.dials().hears(RETURNS[state])


@pytest.mark.parametrize("state", REFUNDS)
def test_a_refund_is_heard_by_a_caller_who_gives_the_postcode(phone: Phone, shop: Shop, state: str):
    shop.has_order(status="cancelled", refunds=(Refund(state, 4990),))
    phone.dials().does_not_hear("49.90").waits().hears("for your refund").presses("3")
    phone.presses("94110#").hears(REFUNDS[state])


def test_a_refund_can_be_asked_for(phone: Phone, shop: Shop):
    shop.has_order(status="cancelled", refunds=(Refund(RefundState.PENDING, 4990),))
    phone.dials().says("where is my refund").hears("order number or the ZIP code")


def test_what_is_on_no_menu_can_still_be_named(phone: Phone, shop: Shop):
    shop.has_order()
    phone.dials().does_not_hear("refund").says("I would like to return my shoes").hears("order number or the ZIP code")


def test_points_are_heard_by_a_caller_who_gives_the_order_number(phone: Phone, shop: Shop):
    order = shop.has_order(loyalty_points=250)
    phone.dials().does_not_hear("250").presses("4").presses("4").presses(f"{order.number}#").hears(
        "You have 250 points"
    )


def test_a_late_parcel_is_called_late_and_its_old_day_is_not_promised_again(phone: Phone, shop: Shop):
    has_parcel(shop, "in_transit", day=-2)
    phone.dials().hears("running late", "was expected on Sunday").does_not_hear("is expected on")


def test_a_parcel_out_for_delivery_after_its_window_is_late(phone: Phone, shop: Shop):
    has_parcel(shop, "out_for_delivery", window="07:00-09:00")
    phone.dials().hears("out for delivery but running late")


def test_a_scan_of_last_week_is_called_old(phone: Phone, shop: Shop):
    has_parcel(shop, "in_transit", last_scan_at=shop.now().replace(day=16))
    phone.dials().hears("last scan", "no news since")


def test_parcels_in_different_states_are_told_apart(phone: Phone, shop: Shop):
    shop.has_order(
        status="shipped",
        shipments=(shop.parcel("delivered", delivered=-1), shop.parcel("out_for_delivery", window="14:00-18:00")),
    )
    phone.dials().hears("2 packages", "delivered", "yesterday", "out for delivery", "between 2 and 6")


def test_a_delivered_parcel_that_is_missing_has_a_way_on(phone: Phone, shop: Shop):
    has_parcel(shop, "delivered", delivered=0)
    phone.dials().hears("delivered today", "if you don't have it")


def test_an_order_sent_without_tracking_says_so(phone: Phone, shop: Shop):
    has_parcel(shop, "unknown", tracking_number="", tracking_url="", last_scan_at=None)
    phone.dials().hears("There is no tracking")


def test_a_preorder_names_its_day(phone: Phone, shop: Shop):
    shop.has_order(status="preorder", expected_ship_on=shop.day(3))
    phone.dials().hears("expected to ship on Friday")
