"""An order on the screen of the agent who talks with its customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.console.orders.shown import day, moment, money_text, windows_of
from ivr.orders.delivery_status import delivery_status
from ivr.orders.delivery_window import DestinationClock
from ivr.orders.model import Order, Shipment

WORRYING = frozenset({"late", "problem", "attempted", "coming_back", "unknown"})


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """A parcel: its state, carrier and tracking number, and the facts that an agent is asked for."""

    state: str
    carrier: str
    tracking: str
    link: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCard:
    """An order. `is_it` is whether the call is about it."""

    number: str
    is_it: bool
    state: str
    is_worrying: bool
    placed: str
    total: str
    goes_to: str
    items: Sequence[str]
    parcels: Sequence[ParcelCard]
    expected: str
    returns: Sequence[str]
    refunds: Sequence[str]


def order_card(order: Order, now: datetime, *, is_it: bool) -> OrderCard:
    """The card of an order now."""
    clock, state = DestinationClock.of(order, now), delivery_status(order, now).state
    promised = [each.when for each in windows_of(order, None, clock) if each.counts]
    return OrderCard(
        number=" ".join(filter(None, (order.shop, order.number))),
        is_it=is_it,
        state=state.replace("_", " "),
        is_worrying=state in WORRYING,
        placed=day(clock.local(order.placed_at)),
        total=money_text(order.total_cents, order.currency),
        goes_to=" ".join(filter(None, (order.country, order.postcode))),
        items=order.items,
        parcels=[_parcel(order, each, clock) for each in order.shipments],
        expected=promised[0] if promised else "",
        returns=[each.state.replace("_", " ") for each in order.returns],
        refunds=[_refund(each.state, each.cents, order.currency) for each in order.refunds],
    )


def _parcel(order: Order, parcel: Shipment, clock: DestinationClock) -> ParcelCard:
    expected = next((each.when for each in windows_of(order, parcel, clock) if each.counts), "")
    scan = f"{moment(clock.local(parcel.last_scan_at))} {parcel.last_scan_city}" if parcel.last_scan_at else ""
    facts = {
        "Delivered": moment(clock.local(parcel.delivered_at)) if parcel.delivered_at else "",
        "Left at": (parcel.left_at or "").replace("_", " "),
        "Expected": expected,
        "Last scan": scan.strip(),
        "Reason": parcel.reason.replace("_", " "),
        "To be fetched at": parcel.pickup_at,
        "To be fetched until": moment(clock.local(parcel.pickup_until)) if parcel.pickup_until else "",
    }
    shown = [(name, text) for name, text in facts.items() if text]
    link = parcel.tracking_url if parcel.tracking_url.startswith("https://") else ""
    return ParcelCard(parcel.status.replace("_", " "), parcel.carrier, parcel.tracking_number, link, shown)


def _refund(state: str, cents: int | None, currency: str) -> str:
    amount = money_text(cents, currency)
    return f"{amount} {state}" if amount else state
