"""The order index: orders by phone number, by order number and by the way callers key it, one indexed query each.

A read goes past SQLAlchemy to the driver (see `reading`): it stands in the way of every call, and Core alone would
cost several times the query.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Engine, Insert, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.fastpath import FastReader
from ivr.adapters.sql.orders.tables import order_phones, orders
from ivr.orders.model import Order
from ivr.orders.order_document import dump, load
from ivr.orders.order_numbers import LONGEST, digits, identity, keypad, may_mean
from ivr.orders.order_source import DECODED, LIKELY, SEEN, KnownOrders, OrderPlaced

BATCH = 500

_SIGNS = re.compile(r"[\W_]+")

_BY_PHONE = f"""SELECT o.document, o.customer, o.placed_at, o.stored_at
    FROM order_phones AS p JOIN orders AS o ON o.key = p.order_key
    WHERE p.e164 = {{}} ORDER BY p.placed_at DESC LIMIT {SEEN}"""  # noqa: S608 - a constant, no value from outside
_BY_NUMBER = f"""WITH given(name) AS (SELECT CAST({{}} AS VARCHAR({LONGEST})))
    SELECT document FROM orders, given WHERE keypad = name OR digits = name LIMIT {LIKELY + 1}"""  # noqa: S608 - as above
_BY_IDENTITY = "SELECT document FROM orders WHERE key = {}"

Clock = Callable[[], datetime]


class OrderIndex:
    """The orders in SQL. `engine` writes, `reader` (an engine with `reads_only`) answers calls."""

    def __init__(self, engine: Engine, reader: Engine, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._reader = FastReader(reader)
        self._clock = clock
        self._upsert = _upsert(engine.dialect.name)
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
            orders=tuple([load(row[0]) for row in rows[:DECODED]]),
            placed=tuple([OrderPlaced(datetime.fromtimestamp(row[2], UTC), row[1]) for row in rows]),
            as_of=datetime.fromtimestamp(max([row[3] for row in rows]), UTC),
            documents=tuple([row[0] for row in rows[:DECODED]]),
        )

    def by_number(self, number: str, *, patience: float = math.inf) -> tuple[Order, ...]:
        """Return the orders that a keyed or spoken number may mean, newest first."""
        spelled = keypad(number)
        rows = self._reader.rows(self._by_number, spelled, patience=patience) if len(spelled) <= LONGEST else ()
        if not spelled or len(rows) > LIKELY:
            return ()
        found = [order for row in rows if may_mean(number, (order := load(row[0])).number)]
        return tuple(sorted(found, key=attrgetter("placed_at"), reverse=True))

    def by_identity(self, number: str, *, patience: float = math.inf) -> Order | None:
        """Return the order with exactly this number, or None."""
        rows = self._reader.rows(self._by_identity, identity(number), patience=patience)
        return load(rows[0][0]) if rows else None

    def replace(self, orders: Iterable[Order]) -> int:
        """Store orders, one transaction per batch; the same identity replaces. Returns the number stored."""
        stored, rest = 0, iter(orders)
        while batch := {identity(order.number): order for order in islice(rest, BATCH)}:
            with writing(self._engine) as connection:
                self._store(connection, batch)
            stored += len(batch)
        return stored

    def _store(self, connection: Connection, batch: Mapping[str, Order]) -> None:
        """Write one batch, sorted by key so that two parallel imports wait for each other instead of deadlocking."""
        now = int(self._clock().timestamp())
        _forget_folded(connection, batch)
        connection.execute(self._upsert, [_row(key, batch[key], now) for key in sorted(batch)])
        connection.execute(delete(order_phones).where(order_phones.c.order_key.in_(list(batch))))
        if phones := [row for key in sorted(batch) for row in _phones(key, batch[key])]:
            connection.execute(insert(order_phones), phones)

    def erase(self, customer: str) -> int:
        """Delete all orders of a customer with their phone numbers. Returns the number deleted."""
        with writing(self._engine) as connection:
            return connection.execute(delete(orders).where(orders.c.customer == customer)).rowcount

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


def _upsert(dialect: str) -> Insert:
    statement = sqlite.insert(orders) if dialect == "sqlite" else postgresql.insert(orders)
    rest = {column.name: statement.excluded[column.name] for column in orders.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=[orders.c.key], set_=rest)


def _forget_folded(connection: Connection, batch: Mapping[str, Order]) -> None:
    """Delete the rows that an earlier release wrote for these orders, keyed by the number in capitals without signs.

    Processes of that release may still import during a deployment. A row whose key is another order's number is kept.
    """
    folded = {key: _SIGNS.sub("", key).upper() for key in batch}
    if others := [before for key, before in folded.items() if before != key]:
        rows = connection.execute(select(orders.c.key, orders.c.document).where(orders.c.key.in_(others)))
        stale = [row[0] for row in rows if row[0] != (key := identity(load(row[1]).number)) and key in batch]
        connection.execute(delete(orders).where(orders.c.key.in_(stale)))


def _row(key: str, order: Order, now: int) -> dict[str, Any]:
    return {
        "key": key,
        "keypad": keypad(order.number),
        "digits": digits(order.number),
        "customer": order.customer,
        "placed_at": int(order.placed_at.timestamp()),
        "stored_at": now,
        "document": dump(order),
    }


def _phones(key: str, order: Order) -> list[dict[str, Any]]:
    placed_at = int(order.placed_at.timestamp())
    numbers = {phone.e164 for phone in order.phones if phone.e164}
    return [{"e164": e164, "placed_at": placed_at, "order_key": key} for e164 in sorted(numbers)]
