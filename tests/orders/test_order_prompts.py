"""Every possible order is told in existing prompts, with the facts that they declare."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.after_sale_message import loyalty_lines, refund_lines, return_lines
from ivr.orders.delivery_status import delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.model import (
    Basis,
    DeliveryWindow,
    LeftAt,
    Order,
    OrderStatus,
    Refund,
    RefundState,
    Return,
    ReturnState,
    Shipment,
    TrackingStatus,
)
from ivr.orders.order_prompts import PROMPTS
from ivr.orders.parcel_status import REASONS
from ivr.orders.status_message import choice_line, status_lines
from prompts.check import check
from prompts.facts import Key, Line, Term

from .placed import CATALOGUE, NOW

TIMES = st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours, minutes=7 * hours))
DAYS = st.integers(-20, 20).map(lambda days: (NOW + timedelta(days=days)).date())
BASES = st.sampled_from(Basis)
WINDOWS = st.one_of(
    st.builds(DeliveryWindow, DAYS, DAYS, BASES, st.none() | TIMES),
    st.builds(DeliveryWindow, TIMES, TIMES, BASES, st.none() | TIMES),
)
SHIPMENTS = st.builds(
    Shipment,
    id=st.just("1"),
    status=st.sampled_from(TrackingStatus),
    carrier=st.sampled_from(["", "UPS"]),
    tracking_number=st.sampled_from(["", "1Z"]),
    reason=st.sampled_from(["", "gremlins", *REASONS]),
    windows=st.lists(WINDOWS, max_size=3).map(tuple),
    last_scan_at=st.none() | TIMES,
    last_scan_city=st.sampled_from(["", "OAKLAND", "<b>"]),
    delivered_at=st.none() | TIMES | DAYS,
    left_at=st.none() | st.sampled_from(LeftAt),
    pickup_at=st.sampled_from(["", "MAIN STREET PHARMACY"]),
    pickup_until=st.none() | TIMES | DAYS,
)
ORDERS = st.builds(
    Order,
    number=st.just("1001"),
    placed_at=TIMES,
    customer=st.just("alice"),
    status=st.sampled_from(OrderStatus),
    shipments=st.lists(SHIPMENTS, max_size=4).map(tuple),
    promises=st.lists(WINDOWS, max_size=2).map(tuple),
    returns=st.lists(st.builds(Return, st.sampled_from(ReturnState)), max_size=2).map(tuple),
    refunds=st.lists(
        st.builds(Refund, st.sampled_from(RefundState), st.none() | st.just(4990)),
        max_size=2,
    ).map(tuple),
    items=st.lists(st.text(alphabet="ab <>🍵"), max_size=4).map(tuple),
    currency=st.sampled_from(["", "USD"]),
    loyalty_points=st.none() | st.integers(0, 5000),
    time_zone=st.sampled_from(["", "America/New_York", "Pacific/Auckland", "Mars/Olympus"]),
    cancelled_at=st.none() | TIMES,
    expected_ship_on=st.none() | DAYS,
)


def every_line(order: Order) -> list[Line]:
    told = status_lines(delivery_status(order, NOW), level=Level.DETAILS, speak_items=True)
    more = (*refund_lines(order), *return_lines(order), *loyalty_lines(order))
    return [*told, *more, choice_line(delivery_status(order, NOW), key=Key("1"))]


@given(ORDERS)
def test_every_order_is_told_in_prompts_of_the_repertoire(order: Order) -> None:
    for line in every_line(order):
        assert set(line.facts) == PROMPTS[line.prompt]
        assert all(fact.prompt in PROMPTS for fact in line.facts.values() if isinstance(fact, Term))


@given(ORDERS, st.sampled_from(["en-US", "es-MX"]))
def test_every_order_can_be_said_in_every_language(order: Order, locale: str) -> None:
    for line in every_line(order):
        words = CATALOGUE.words(line, locale=locale, now=NOW.astimezone(UTC))
        assert words
        assert "{" not in words


@given(ORDERS)
def test_something_is_always_told_to_a_known_caller_and_nothing_to_others(order: Order) -> None:
    assert status_lines(delivery_status(order, NOW), level=Level.STATUS)
    assert status_lines(delivery_status(order, NOW), level=Level.NOTHING) == ()


@given(ORDERS)
def test_money_items_and_places_are_told_to_verified_callers_alone(order: Order) -> None:
    said = {line.prompt for line in status_lines(delivery_status(order, NOW), level=Level.STATUS, speak_items=True)}
    verified = ("refund_", "points", "order_status.items", "order_status.last_seen")
    assert not [prompt for prompt in said if prompt.startswith(verified)]


@given(ORDERS, TIMES)
def test_an_estimate_that_has_passed_is_never_read_as_if_it_stood(order: Order, now: datetime) -> None:
    for line in status_lines(delivery_status(order, now), level=Level.STATUS):
        window = line.facts.get("window")
        if window and not line.prompt.endswith((".late", ".first_expected")):
            end = window.end
            assert end >= (now if isinstance(end, datetime) else now.date() - timedelta(days=1))


def test_the_catalogue_has_the_words_for_all_of_it() -> None:
    assert not [problem for problem in check(CATALOGUE, PROMPTS) if problem.prompt in PROMPTS]
