"""Which scorecard a request is about: the vendor and month that were chosen, within what the user may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ivr.accounts import User, visible_queues
from ivr.reporting.scorecard import VendorScope
from routing.model import Routing

MONTHS = 13
"""Months that can be chosen from, the current one included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChoice:
    """The scopes that the user may see, by vendor; the chosen one, None if there is none; the month's first day."""

    scopes: Mapping[str, VendorScope]
    chosen: VendorScope | None
    month: date
    months: tuple[date, ...]
    is_whole: bool
    """Whether the user sees all vendors with all their queues."""

    @property
    def before(self) -> date:
        """The month before."""
        return (self.month - timedelta(days=1)).replace(day=1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return (self.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def address(self) -> Mapping[str, str]:
        """The choice as the query of an address."""
        return {"vendor": self.chosen.vendor if self.chosen else "", "month": f"{self.month:%Y-%m}"}


def card_choice(given: Mapping[str, str], user: User, routing: Routing, today: date) -> CardChoice | None:
    """Read the choice: by default the first vendor and the current month.

    None if the month cannot be read or the vendor is not the user's to see.
    """
    scopes = {scope.vendor: scope for scope in _scopes(user, routing)}
    vendor, months = given.get("vendor", ""), _months(today)
    month = _month(given["month"]) if given.get("month") else months[0]
    if month is None or (vendor and vendor not in scopes):
        return None
    chosen = scopes[vendor] if vendor else next(iter(scopes.values()), None)
    is_whole = visible_queues(user, routing) is None
    return CardChoice(scopes=scopes, chosen=chosen, month=month, months=months, is_whole=is_whole)


def day_of_month(text: str, month: date) -> date | None:
    """The day that was typed, if it is one of the month."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.replace(day=1) == month else None


def _scopes(user: User, routing: Routing) -> list[VendorScope]:
    if user.role == "vendor":
        queues = frozenset(user.queues) or None
        return [VendorScope(vendor=user.vendor, routing=routing, queues=queues)] if user.vendor else []
    seen = visible_queues(user, routing)
    if seen is None:
        return [VendorScope(vendor=name, routing=routing) for name in routing.vendors]
    queues = frozenset(seen)
    scopes = (VendorScope(vendor=name, routing=routing, queues=queues) for name in routing.vendors)
    return [scope for scope in scopes if scope.own]


def _months(today: date) -> tuple[date, ...]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(found)


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if 1970 < month.year < 2200 else None
