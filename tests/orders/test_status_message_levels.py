"""The details told at each level of verification, and details never told."""

from datetime import date, timedelta

import pytest

from ivr.orders.after_sale_message import loyalty_lines, refund_lines, return_lines
from ivr.orders.delivery_status import delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.model import DeliveryWindow, Order, Refund, RefundState, Return, ReturnState
from ivr.orders.model import OrderStatus as Status
from ivr.orders.model import TrackingStatus as Tracking
from ivr.orders.status_message import choice_line, status_lines
from prompts.facts import Key

from .placed import ARRIVED, LATE, NOW, ON_ITS_WAY, OUT, at, between, due, heard, order, parcel, told


def test_a_caller_of_whom_nothing_is_known_hears_nothing() -> None:
    assert status_lines(delivery_status(order(ON_ITS_WAY), NOW), level=Level.NOTHING) == ()


BOUGHT = order(ARRIVED, refunds=(Refund(RefundState.PENDING, 4990),), items=("Blue mug", "Tea 🍵", "Tray", "Spoon"))


def test_a_caller_known_by_number_alone_hears_no_amount_and_no_item() -> None:
    words = told(BOUGHT)
    assert "49" not in words
    assert "mug" not in words
    assert "refund" not in words


def test_a_verified_caller_hears_the_refund_and_a_few_items() -> None:
    assert told(BOUGHT, Level.DETAILS).endswith("Your refund of $49.90 is under way. It includes Blue mug, Tea, Tray.")


def test_items_are_named_only_where_the_shop_wants_it() -> None:
    lines = status_lines(delivery_status(BOUGHT, NOW), level=Level.DETAILS)
    assert "order_status.items" not in [line.prompt for line in lines]


@pytest.mark.parametrize(
    ("refund", "english", "spanish"),
    [
        (
            Refund(RefundState.PENDING, 4990),
            "Your refund of $49.90 is under way.",
            "Su reembolso de 49 dólares con 90 centavos está en proceso.",
        ),
        (
            Refund(RefundState.PENDING),
            "Your refund is under way.",
            "Su reembolso está en proceso.",
        ),
        (
            Refund(RefundState.COMPLETED, 4900),
            "Your refund of $49 has been completed.",
            "Su reembolso de 49 dólares ya se completó.",
        ),
        (Refund(RefundState.COMPLETED), "Your refund has been completed.", "Su reembolso ya se completó."),
        (
            Refund(RefundState.FAILED, 4900),
            "Your refund didn't go through. Our team will sort it out with you.",
            "Su reembolso no se pudo realizar. Nuestro equipo lo resolverá con usted.",
        ),
        (
            Refund(RefundState.UNKNOWN, 4900),
            "I see a refund for this order, but not how far it is.",
            "Veo un reembolso de este pedido, pero no su estado.",
        ),
    ],
)
def test_a_refund_is_told_in_words(refund: Refund, english: str, spanish: str) -> None:
    lines = refund_lines(order(refunds=(refund,)))
    assert (heard(lines), heard(lines, "es-MX")) == (english, spanish)


def test_no_refund_is_told_as_such() -> None:
    assert heard(refund_lines(order())) == "I see no refund for this order."


@pytest.mark.parametrize(
    ("state", "english"),
    [
        ("requested", "Your return has been requested and is waiting for approval."),
        ("approved", "Your return is approved. We're waiting for the package."),
        ("in_transit", "Your return is on its way to us."),
        ("received", "Your return has reached us."),
        ("inspected", "Your return has reached us and has been checked."),
        ("completed", "Your return is complete."),
        ("declined", "Your return wasn't accepted. Our team can tell you more."),
        ("cancelled", "Your return was cancelled."),
        ("expired", "The time for sending your return back has run out. Our team can tell you more."),
        ("unknown", "I see a return for this order, but not how far it is."),
    ],
)
def test_a_return_is_told_after_the_delivery_and_nobody_looks_for_the_parcel(state: ReturnState, english: str) -> None:
    assert told(order(ARRIVED, returns=(Return(state),))) == f"Your order was delivered on Friday. {english}"


def test_people_help_with_a_return() -> None:
    lines = return_lines(order(returns=(Return(ReturnState.RECEIVED),)))
    assert heard(lines) == "Your return has reached us. Our team will help you with your return."


@pytest.mark.parametrize(
    ("points", "words"),
    [(1250, "You have 1,250 points."), (0, "You have 0 points."), (None, "I can't see your points right now.")],
)
def test_points_are_told_or_said_to_be_out_of_sight(points: int | None, words: str) -> None:
    assert heard(loyalty_lines(order(loyalty_points=points))) == words


def test_a_label_alone_does_not_hide_that_an_order_is_held_back() -> None:
    held = order(parcel(Tracking.LABEL_CREATED, due(27)), status=Status.ON_HOLD)
    assert told(held) == "Your order is on hold for the moment. Our team can tell you more."


def test_a_voided_parcel_beside_another_is_not_told() -> None:
    assert told(order(parcel(Tracking.CANCELLED), ON_ITS_WAY)) == told(order(ON_ITS_WAY))


def test_an_estimate_from_before_a_problem_is_not_read() -> None:
    assert (
        told(order(parcel(Tracking.EXCEPTION, due(26), reason="customs"))) == "Your order is waiting to clear customs."
    )


def test_an_estimate_made_with_the_problem_known_is_read() -> None:
    fresh = DeliveryWindow(date(2026, 11, 27), date(2026, 11, 27), as_of=at(24, "09:00"))
    words = told(order(parcel(Tracking.EXCEPTION, fresh, reason="weather")))
    assert words == "Your order is held up by the weather. It's now expected on Friday."


def test_a_window_is_said_on_the_clock_of_its_destination() -> None:
    out = parcel(Tracking.OUT_FOR_DELIVERY, between("14:00", "18:00"))
    assert "today between 9 a.m. and 1 p.m." in told(order(out, time_zone="Pacific/Honolulu"))
    assert "between 2 and 6 p.m." in told(order(out, time_zone=""))
    assert "between 2 and 6 p.m." in told(order(out, time_zone="Mars/Olympus"))


def test_a_day_is_today_or_tomorrow_where_the_parcel_goes() -> None:
    evening = at(24, "23:30")
    out = order(parcel(Tracking.IN_TRANSIT, due(25)), time_zone="Europe/Madrid")
    assert "is expected today." in told(out, now=evening)


def test_an_order_to_choose_is_named_by_day_and_state() -> None:
    line = choice_line(delivery_status(order(OUT), NOW), key=Key("1"))
    assert heard((line,)) == "Number 1, placed on Wednesday: out for delivery."
    assert heard((line,), "es-MX") == "Número 1, hecho el miércoles 18: en reparto."


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (order(OUT), "out_for_delivery"),
        (order(ON_ITS_WAY), "on_its_way"),
        (order(LATE), "late"),
        (order(ON_ITS_WAY, LATE), "late"),
        (order(ARRIVED, OUT), "in_parcels"),
        (order(parcel(Tracking.EXCEPTION)), "problem"),
        (order(parcel(Tracking.RETURNING)), "coming_back"),
        (order(status=Status.ON_HOLD), "waiting"),
        (order(status=Status.PROCESSING, promises=(due(23),)), "late"),
        (order(status=Status.UNKNOWN), "unknown"),
        (order(ON_ITS_WAY, status=Status.CANCELLED), "cancelled"),
    ],
)
def test_the_state_of_an_order_has_a_name(of: Order, state: str) -> None:
    assert delivery_status(of, NOW).state == state


def test_what_has_not_happened_yet_is_not_told_as_past() -> None:
    assert told(order(parcel(Tracking.DELIVERED, delivered=NOW + timedelta(days=1)))).startswith(
        "Your order was delivered. "
    )
