"""When an order comes, came or should have come: which window counts, what has passed, what is long over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.orders.model import Basis, DeliveryWindow, Order, OrderStatus, Shipment, TrackingStatus
from prompts.clock import last_day
from prompts.facts import Day, Moment, Window

RECENT = timedelta(days=14)
"""How long after its end an order is still what a caller is likely to call about."""
FORGOTTEN = timedelta(days=120)
"""An order as old as this is not under way any more, whatever its status says."""

SETTLED = frozenset(
    {
        TrackingStatus.DELIVERED,
        TrackingStatus.READY_FOR_PICKUP,
        TrackingStatus.RETURNING,
        TrackingStatus.RETURNED_TO_SENDER,
        TrackingStatus.CANCELLED,
    }
)
"""States of a parcel that is awaited no more."""
_AHEAD = frozenset({OrderStatus.PREORDER, OrderStatus.BACKORDER})
_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.PICKED_UP, OrderStatus.CANCELLED})
_OPEN_RETURNS = frozenset({"requested", "approved", "in_transit", "received", "inspected"})


@dataclass(frozen=True, slots=True)
class Clock:
    """The time where an order goes: in its zone, else on the shop's clock."""

    now: datetime
    zone: ZoneInfo | None

    @classmethod
    def of(cls, order: Order, now: datetime) -> Self:
        """`now` is aware, on the shop's clock. A zone that nobody knows counts as none."""
        try:
            zone = ZoneInfo(order.time_zone) if order.time_zone else None
        except (ZoneInfoNotFoundError, ValueError):
            zone = None
        return cls(now.astimezone(zone) if zone else now, zone)

    def window(self, window: DeliveryWindow) -> Window:
        """A window as it is spoken of: times on this clock, or on their own where the zone is not known."""
        return Window(self._here(window.start), self._here(window.end), self._zone)

    def day(self, on: date) -> Day:
        """A day as it is spoken of; of a time, the day on this clock."""
        here = self._here(on)
        return Day(here.date() if isinstance(here, datetime) else here, self._zone)

    def when(self, at: date) -> Day | Moment:
        """A day, or the time too while it is fresh."""
        here = self._here(at)
        fresh = isinstance(here, datetime) and abs((self.today(here) - here.date()).days) <= 1
        return Moment(here) if isinstance(here, datetime) and fresh else self.day(at)

    def today(self, beside: date) -> date:
        """Today's date; where the zone is not known, beside a time the one on that time's own clock."""
        if self.zone is None and isinstance(beside, datetime):
            return self.now.astimezone(beside.tzinfo).date()
        return self.now.date()

    def is_ahead(self, at: date) -> bool:
        """Whether a day or time has yet to come."""
        return at > self.now if isinstance(at, datetime) else at > self.now.date()

    def has_passed(self, day: date) -> bool:
        """Whether a day is over."""
        return day < self.now.date()

    def is_past(self, window: DeliveryWindow) -> bool:
        """Whether nothing is left of a window, so that it must not be read as if it stood."""
        end = self.window(window).end
        if isinstance(end, datetime) and end.time() != time(0):
            return end < self.now
        return self.days_past(window) > 0

    def last_day(self, window: DeliveryWindow) -> date:
        """The last day that a window touches."""
        there = self.window(window)
        return last_day(there.start, there.end)

    def days_past(self, window: DeliveryWindow) -> int:
        """How many days ago the last day of a window was; negative for one to come."""
        return (self.today(window.start) - self.last_day(window)).days

    def _here(self, at: date) -> date:
        return at.astimezone(self.zone) if self.zone and isinstance(at, datetime) else at

    @property
    def _zone(self) -> str:
        return self.zone.key if self.zone else ""


def parcels(order: Order) -> tuple[Shipment, ...]:
    """The parcels worth telling of: those something is known of, and no cancelled ones beside others."""
    known = tuple([each for each in order.shipments if not is_blank(each)])
    return tuple([each for each in known if each.status is not TrackingStatus.CANCELLED]) or known


def is_blank(shipment: Shipment) -> bool:
    """Whether a shipment is there in name only."""
    if shipment.status is not TrackingStatus.UNKNOWN:
        return False
    return not (shipment.tracking_number or shipment.last_scan_at or shipment.delivered_at)


def current(order: Order, shipment: Shipment | None = None) -> DeliveryWindow | None:
    """The window that counts: the newest estimate, else the newest promise. Without a parcel, the order's own."""
    own = shipment.windows if shipment else (window for each in order.shipments for window in each.windows)
    return newest(own) or newest(order.promises)


def newest(windows: Iterable[DeliveryWindow]) -> DeliveryWindow | None:
    """The last estimate of several windows; where there is none, the last promise."""
    sound = _sound(windows)
    estimates = [each for each in sound if each.basis is not Basis.PROMISED]
    return next(reversed(estimates or sound), None)


def first(order: Order, shipment: Shipment) -> DeliveryWindow | None:
    """What was said first of when a parcel comes."""
    return next(iter(_sound((*order.promises, *shipment.windows))), None)


def _sound(windows: Iterable[DeliveryWindow]) -> list[DeliveryWindow]:
    """Windows that begin before they end, both ends days or both times."""
    return [each for each in windows if type(each.start) is type(each.end) and each.start <= each.end]


def is_under_way(order: Order, now: datetime) -> bool:
    """Whether a caller is likely to call about it: on its way, over for less than a fortnight, or on its way back."""
    over = _over_since(order, now)
    if over and now - over < RECENT:
        return True
    if over and not _coming_back(order):
        return False
    return now - order.placed_at < FORGOTTEN or order.status in _AHEAD


def _coming_back(order: Order) -> bool:
    """Whether goods or money are on their way back."""
    returning = any(each.state in _OPEN_RETURNS for each in order.returns)
    return returning or any(each.state == "pending" for each in order.refunds)


def _over_since(order: Order, now: datetime) -> datetime | None:
    """When an order came to its end; None while it has not."""
    known = parcels(order)
    arrived = all(each.status is TrackingStatus.DELIVERED for each in known)
    if order.status is not OrderStatus.CANCELLED and not (arrived if known else order.status in _OVER):
        return None
    ends = [order.cancelled_at, *(each.delivered_at or each.last_scan_at for each in order.shipments)]
    return max((_time(each, now) for each in ends if each), default=order.placed_at)


def _time(at: date, now: datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time(0), now.tzinfo)
