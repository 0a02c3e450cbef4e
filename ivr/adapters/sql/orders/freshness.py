"""How fresh the orders of each source are, and which parcels nobody has heard of for long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, exists, func, or_, select

from ivr.adapters.sql.orders.report_batch import writing_orders
from ivr.adapters.sql.orders.rows import moment
from ivr.adapters.sql.orders.tables import order_parcels, orders, parcel_reports
from ivr.adapters.sql.upserts import upsert
from ivr.orders.delivery_status import FORGOTTEN, is_under_way
from ivr.orders.delivery_window import current_window
from ivr.orders.order_document import load
from ivr.orders.tracking_numbers import tracking_key

S = TypeVar("S", bound=Select[Any])

SAMPLE = 500
"""The orders of a source, those with the newest news, by which the share with a window is measured."""
SILENT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the orders of a source are; an empty name stands for files."""

    source: str
    orders: int
    newest: datetime
    """The time of the last news of any of them."""
    under_way: int
    """The orders under way among the SAMPLE."""
    with_window: int
    """Those of them that have a delivery window."""
    silent_parcels: int
    """Parcels that are still to come, without news for SILENT."""


@dataclass(frozen=True, slots=True)
class UnheardParcel:
    """A parcel that is still to come, and on which no tracking service has reported lately."""

    tracking_number: str
    carrier: str


class OrderFreshness:
    """Figures of the orders by source, and the parcels to ask tracking services about."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def freshness(self) -> tuple[Freshness, ...]:
        """The figures of all sources with orders, by name."""
        now = self._clock()
        totals = select(orders.c.source, func.count(), func.max(orders.c.stored_at)).group_by(orders.c.source)
        with self._engine.connect() as connection:
            silent = _silent(connection, now)
            found = connection.execute(totals.order_by(orders.c.source)).all()
            samples = {row[0]: _sample(connection, row[0], now) for row in found}
        return tuple(
            Freshness(row[0], row[1], moment(row[2]), *samples[row[0]], silent.get(row[0], 0)) for row in found
        )

    def parcels_without_news(
        self, older_than: timedelta, limit: int, carriers: Sequence[str] = ()
    ) -> tuple[UnheardParcel, ...]:
        """Parcels of sources that are still to come, and that no tracking service was asked about, or has reported on,
        for so long; the longest unheard of first. Only those whose carrier's name begins so, if `carriers` are given.
        """
        now = self._clock()
        since = int((now - older_than).timestamp())
        reports = parcel_reports.c
        is_heard = exists().where(
            reports.tracking_number == order_parcels.c.tracking_number,
            or_(reports.received_at >= since, reports.asked_at >= since),
        )
        number, carrier = order_parcels.c.tracking_number, func.max(order_parcels.c.carrier)
        found = _awaited(select(number, carrier), now, now).where(orders.c.source != "", ~is_heard).group_by(number)
        if carriers:
            named = func.lower(order_parcels.c.carrier)
            found = found.where(or_(*(named.startswith(each, autoescape=True) for each in carriers)))
        found = found.order_by(func.min(order_parcels.c.awaited_since), number).limit(limit)
        with self._engine.connect() as connection:
            return tuple(UnheardParcel(row[0], row[1]) for row in connection.execute(found))

    def asked(self, tracking_number: str, source: str) -> None:
        """Note that a tracking service was asked to report on a parcel, whatever it answered."""
        now = int(self._clock().timestamp())
        key = {"tracking_number": tracking_key(tracking_number), "source": source}
        row = {**key, "source_at": None, "received_at": now, "document": "", "asked_at": now}
        with writing_orders(self._engine) as connection:
            connection.execute(upsert(parcel_reports, self._engine.dialect.name, only=("asked_at",)), row)


def _awaited(found: S, now: datetime, until: datetime) -> S:
    """Parcels with their orders that have been without news until then, and not for so long that they are forgotten."""
    since = order_parcels.c.awaited_since
    joined = found.select_from(order_parcels.join(orders, orders.c.key == order_parcels.c.order_key))
    return joined.where(since > int((now - FORGOTTEN).timestamp()), since <= int(until.timestamp()))


def _silent(connection: Connection, now: datetime) -> dict[str, int]:
    """The number of silent parcels by source."""
    counted = _awaited(select(orders.c.source, func.count()), now, now - SILENT).group_by(orders.c.source)
    return {row[0]: row[1] for row in connection.execute(counted)}


def _sample(connection: Connection, source: str, now: datetime) -> tuple[int, int]:
    """The number of orders under way in a sample of a source, and of those with a window."""
    newest = select(orders.c.document).where(orders.c.source == source).order_by(orders.c.stored_at.desc())
    found = [load(document) for document in connection.scalars(newest.limit(SAMPLE))]
    expected = [order for order in found if is_under_way(order, now)]
    return len(expected), sum(current_window(order) is not None for order in expected)
