"""Values of an order as its page shows them."""

from datetime import date, datetime
from typing import NamedTuple

from babel.numbers import format_currency, get_currency_precision

from ivr.orders.delivery_window import DestinationClock, current_window
from ivr.orders.model import DeliveryWindow, Order, Phone, Shipment
from ivr.orders.parcel_status import SETTLED


class ShownWindow(NamedTuple):
    """A delivery window: when, its basis, whose it is, since when, and whether it is the one that counts."""

    when: str
    basis: str
    source: str
    as_of: datetime | None
    counts: bool


def windows_of(order: Order, parcel: Shipment | None, clock: DestinationClock) -> list[ShownWindow]:
    """The windows of a parcel, or the promises before any parcel; newest first. None counts for what has arrived."""
    counts = None if parcel and parcel.status in SETTLED else current_window(order, parcel)
    given = parcel.windows if parcel else order.promises
    return [
        ShownWindow(_when(each, clock), each.basis, each.source or "file", each.as_of, each is counts)
        for each in reversed(given)
    ]


def _when(window: DeliveryWindow, clock: DestinationClock) -> str:
    """A window at its destination: "24 November", "24 November, 14:00 to 18:00 EST"."""
    start, end = clock.local(window.start), clock.local(window.end)
    if start == end:
        return moment(start)
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
        return f"{day(start)}, {start:%H:%M} to {end:%H:%M %Z}"
    return f"{moment(start)} to {moment(end)}"


def moment(at: date) -> str:
    """A day, or a day with its time."""
    return f"{day(at)}, {at:%H:%M %Z}" if isinstance(at, datetime) else day(at)


def day(at: date) -> str:
    """A day with its year."""
    return f"{at.day} {at:%B %Y}"


def phone_text(phone: Phone, *, in_full: bool) -> str:
    """A telephone number of an order; in full only for those who may see numbers."""
    if phone.e164 is None:
        return f"{phone.raw if in_full else 'a number'} (cannot be read; no caller is recognised by it)"
    return number_text(phone.e164, in_full=in_full) + (f", extension {phone.extension}" if phone.extension else "")


def number_text(number: str, *, in_full: bool) -> str:
    """A number or postcode; without the right to see it its last two signs."""
    return number if in_full or not number else f"…{number[-2:]}"


def money_text(cents: int | None, currency: str) -> str:
    """An amount in its currency; empty if either is not known."""
    if cents is None or not currency:
        return ""
    return format_currency(cents / 10 ** get_currency_precision(currency), currency, locale="en")
