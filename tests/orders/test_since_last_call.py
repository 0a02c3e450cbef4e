"""What is said to have changed since a call has changed, and what is said not to have changed has not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.orders.delivery_status import DeliveryStatus, delivery_status
from ivr.orders.identity.verification import Level
from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Phone, Shipment, TrackingStatus
from ivr.orders.since_last_call import Told, told, with_changes
from ivr.orders.status_message import status_lines
from prompts.facts import Line

FIRST = datetime(2026, 11, 20, 15, tzinfo=UTC)
LEVELS = st.sampled_from([Level.STATUS, Level.DETAILS])
SINCE = {"order_status.new", "order_status.unchanged", "order_status.left_city"}

days = st.integers(-6, 12).map(lambda more: FIRST.date() + timedelta(days=more))
times = st.integers(-150, 150).map(lambda hours: FIRST + timedelta(hours=hours))
windows = st.one_of(
    st.builds(lambda on: DeliveryWindow(on, on, Basis.ESTIMATED), days),
    st.builds(lambda at: DeliveryWindow(at, at + timedelta(hours=4), Basis.PROMISED), times),
)
parcels = st.builds(
    Shipment,
    id=st.just("1"),
    status=st.sampled_from(TrackingStatus),
    tracking_number=st.just("1Z"),
    reason=st.sampled_from(["", "lost", "customs"]),
    windows=st.lists(windows, max_size=2).map(tuple),
    last_scan_at=st.none() | times,
    last_scan_city=st.sampled_from(["", "COLUMBUS", "Columbus", "Denver"]),
    delivered_at=st.none() | days,
)
orders = st.builds(
    Order,
    number=st.just("1001"),
    placed_at=st.just(datetime(2026, 11, 10, tzinfo=UTC)),
    customer=st.just("alice"),
    status=st.sampled_from(OrderStatus),
    phones=st.just((Phone("+14155550100", ""),)),
    shipments=st.lists(parcels, max_size=2).map(tuple),
    promises=st.lists(windows, max_size=1).map(tuple),
    time_zone=st.sampled_from(["", "America/New_York"]),
    expected_ship_on=st.none() | days,
)
laters = st.integers(0, 7 * 24 - 1).map(lambda hours: FIRST + timedelta(hours=hours))


def call(order: Order, now: datetime, level: Level, before: Told) -> tuple[DeliveryStatus, tuple[Line, ...], Told]:
    """A call about an order: its status, its sentences, and what is remembered of it."""
    status = delivery_status(order, now)
    lines = status_lines(status, level=level)
    remembered = told(status, lines, order="hash")
    return status, with_changes(lines, status, before=before, now=remembered), remembered


def said_since(lines: tuple[Line, ...]) -> set[str]:
    return {line.prompt for line in lines} & SINCE


@settings(max_examples=500, deadline=None)
@given(orders, orders, laters, LEVELS, LEVELS)
def test_no_change_is_said_that_did_not_happen(first: Order, second: Order, later: datetime, then: Level, now: Level):
    _, said_then, before = call(first, FIRST, then, Told())
    _, said_now, _ = call(second, later, now, before)
    since = said_since(said_now)
    assert len(since) <= 1
    assert not said_since(said_then)
    if "order_status.new" in since:
        assert state_of(first) != state_of(second)
        assert said_now[1].prompt == "order_status.new"
        assert said_now[0] != said_then[0] or attempts(first) != attempts(second)
    if "order_status.left_city" in since:
        seen = [{each.last_scan_city.casefold() for each in order.shipments} for order in (first, second)]
        assert seen[0] != seen[1]
        assert then == now == Level.DETAILS
    if "order_status.unchanged" in since:
        assert said_now[0].prompt == said_then[0].prompt
        windows = [line[0].facts.get("window") for line in (said_then, said_now)]
        assert len({(each.start, each.end) for each in windows if each}) <= 1


@settings(max_examples=300, deadline=None)
@given(orders, laters, LEVELS, LEVELS)
def test_time_alone_brings_no_news(order: Order, later: datetime, then: Level, now: Level):
    _, _, before = call(order, FIRST, then, Told())
    _, lines, _ = call(order, later, now, before)
    assert said_since(lines) <= {"order_status.unchanged"}


@settings(max_examples=300, deadline=None)
@given(orders, laters)
def test_what_is_unchanged_is_told_in_the_same_words(order: Order, later: datetime):
    _, said_then, before = call(order, FIRST, Level.STATUS, Told())
    _, said_now, _ = call(order, later, Level.STATUS, before)
    if "order_status.unchanged" in said_since(said_now):
        assert [line.prompt for line in said_now if line.prompt not in SINCE] == [line.prompt for line in said_then]


def attempts(order: Order) -> list[datetime | None]:
    """When the carrier tried: another try is news, also where the sentence tells no day."""
    return [each.last_scan_at for each in order.shipments if each.status is TrackingStatus.ATTEMPTED]


def state_of(order: Order) -> object:
    """All that a sentence on the state may follow from."""
    parcels = [(each.status, each.reason, each.windows, each.last_scan_at) for each in order.shipments]
    return order.status, order.promises, order.expected_ship_on, sorted(map(str, parcels))


def test_another_order_is_told_plainly():
    order = Order("1001", FIRST, "alice", OrderStatus.PROCESSING)
    status, _, before = call(order, FIRST, Level.STATUS, Told())
    lines = status_lines(status, level=Level.STATUS)
    now = told(status, lines, order="another")
    assert with_changes(lines, status, before=before, now=now) == lines


def test_the_same_window_in_another_zone_is_no_news():
    at = datetime(2026, 11, 24, 19, tzinfo=UTC)
    elsewhere = at.astimezone(datetime.fromisoformat("2026-11-24T14:00:00-05:00").tzinfo)
    windows = [DeliveryWindow(start, start + timedelta(hours=4), Basis.ESTIMATED) for start in (at, elsewhere)]
    parcel = Shipment("1", TrackingStatus.IN_TRANSIT, tracking_number="1Z", windows=(windows[0],))
    order = Order("1001", FIRST, "alice", OrderStatus.SHIPPED, shipments=(parcel,))
    _, _, before = call(order, FIRST, Level.STATUS, Told())
    moved = replace(order, shipments=(replace(parcel, windows=(windows[1],)),))
    _, lines, _ = call(moved, FIRST + timedelta(days=1), Level.STATUS, before)
    assert said_since(lines) == {"order_status.unchanged"}


def test_a_delivered_parcel_that_is_told_of_no_more_is_no_news():
    parcel = Shipment("1", TrackingStatus.DELIVERED, tracking_number="1Z")
    order = Order("1001", FIRST, "alice", OrderStatus.DELIVERED, shipments=(parcel,))
    _, said_then, before = call(order, FIRST, Level.STATUS, Told())
    _, lines, _ = call(replace(order, shipments=()), FIRST + timedelta(days=1), Level.STATUS, before)
    assert lines[0] == said_then[0]
    assert "order_status.new" not in said_since(lines)


def test_a_memory_comes_back_as_it_was_stored():
    before = Told("hash", FIRST.isoformat(), "a", "b", "Columbus")
    assert Told.from_memory({"language": "en-US", **before.to_memory()}) == before
    assert Told.from_memory({"at": "2026-11-20"}) == Told()
