"""The facts of an order for which people call: of each parcel its carrier, region, warehouse, lateness
and state, and the products.

They are taken while the caller hears of the order, since orders change later. They hold nothing personal.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from ivr.orders.delivery_status import DeliveryStatus, delivery_status
from ivr.orders.delivery_window import DestinationClock, Lateness
from ivr.orders.model import Order, Shipment
from ivr.orders.parcel_status import SETTLED, known_parcels, parcel_status
from ivr.orders.regions import region_of

FactKind = Literal["carrier", "region", "carrier_region", "warehouse", "product", "lateness", "status"]
Fact = tuple[FactKind, str]
"""A kind and its value, such as ("region", "US-TX")."""
BOTH = "|"
"""Stands between a carrier and a region."""
LONGEST_FACT = 120
"""Characters of a value; a longer title is cut."""
MOST_PRODUCTS = 5
"""Products of one order that count."""
ON_TIME, NO_PROMISE = "on_time", "no_promise"
_BANDS = ((0, "today"), (2, "1_2"), (7, "3_7"))
OVER = "over_7"


def order_facts(order: Order, now: datetime) -> tuple[Fact, ...]:
    """The facts of an order at a time, each once, sorted. `now` is aware."""
    return tuple(sorted({fact for facts in parcel_facts(order, now) for fact in facts}))


def parcel_facts(order: Order, now: datetime) -> Sequence[Sequence[Fact]]:
    """The facts of each parcel that is still to come; of all, once none is; of the order itself before there is any."""
    known = known_parcels(order)
    awaited = [each for each in known if each.status not in SETTLED] or known
    clock = DestinationClock.of(order, now)
    if not awaited:
        return [[*_of_whole(delivery_status(order, now)), *_of_products(order)]]
    return [[*_of_parcel(each, order, clock), *_of_products(order)] for each in awaited]


def _of_whole(status: DeliveryStatus) -> Iterator[Fact]:
    region = region_of(status.order.country, status.order.postcode)
    if region:
        yield "region", region
    yield "lateness", _band(status.lateness, is_promised=status.window is not None or status.ship_day is not None)
    yield "status", status.order.status.value


def _of_parcel(parcel: Shipment, order: Order, clock: DestinationClock) -> Iterator[Fact]:
    carrier, region = _plain(parcel.carrier).casefold(), region_of(order.country, order.postcode)
    if carrier:
        yield "carrier", carrier
    if region:
        yield "region", region
    if carrier and region:
        yield "carrier_region", f"{carrier}{BOTH}{region}"
    if warehouse := _plain(parcel.warehouse):
        yield "warehouse", warehouse
    status = parcel_status(parcel, order, clock)
    yield "lateness", _band(status.lateness, is_promised=status.window is not None)
    yield "status", parcel.status.value


def _of_products(order: Order) -> Iterator[Fact]:
    titles = dict.fromkeys(filter(None, map(_plain, order.items)))
    return (("product", title) for title in list(titles)[:MOST_PRODUCTS])


def _band(lateness: Lateness | None, *, is_promised: bool) -> str:
    """By how many days a promise is broken."""
    if lateness is None:
        return ON_TIME if is_promised else NO_PROMISE
    return next((name for most, name in _BANDS if lateness.days <= most), OVER)


def _plain(text: str) -> str:
    """A text of a source in one line, without signs that cannot be shown."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())[:LONGEST_FACT]
