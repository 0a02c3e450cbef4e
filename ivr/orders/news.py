"""News of orders, as sources bring it: a whole order, one part of it, a parcel known by its tracking number alone.

Each piece of news has the time `at` of its source's own clock. News that is older than what the same source said before
changes nothing, so that it may come late, twice, or in any order.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ivr.orders.model import Order, Refund, Return, Shipment

OrderPart: TypeAlias = Shipment | Refund | Return


@dataclass(frozen=True, slots=True)
class OrderNews:
    """A whole order as its shop sees it now. Its `source_id` names it at the shop."""

    source: str
    order: Order
    at: datetime


@dataclass(frozen=True, slots=True)
class PartNews:
    """A parcel, refund or return of an order of this source. It replaces the part with the same `id`.

    Of a parcel, values that are empty here keep what was known: a scan does not repeat the tracking number.
    """

    source: str
    source_id: str
    part: OrderPart
    at: datetime


@dataclass(frozen=True, slots=True)
class ParcelNews:
    """A parcel as a tracking service or carrier sees it, in whichever orders it is. It has a `tracking_number`."""

    source: str
    parcel: Shipment
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderChanged:
    """An order changed in a way that the message does not tell: it has to be asked for."""

    source: str
    source_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderGone:
    """An order was deleted at its source."""

    source: str
    source_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    """A customer's request that a platform passes on: `erase` their data, or else show it to the shop.

    `phones` and `emails` are as written there. Without any of the three, it concerns all customers of the source.
    """

    source: str
    erase: bool
    at: datetime
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()


News: TypeAlias = OrderNews | PartNews | ParcelNews | OrderChanged | OrderGone | PrivacyRequest
