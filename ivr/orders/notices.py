"""Texts that tell customers of trouble with an order before they call: which trouble, and in which words.

The state of an order is that of `delivery_status`, the same that callers hear.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ivr.orders.delivery_status import DeliveryStatus, delivery_status, is_under_way
from ivr.orders.model import DeliveryWindow, Order, OrderStatus, TrackingStatus
from ivr.orders.order_source import KnownOrders
from ivr.orders.parcel_status import ParcelStatus
from ivr.orders.time_facts import window_fact
from prompts.amounts import is_link
from prompts.facts import Fact, Line, Link, Text
from routing.notice_terms import NoticeEvent, NoticeTerms

FRESH = timedelta(days=3)
"""Trouble that is older is told to nobody on our own initiative: the customer knows, or has called."""
LONGEST_LATE = 3
"""Days of lateness up to which it is news."""

_NAMED = frozenset({"brand", "order"})
NOTICE_PROMPTS: Mapping[str, frozenset[str]] = {
    "notice.late": _NAMED,
    "notice.late.window": _NAMED | {"window"},
    "notice.attempted": _NAMED,
    "notice.attempted.window": _NAMED | {"window"},
    "notice.ready_for_pickup": _NAMED,
    "notice.cancelled": _NAMED,
    "notice.carrier": frozenset({"carrier"}),
    "notice.link": frozenset({"url"}),
    "notice.stop": frozenset(),
    "notice.window": frozenset({"window"}),
}
"""Prompt to the names of its facts: all that a text may tell of an order."""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a text tells: of which event, and the facts that are known. `window` is a new one, still to come."""

    event: NoticeEvent
    order: str
    carrier: str = ""
    window: DeliveryWindow | None = None
    url: str = ""


def notice_event(
    order: Order, now: datetime, terms: NoticeTerms, *, since: datetime | None = None
) -> NoticeEvent | None:
    """The event of an order that its customer is to be told of now; None if there is none that is new.

    With `since`, only an event that happened after that time is new.
    """
    if not terms.events or not is_under_way(order, now) or _is_unwanted(order, terms):
        return None
    status = delivery_status(order, now)
    standing = next(_standing(status), None)
    begins = max(now - FRESH, since or now - FRESH)
    return standing if standing in terms.events and _is_fresh(standing, status, begins) else None


def still_stands(event: NoticeEvent, order: Order, now: datetime) -> bool:
    """Whether an event is still what an order's customer has to know."""
    return is_under_way(order, now) and next(_standing(delivery_status(order, now)), None) == event


def refusal(order: Order, number: str, known: KnownOrders, terms: NoticeTerms) -> str:
    """Why an order's customer gets no text at a number (E.164), empty if nothing speaks against it.

    A number that a newer order of somebody else carries may have been given to that person since.
    """
    if _is_unwanted(order, terms):
        return "the order's tags say no"
    if not number:
        return "no number that gets texts"
    newer = (each for each in known.placed if each.at > order.placed_at)
    return "a newer order of another customer" if any(each.customer != order.customer for each in newer) else ""


def textable_of(order: Order, textable: Callable[[str], str]) -> str:
    """The first number on an order that gets texts (E.164), empty if there is none; `textable` is empty for others.

    The number was given with the purchase, which is the consent to texts about it.
    """
    return next(filter(None, (textable(each.e164) for each in order.phones if each.e164 and not each.extension)), "")


def facts_of(event: NoticeEvent, order: Order, now: datetime) -> NoticeFacts:
    """What a text tells of an order. An order number of several customers is no secret: it is on every parcel."""
    status = delivery_status(order, now)
    parcel = next((each for each in status.parcels if _is_of(event, each)), None)
    shipment = parcel.shipment if parcel else None
    window = _new_window(parcel) if parcel else None
    url = next((each.tracking_url for each in order.shipments if is_link(each.tracking_url)), "")
    carrier = shipment.carrier if shipment else ""
    return NoticeFacts(event, order.number, carrier, window, "" if event == "cancelled" else url)


def notice_lines(facts: NoticeFacts, order: Order, now: datetime, *, brand: str) -> tuple[Line, ...]:
    """The sentences of a text, the last of which says how to stop them."""
    named: Mapping[str, Fact] = {"brand": Text(brand), "order": Text(facts.order)}
    return tuple(_lines(facts, order, now, named))


def _lines(facts: NoticeFacts, order: Order, now: datetime, named: Mapping[str, Fact]) -> Iterator[Line]:
    if facts.window and facts.event in ("late", "attempted"):
        window = window_fact(facts.window, delivery_status(order, now).clock)
        yield Line(f"notice.{facts.event}.window", {**named, "window": window})
    else:
        yield Line(f"notice.{facts.event}", named)
    if facts.carrier and facts.event != "cancelled":
        yield Line("notice.carrier", {"carrier": Text(facts.carrier)})
    if facts.url:
        yield Line("notice.link", {"url": Link(facts.url)})
    yield Line("notice.stop")


def _standing(status: DeliveryStatus) -> Iterator[NoticeEvent]:
    """The events that hold, the one that matters most first."""
    if status.order.status is OrderStatus.CANCELLED:
        yield "cancelled"
        return
    states = {each.state for each in status.parcels}
    if TrackingStatus.READY_FOR_PICKUP in states or status.order.status is OrderStatus.READY_FOR_PICKUP:
        yield "ready_for_pickup"
    if TrackingStatus.ATTEMPTED in states:
        yield "attempted"
    if status.lateness or any(each.first_window for each in status.parcels):
        yield "late"


def _is_of(event: NoticeEvent, parcel: ParcelStatus) -> bool:
    """Whether an event is about a parcel."""
    if event == "late":
        return bool(parcel.lateness or parcel.first_window)
    return parcel.state == event


def _new_window(parcel: ParcelStatus) -> DeliveryWindow | None:
    """The window that replaces one that was missed."""
    is_new = parcel.first_window is not None or parcel.rescheduled
    return parcel.window if is_new and not parcel.window_passed else None


def _is_fresh(event: NoticeEvent, status: DeliveryStatus, begins: datetime) -> bool:
    """Whether an event happened lately. One whose time is not known is taken for old."""
    if event == "cancelled":
        return _is_recent(status.order.cancelled_at, status, begins)
    if event == "late" and status.lateness and not 0 <= status.lateness.days <= LONGEST_LATE:
        return False
    parcels = [each for each in status.parcels if _is_of(event, each)]
    if not parcels:
        return event == "late" and status.lateness is not None
    return any(_is_recent(_news_at(event, each), status, begins) for each in parcels)


def _news_at(event: NoticeEvent, parcel: ParcelStatus) -> date | None:
    """When a parcel's event came to be known."""
    if event != "late":
        return parcel.shipment.last_scan_at
    if parcel.first_window and parcel.window and parcel.window.as_of:
        return parcel.window.as_of
    return parcel.window.end if parcel.window and parcel.lateness else parcel.shipment.last_scan_at


def _is_recent(at: date | None, status: DeliveryStatus, begins: datetime) -> bool:
    if at is None:
        return False
    moment = at if isinstance(at, datetime) else datetime.combine(at, time(0), status.clock.now.tzinfo)
    return moment > begins


def _is_unwanted(order: Order, terms: NoticeTerms) -> bool:
    """Whether the shop has marked an order as one whose customer wants no texts."""
    return bool({each.casefold() for each in terms.without_tags} & set(order.tags))
