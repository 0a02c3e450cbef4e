"""Whether an order can be returned, and until when, by the shop's terms."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from ivr.orders.delivery_window import DestinationClock
from ivr.orders.model import Order, OrderStatus, ReturnState, Shipment, TrackingStatus
from routing.return_terms import OtherTerms, ReturnTerms


class NoReturn(StrEnum):
    """The reason why an order cannot be returned now (prompts `no_return.*`)."""

    FINAL_SALE = "final_sale"
    TOO_LATE = "too_late"
    NOT_DELIVERED = "not_delivered"
    ALREADY_RETURNED = "already_returned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ReturnEligibility:
    """Whether an order can be returned. Without a reason and without a day it cannot be told: people decide.

    `until` is the last day, at the destination; with the reason TOO_LATE it is over. `zone` (IANA) is that of the
    destination, empty if it is not known.
    """

    reason: NoReturn | None = None
    until: date | None = None
    zone: str = field(default="", compare=False)

    @property
    def is_granted(self) -> bool:
        """Whether a return can be started today."""
        return self.reason is None and self.until is not None


_GONE = frozenset({TrackingStatus.RETURNING, TrackingStatus.RETURNED_TO_SENDER})
_NOT_A_RETURN = frozenset({ReturnState.DECLINED, ReturnState.CANCELLED, ReturnState.EXPIRED})
_HANDED_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.PICKED_UP, OrderStatus.PARTIALLY_DELIVERED})


def return_eligibility(order: Order, terms: ReturnTerms, now: datetime) -> ReturnEligibility:
    """The eligibility of a whole order at a time; `now` is aware, on the shop's clock."""
    if reason := _reason(order, terms):
        return ReturnEligibility(reason)
    clock = DestinationClock.of(order, now)
    until = _last_day(order, terms, clock)
    too_late = until is not None and clock.has_passed(until)
    return ReturnEligibility(NoReturn.TOO_LATE if too_late else None, until, clock.zone.key if clock.zone else "")


def _reason(order: Order, terms: ReturnTerms) -> NoReturn | None:
    """The reason that does not depend on the day. A state that is not known is none."""
    if order.status is OrderStatus.CANCELLED:
        return NoReturn.CANCELLED
    if any(each.state not in _NOT_A_RETURN for each in order.returns) or _all(order, _GONE):
        return NoReturn.ALREADY_RETURNED
    if _tagged(order, terms.final_sale):
        return NoReturn.FINAL_SALE
    return None if _may_have_arrived(order) else NoReturn.NOT_DELIVERED


def _all(order: Order, states: frozenset[TrackingStatus]) -> bool:
    return bool(order.shipments) and all(each.status in states for each in order.shipments)


def _may_have_arrived(order: Order) -> bool:
    """Whether something of it is with the customer, or may be."""
    if order.status in (*_HANDED_OVER, OrderStatus.UNKNOWN):
        return True
    return any(each.status in (TrackingStatus.DELIVERED, TrackingStatus.UNKNOWN) for each in order.shipments)


def _last_day(order: Order, terms: ReturnTerms, clock: DestinationClock) -> date | None:
    """The last day for a return; None if the day from which it counts is not known."""
    other = next((each for each in terms.other_terms if _fits(order, each)), None)
    counted_from = (other and other.counted_from) or terms.counted_from
    placed = clock.day(order.placed_at)
    start = placed if counted_from == "order" else _delivered_on(order, clock)
    if start is None:
        return None
    extended = [each.until for each in terms.extended if each.placed_from <= placed <= each.placed_to]
    return max((start + timedelta(days=(other or terms).days), *extended))


def _fits(order: Order, terms: OtherTerms) -> bool:
    is_there = not terms.country or order.country in terms.country
    return is_there and (not terms.tag or _tagged(order, terms.tag))


def _tagged(order: Order, tags: tuple[str, ...]) -> bool:
    """Whether an order has one of the tags, in any case of letters."""
    return not {tag.casefold().strip() for tag in tags}.isdisjoint(order.tags)


def _delivered_on(order: Order, clock: DestinationClock) -> date | None:
    """The day on which the last parcel so far arrived; None if any parcel arrived on a day that is not known."""
    arrived = [each for each in order.shipments if each.status is TrackingStatus.DELIVERED]
    days = [_arrival(each) for each in arrived]
    return max((clock.day(each) for each in days if each), default=None) if all(days) else None


def _arrival(parcel: Shipment) -> date | None:
    """When a parcel arrived: by its day of delivery, else by its last scan."""
    return parcel.delivered_at or parcel.last_scan_at
