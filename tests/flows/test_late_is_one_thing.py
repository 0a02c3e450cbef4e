"""Lateness has one definition: prompts, issue, routing, story, report and the list of orders agree, at every minute."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.engine.call import Call
from ivr.flows.context import Context, LineCall
from ivr.flows.handoff_context import story, whisper
from ivr.flows.order_context import prepare_order
from ivr.flows.routing_context import caller_of
from ivr.orders.delivery_status import delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Phone, Shipment, TrackingStatus
from ivr.orders.status_message import choice_line
from prompts.catalogue import Catalogue
from prompts.facts import Key
from tests.orders.placed import heard
from tests.routing.documents import compiled

SAYS_LATE = re.compile(r"\blate\b|\bdelayed\b|was expected|were expected")
SPRING, AUTUMN = datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC)
"""Nights in which New York turns its clocks."""

clocks = st.builds(
    lambda night, minutes: night + timedelta(minutes=minutes),
    st.sampled_from([SPRING, AUTUMN]),
    st.integers(-3 * 1440, 3 * 1440),
)
times = st.builds(
    lambda at, more: at + timedelta(hours=more), clocks.map(lambda at: at.replace(minute=0)), st.sampled_from([0, 1])
)
days = clocks.map(datetime.date)
bases = st.sampled_from(Basis)


def whole_days(on: date, more: int, basis: Basis) -> DeliveryWindow:
    return DeliveryWindow(on, on + timedelta(days=more), basis)


def hours(at: datetime, long: int, basis: Basis) -> DeliveryWindow:
    return DeliveryWindow(at, at + timedelta(hours=long), basis)


windows = st.one_of(
    st.builds(whole_days, days, st.integers(0, 2), bases), st.builds(hours, times, st.integers(1, 30), bases)
)
parcels = st.builds(
    Shipment,
    id=st.just("1"),
    status=st.sampled_from(TrackingStatus),
    tracking_number=st.sampled_from(["", "1Z"]),
    reason=st.sampled_from(["", "lost", "damaged", "customs", "refused"]),
    windows=st.lists(windows, max_size=2).map(tuple),
    last_scan_at=st.none() | clocks,
    delivered_at=st.none() | days,
)
orders = st.builds(
    Order,
    number=st.just("1001"),
    placed_at=st.just(datetime(2026, 2, 1, tzinfo=UTC)),
    customer=st.just("alice"),
    status=st.sampled_from(OrderStatus),
    phones=st.just((Phone("+14155550100", ""),)),
    shipments=st.lists(parcels, max_size=3).map(tuple),
    promises=st.lists(windows, max_size=2).map(tuple),
    time_zone=st.sampled_from(["", "America/New_York", "Pacific/Auckland"]),
    expected_ship_on=st.none() | days,
    unknown_words=st.sampled_from([{}, {"status": "in limbo"}]),
)


def prepared(order: Order, now: datetime) -> LineCall:
    """A call with an order to tell."""
    snapshot = RoutingSnapshot(compiled())
    floor = RoutingRuntime(lambda: snapshot, older=lambda _: None)
    services = SimpleNamespace(now=now, floor=floor, speak_items=False, sends_texts=False, hashed=lambda text: text)
    call = Call("CA1", "+14155550100", "+18005550199", "en-US", Context())
    prepare_order(call, services, order, Level.STATUS)
    return call


@settings(max_examples=600, deadline=None)
@given(orders, clocks)
def test_all_agree_on_what_is_late(order: Order, now: datetime) -> None:
    call = prepared(order, now)
    caller, told = caller_of(call), story(call)
    is_late = "late" in caller.order_state
    words = heard(call.prepared("order"), now=now)
    assert bool(SAYS_LATE.search(words.replace("was first expected", ""))) is is_late, words
    assert ("late" in told) is is_late
    assert bool(call.context.order.late_key) is is_late
    assert ("late" in heard(whisper(told, "Northwind"), now=now).replace("a late delivery", "")) is is_late
    assert (caller.problem == "late") is (is_late and not re.search("damaged|lost", words))
    assert caller.issue == ("delivery_problem" if caller.problem or "exception" in states(call) else "order_status")
    assert ("late" in heard((choice_line(delivery_status(order, now), key=Key("1")),), now=now)) is (
        caller.problem == "late"
    )


def states(call: Call) -> str:
    return " ".join(line.prompt for line in call.prepared("order"))


@settings(max_examples=300, deadline=None)
@given(orders.filter(lambda order: order.unknown_words or order.status is OrderStatus.UNKNOWN), clocks)
def test_an_order_that_may_be_called_off_is_promised_nothing(order: Order, now: datetime) -> None:
    words = heard(prepared(order, now).prepared("order"), now=now)
    assert not re.search(r"expected|comes (today|tomorrow|on|by|between)", words), words


def test_every_minute_of_a_day_with_a_window_of_hours() -> None:
    start = datetime(2026, 11, 24, 19, tzinfo=UTC)
    window = DeliveryWindow(start, start + timedelta(hours=4))
    out = Shipment("1", TrackingStatus.OUT_FOR_DELIVERY, tracking_number="1Z", windows=(window,))
    order = Order("1001", start, "alice", OrderStatus.SHIPPED, shipments=(out,), time_zone="America/New_York")
    for minute in range(1440):
        now = datetime(2026, 11, 24, 5, tzinfo=UTC) + timedelta(minutes=minute)
        call = prepared(order, now)
        says_late = "late" in heard(call.prepared("order"), now=now)
        assert ("late" in caller_of(call).order_state) is says_late is (now > window.end)


def test_an_order_that_is_late_since_today_is_said_to_be_so_to_whoever_answers() -> None:
    window = DeliveryWindow(datetime(2026, 11, 24, 19, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC))
    shipment = Shipment("1", TrackingStatus.IN_TRANSIT, tracking_number="1Z", windows=(window,))
    order = Order("1001", datetime(2026, 11, 20, tzinfo=UTC), "alice", OrderStatus.SHIPPED, shipments=(shipment,))
    now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    told = story(prepared(order, now))
    assert (told["late"], told["issue"], told["problem"]) == ("0", "delivery_problem", "late")
    assert "It is running late." in heard(whisper(told, "Northwind"), now=now)


LOCALES = ("en-US", "es-MX", "fr-FR", "de-DE", "it-IT", "pt-BR", "pl-PL", "ja-JP")


@pytest.mark.parametrize("locale", LOCALES)
def test_no_language_counts_the_days_of_an_order_that_is_late_since_today(locale: str) -> None:
    told = {"language": locale, "issue": "delivery_problem", "problem": "late", "late": "0", "try": "1"}
    words = Catalogue.load([locale])
    said = [words.words(line, locale=locale, now=SPRING) for line in whisper(told, "Northwind")]
    assert not re.search(r"[0０]", " ".join(said))
    assert len(said) == len(set(said)) == 5
