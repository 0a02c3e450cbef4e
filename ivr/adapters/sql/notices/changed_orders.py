"""The orders that changed since a run of the notices before, and those that may have become late without any news."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, and_, or_, select

from ivr.adapters.sql.orders.tables import order_parcels, orders
from ivr.orders.model import Order
from ivr.orders.order_document import load

LAG = timedelta(seconds=10)
"""The newest changes are left to the next run: a transaction that began before them may still be written."""
BATCH = 500
Cursor = tuple[int, str]
"""The place in the orders of a source: time of the last change in seconds, and key."""


class ChangedOrders:
    """Reads orders in the sequence of their changes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def since(self, source: str, cursor: Cursor, now: datetime) -> tuple[list[Order], Cursor]:
        """The next orders of a source (empty for files) that changed after a cursor, and the cursor after them."""
        o, (at, key) = orders.c, cursor
        until = int((now - LAG).timestamp())
        later = or_(o.stored_at > at, and_(o.stored_at == at, o.key > key))
        found = select(o.document, o.stored_at, o.key).where(o.source == source, later, o.stored_at <= until)
        with self._engine.connect() as connection:
            rows = connection.execute(found.order_by(o.stored_at, o.key).limit(BATCH)).all()
        return [load(row[0]) for row in rows], (rows[-1][1], rows[-1][2]) if rows else cursor

    def awaited(self, after: str) -> tuple[list[Order], str]:
        """The orders of the next parcels that are still to come, by tracking number, and the last of these.

        At the end it is empty, so that the next look begins again.
        """
        p = order_parcels.c
        joined = order_parcels.join(orders, orders.c.key == p.order_key)
        found = select(orders.c.document, p.tracking_number).select_from(joined)
        found = found.where(p.awaited_since.is_not(None), p.tracking_number > after)
        with self._engine.connect() as connection:
            rows = connection.execute(found.order_by(p.tracking_number).limit(BATCH)).all()
        return [load(row[0]) for row in rows], rows[-1][1] if len(rows) == BATCH else ""
