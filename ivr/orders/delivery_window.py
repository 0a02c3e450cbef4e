"""Delivery windows: which one counts, and whether it has passed on the clock of the destination."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ivr.orders.model import Basis, DeliveryWindow, Order, Shipment
from prompts.clock import last_day


@dataclass(frozen=True, slots=True)
class DestinationClock:
    """The time at the destination of an order: in its zone, or on the shop's clock if the zone is not known."""

    now: datetime
    zone: ZoneInfo | None

    @classmethod
    def of(cls, order: Order, now: datetime) -> Self:
        """The clock of an order; `now` is aware, on the shop's clock. An invalid zone counts as none."""
        try:
            zone = ZoneInfo(order.time_zone) if order.time_zone else None
        except (ZoneInfoNotFoundError, ValueError):
            zone = None
        return cls(now.astimezone(zone) if zone else now, zone)

    def local(self, at: date) -> date:
        """A time in this zone, or unchanged if the zone is not known; a day unchanged."""
        return at.astimezone(self.zone) if self.zone and isinstance(at, datetime) else at

    def day(self, at: date) -> date:
        """The day of a time in this zone; a day unchanged."""
        here = self.local(at)
        return here.date() if isinstance(here, datetime) else here

    def today(self, beside: date) -> date:
        """Today's date; if the zone is not known, beside a time the date on that time's own clock."""
        if self.zone is None and isinstance(beside, datetime):
            return self.now.astimezone(beside.tzinfo).date()
        return self.now.date()

    def is_ahead(self, at: date) -> bool:
        """Whether a day or time is in the future."""
        return at > self.now if isinstance(at, datetime) else at > self.now.date()

    def has_passed(self, day: date) -> bool:
        """Whether a day is over."""
        return day < self.now.date()

    def is_past(self, window: DeliveryWindow) -> bool:
        """Whether a window has passed entirely, so that it must not be read as if it stood."""
        end = self.local(window.end)
        if isinstance(end, datetime) and end.time() != time(0):
            return end < self.now
        return self.days_past(window) > 0

    def last_day(self, window: DeliveryWindow) -> date:
        """The last day of a window."""
        return last_day(self.local(window.start), self.local(window.end))

    def days_past(self, window: DeliveryWindow) -> int:
        """Days since the last day of a window; negative if it is still to come."""
        return (self.today(window.start) - self.last_day(window)).days


@dataclass(frozen=True, slots=True)
class Lateness:
    """The lateness of something that should have come, or been sent, by now.

    `days` is 0 if it has been late since earlier today, or if the number of days is not known.
    """

    days: int = 0


def overdue(window: DeliveryWindow | None, clock: DestinationClock) -> Lateness | None:
    """The lateness by a window; None if it has not passed. No other function decides whether a delivery is late."""
    return Lateness(max(0, clock.days_past(window))) if window and clock.is_past(window) else None


def current_window(order: Order, shipment: Shipment | None = None) -> DeliveryWindow | None:
    """The window that counts for a parcel, or for the order: the newest estimate, else the newest promise."""
    own = shipment.windows if shipment else (window for each in order.shipments for window in each.windows)
    return newest_window(own) or newest_window(order.promises)


def newest_window(windows: Iterable[DeliveryWindow]) -> DeliveryWindow | None:
    """The newest estimate among windows, else the newest promise."""
    valid = _valid(windows)
    estimates = [each for each in valid if each.basis is not Basis.PROMISED]
    return next(reversed(estimates or valid), None)


def first_window(order: Order, shipment: Shipment) -> DeliveryWindow | None:
    """The window that was given first for a parcel."""
    return next(iter(_valid((*order.promises, *shipment.windows))), None)


def _valid(windows: Iterable[DeliveryWindow]) -> list[DeliveryWindow]:
    """The windows that begin before they end, with both ends days or both times."""
    return [each for each in windows if type(each.start) is type(each.end) and each.start <= each.end]
