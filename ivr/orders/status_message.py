"""The sentences on an order, in one parcel or in several."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import timedelta
from itertools import groupby

from ivr.orders.delivery_status import MOVING, is_after_the_try, is_certain, is_told_whole, rest_window
from ivr.orders.delivery_window import RECENT, Clock, current, first, parcels
from ivr.orders.model import DeliveryWindow, Order, OrderStatus, Shipment, TrackingStatus
from ivr.orders.news import News, news_of
from ivr.orders.whole import expected, of_the_whole
from prompts.facts import Carrier, Count, Facts, Line, Term

STALE = timedelta(days=5)
"""Without a scan for so long, the silence is told."""

URGENCY = (
    TrackingStatus.OUT_FOR_DELIVERY,
    TrackingStatus.READY_FOR_PICKUP,
    TrackingStatus.ATTEMPTED,
    TrackingStatus.EXCEPTION,
    TrackingStatus.DELAYED,
    TrackingStatus.IN_TRANSIT,
    TrackingStatus.PICKED_UP,
    TrackingStatus.UNKNOWN,
    TrackingStatus.LABEL_CREATED,
    TrackingStatus.RETURNING,
    TrackingStatus.RETURNED_TO_SENDER,
    TrackingStatus.DELIVERED,
    TrackingStatus.CANCELLED,
)
"""What is told first where parcels differ."""

_UNSCANNED = frozenset(
    {
        TrackingStatus.LABEL_CREATED,
        TrackingStatus.READY_FOR_PICKUP,
        TrackingStatus.DELIVERED,
        TrackingStatus.RETURNED_TO_SENDER,
        TrackingStatus.CANCELLED,
    }
)
"""States in which no further scan is to be expected."""

_CARRIER: Mapping[TrackingStatus, str] = {
    TrackingStatus.PICKED_UP: "carrier",
    TrackingStatus.IN_TRANSIT: "carrier",
    TrackingStatus.DELAYED: "carrier",
    TrackingStatus.OUT_FOR_DELIVERY: "carrier",
    TrackingStatus.ATTEMPTED: "carrier",
    TrackingStatus.READY_FOR_PICKUP: "pickup_at",
    TrackingStatus.DELIVERED: "delivered_by",
}
_SORRY = frozenset({"delayed", "delayed.no_day", "first_expected", "exception.lost", "exception.damaged"})
_FOR_PEOPLE = frozenset(
    {
        "unknown",
        "no_news",
        "returning",
        "returned_to_sender",
        "exception",
        "exception.lost",
        "exception.damaged",
        "exception.address",
        "exception.refused",
    }
)
_TRIED = frozenset({"attempted", "attempted.no_day"})
_DELIVERED = frozenset({"delivered", "delivered.no_day"})
_LATE_BESIDE = frozenset({TrackingStatus.ATTEMPTED, TrackingStatus.EXCEPTION})
"""States whose own sentence does not say that the parcel is late."""


def of_order(order: Order, clock: Clock) -> tuple[Line, ...]:
    """The news of an order and what goes with it."""
    known = parcels(order)
    whole = is_told_whole(order, known)
    lines = tuple(of_the_whole(order, clock) if whole else _of_all(known, order, clock))
    states = {line.prompt.partition(".")[2] for line in lines}
    carriers = () if whole else _carrier(known)
    return (*lines, *_regret(states), *carriers, *_advice(states, order, clock))


def _of_all(known: Sequence[Shipment], order: Order, clock: Clock) -> Iterator[Line]:
    news = [news_of(each, order, clock) for each in known]
    yield from _of_parcels(news, order, clock) if len(news) > 1 else _of_the_parcel(news[0], order, clock)
    yield from _rest(order, known, clock)


def _of_the_parcel(news: News, order: Order, clock: Clock) -> Iterator[Line]:
    yield _line(news.state, news.facts)
    yield from _running_late(news, order, clock)
    yield from _another_day(news, order, clock)
    yield from _silence(news.shipment, clock)


def _carrier(known: Sequence[Shipment]) -> Iterator[Line]:
    """Who brings a single parcel; of several, it would be one sentence too many."""
    if len(known) == 1 and known[0].carrier and known[0].status in _CARRIER:
        yield _line(_CARRIER[known[0].status], {"carrier": Carrier(known[0].carrier)})


def _running_late(news: News, order: Order, clock: Clock) -> Iterator[Line]:
    window = current(order, news.shipment)
    if window and news.lateness and news.shipment.status in _LATE_BESIDE:
        yield _line("expected.late", {"window": clock.window(window)})


def _another_day(news: News, order: Order, clock: Clock) -> Iterator[Line]:
    """How the day changed: what was said first, or what is said after a failed delivery or a problem."""
    window = current(order, news.shipment)
    if window is None or not is_certain(order) or clock.is_past(window):
        return
    status = news.shipment.status
    if status in MOVING:
        if was := _first_said(order, news.shipment, window, clock):
            yield _line("first_expected", {"window": clock.window(was)})
    elif status is TrackingStatus.ATTEMPTED and is_after_the_try(news.shipment, window, clock):
        yield _line("next_try", {"window": clock.window(window)})
    elif status is TrackingStatus.EXCEPTION and _is_newer(news.shipment, window):
        yield _line("new_day", {"window": clock.window(window)})


def _first_said(order: Order, shipment: Shipment, window: DeliveryWindow, clock: Clock) -> DeliveryWindow | None:
    """The window that was given first, when the parcel comes on a later day than that."""
    was = first(order, shipment)
    return was if was and clock.last_day(was) < clock.last_day(window) else None


def _is_newer(shipment: Shipment, window: DeliveryWindow) -> bool:
    """Whether an estimate was made when the problem was known."""
    return bool(window.as_of and shipment.last_scan_at and window.as_of >= shipment.last_scan_at)


def _silence(shipment: Shipment, clock: Clock) -> Iterator[Line]:
    scan = shipment.last_scan_at
    if scan and shipment.status not in _UNSCANNED and clock.now - scan > STALE:
        yield _line("stale", {"when": clock.day(scan)})


def _of_parcels(news: Sequence[News], order: Order, clock: Clock) -> Iterator[Line]:
    """Parcels with the same news together, the most urgent first."""
    yield _line("parcels", {"count": Count(len(news))})
    groups = [list(group) for _, group in groupby(sorted(news, key=_order), key=_order)]
    for place, group in enumerate(groups):
        which = Term("parcel.they") if len(groups) == 1 else _which(len(group), place, len(groups))
        yield Line(f"parcel.{group[0].state}", {**group[0].facts, "count": Count(len(group)), "which": which})
        yield from _running_late(group[0], order, clock)


def _order(news: News) -> tuple[int, bool, str, str]:
    return URGENCY.index(news.shipment.status), news.lateness is None, news.state, str(news.facts)


def _which(size: int, place: int, groups: int) -> Term | Count:
    if size > 1:
        return Count(size, "parcel")
    if place == 0:
        return Term("parcel.one")
    last = "parcel.other" if groups == 2 else "parcel.last"
    return Term(last if place == groups - 1 else "parcel.another")


def _rest(order: Order, known: Sequence[Shipment], clock: Clock) -> Iterator[Line]:
    """What is known of the part that is in none of the parcels."""
    if order.status is OrderStatus.PARTIALLY_SHIPPED:
        yield _line("rest_to_follow")
    arrived = all(each.status is TrackingStatus.DELIVERED for each in known)
    if order.status is OrderStatus.PARTIALLY_DELIVERED and arrived:
        yield _line("rest_not_delivered")
    yield from expected(rest_window(order, known), clock)


def _regret(states: Set[str]) -> Iterator[Line]:
    if states & _SORRY or any(state.endswith(".late") for state in states):
        yield _line("sorry")


def _advice(states: Set[str], order: Order, clock: Clock) -> Iterator[Line]:
    """Who helps, and what to do about a delivery that is not there."""
    if states & _FOR_PEOPLE or (states & _TRIED and "next_try" not in states):
        yield _line("person_helps")
    if states & _DELIVERED and _is_fresh(order, clock) and not order.returns:
        yield _line("not_there")


def _is_fresh(order: Order, clock: Clock) -> bool:
    """Whether the last delivery is recent enough to look around for."""
    days = [clock.day(each.delivered_at).on for each in order.shipments if each.delivered_at]
    return not days or clock.now.date() - max(days) < RECENT


def _line(state: str, facts: Facts | None = None) -> Line:
    return Line(f"order_status.{state}", facts or {})
