"""The order index: orders by phone number, by order number and by the way callers key it, one indexed query each.

A read goes past SQLAlchemy to the driver (see `reading`): it stands in the way of every call, and Core alone would
cost several times the query.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter

from sqlalchemy import Connection, Engine, func, select

from ivr.adapters.sql.fastpath import FastReader
from ivr.adapters.sql.orders.report_batch import ReportBatch, writing_orders
from ivr.adapters.sql.orders.rows import StoredReport
from ivr.adapters.sql.orders.tables import order_phones, orders
from ivr.adapters.sql.sources.kinds import source_kinds
from ivr.orders.merging import Report
from ivr.orders.model import Order
from ivr.orders.order_document import load
from ivr.orders.order_numbers import LONGEST, keypad, may_mean
from ivr.orders.order_source import DECODED, LIKELY, SEEN, KnownOrders, OrderPlaced, Origin

BATCH = 500

_BY_PHONE = f"""SELECT o.document, o.customer, o.placed_at, o.stored_at, o.source
    FROM order_phones AS p JOIN orders AS o ON o.key = p.order_key
    WHERE p.e164 = {{}} ORDER BY p.placed_at DESC LIMIT {SEEN}"""  # noqa: S608 - a constant, no value from outside
_BY_NUMBER = f"""WITH given(name) AS (SELECT CAST({{}} AS VARCHAR({LONGEST})))
    SELECT document, stored_at FROM orders, given WHERE keypad = name OR digits = name LIMIT {LIKELY + 1}"""  # noqa: S608 - as above
_BY_IDENTITY = "SELECT document, stored_at FROM orders WHERE key = {}"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Replaced:
    """What files said of an order before, and whether they say the same now."""

    before: StoredReport | None
    is_same: bool


NoteReplaced = Callable[[Connection, Mapping[str, Replaced]], None]


class OrderIndex:
    """The orders in SQL. `engine` writes, `reader` (an engine with `reads_only`) answers calls."""

    def __init__(self, engine: Engine, reader: Engine, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._reader = FastReader(reader)
        self._clock = clock
        self._by_phone = _BY_PHONE.format(self._reader.placeholder)
        self._by_number = _BY_NUMBER.format(self._reader.placeholder)
        self._by_identity = _BY_IDENTITY.format(self._reader.placeholder)

    def by_phone(self, e164: str, *, patience: float = math.inf) -> KnownOrders:
        """The orders that carry a number, within `patience` seconds, as `OrderSource`. Raises as `FastReader.rows`."""
        rows = self._reader.rows(self._by_phone, e164, patience=patience)
        if not rows:
            return KnownOrders(e164)
        return KnownOrders(
            phone=e164,
            orders=tuple([load(row[0], _moment(row[3])) for row in rows[:DECODED]]),
            placed=tuple([OrderPlaced(_moment(row[2]), row[1]) for row in rows]),
            as_of=_moment(max([row[3] for row in rows])),
            documents=tuple([row[0] for row in rows[:DECODED]]),
            origins=tuple([Origin(row[4], _moment(row[3])) for row in rows[:DECODED]]),
        )

    def by_number(self, number: str, *, patience: float = math.inf) -> tuple[Order, ...]:
        """Return the orders that a keyed or spoken number may mean, newest first."""
        spelled = keypad(number)
        rows = self._reader.rows(self._by_number, spelled, patience=patience) if len(spelled) <= LONGEST else ()
        if not spelled or len(rows) > LIKELY:
            return ()
        found = [order for row in rows if may_mean(number, (order := load(row[0], _moment(row[1]))).number)]
        return tuple(sorted(found, key=attrgetter("placed_at"), reverse=True))

    def by_identity(self, key: str, *, patience: float = math.inf) -> Order | None:
        """Return the order with this key, or None."""
        rows = self._reader.rows(self._by_identity, key, patience=patience)
        return load(rows[0][0], _moment(rows[0][1])) if rows else None

    def replace(self, orders: Iterable[Order], note: NoteReplaced | None = None) -> int:
        """Store orders of a file, one transaction per batch; the same key replaces. Returns the number stored.

        `note` is called at the end of each transaction with what the orders, by key, took the place of.
        """
        stored, rest = 0, iter(orders)
        while batch := {order.key: order for order in islice(rest, BATCH)}:
            with writing_orders(self._engine) as connection:
                replaced = self._store(connection, batch)
                if note:
                    note(connection, replaced)
            stored += len(batch)
        return stored

    def _store(self, connection: Connection, batch: Mapping[str, Order]) -> Mapping[str, "Replaced"]:
        """Write one batch. What shops and tracking services say of these orders stays beside it."""
        now = self._clock()
        reports = ReportBatch(connection, source_kinds(connection), int(now.timestamp()))
        reports.load(batch)
        replaced: dict[str, Replaced] = {}
        for key, order in batch.items():
            reported, report = reports.order(key), StoredReport.of(Report("", order, now), reports.now)
            before = reported.reports.get("")
            replaced[key] = Replaced(before, is_same=before is not None and before.document == report.document)
            reported.put(report)
        reports.save()
        return replaced

    def count(self) -> int:
        """Return the number of orders."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(orders)) or 0

    def shared_numbers(self, most: int = 100) -> list[tuple[str, int, int]]:
        """The numbers with orders of several customers, as (E.164, customers, orders), the most shared first.

        They do not identify a customer; `verification` detects that by itself. This list is for operators.
        """
        customers = func.count(orders.c.customer.distinct())
        joined = order_phones.join(orders, orders.c.key == order_phones.c.order_key)
        grouped = select(order_phones.c.e164, customers, func.count()).select_from(joined)
        grouped = grouped.group_by(order_phones.c.e164).having(customers > 1)
        with self._engine.connect() as connection:
            rows = connection.execute(grouped.order_by(customers.desc(), order_phones.c.e164).limit(most))
            return [(row[0], row[1], row[2]) for row in rows]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
