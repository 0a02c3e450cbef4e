"""Finding orders for people, and showing what each source says of one."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, or_, select

from ivr.adapters.sql.orders.report_batch import ReportBatch
from ivr.adapters.sql.orders.rows import moment, numbers_of
from ivr.adapters.sql.orders.tables import order_parcels, order_phones, orders
from ivr.adapters.sql.sources.kinds import source_kinds
from ivr.orders.merging import OrderReports, merged, precedence
from ivr.orders.model import Order
from ivr.orders.order_document import load
from ivr.orders.order_numbers import LONGEST, keypad
from ivr.orders.phone_parsing import as_written
from ivr.orders.sources.field_parsers import email_hash
from ivr.orders.tracking_numbers import tracking_key

FOUND = 50
"""The most orders that a search returns."""


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order, the source that it follows (empty for a file), and the time of the last news of it."""

    order: Order
    source: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class OrderFinder:
    """Finds orders. `key` is that of the customers' hashes, `country` is the shop's (ISO 3166)."""

    engine: Engine
    key: bytes
    country: str

    def find(self, text: str) -> tuple[FoundOrder, ...]:
        """The orders with an order number, a tracking number, a telephone number or an e-mail address, newest first."""
        named, spelled = text.strip(), keypad(text)
        ways = [orders.c.customer == email_hash(named, self.key)] if "@" in named else []
        if 0 < len(spelled) <= LONGEST and "@" not in named:
            ways += [orders.c.keypad == spelled, orders.c.digits == spelled]
        if phone := as_written(named, shop_country=self.country).e164:
            ways.append(orders.c.key.in_(select(order_phones.c.order_key).where(order_phones.c.e164 == phone)))
        if number := tracking_key(named):
            same = order_parcels.c.tracking_number == number
            ways.append(orders.c.key.in_(select(order_parcels.c.order_key).where(same)))
        if not ways:
            return ()
        found = select(orders.c.document, orders.c.source, orders.c.stored_at).where(or_(*ways))
        with self.engine.connect() as connection:
            rows = connection.execute(found.order_by(orders.c.placed_at.desc()).limit(FOUND)).all()
        return tuple(FoundOrder(load(row[0]), row[1], moment(row[2])) for row in rows)

    def newest_of(self, source: str, most: int) -> tuple[Order, ...]:
        """The orders that a source told of last."""
        found = select(orders.c.document).where(orders.c.source == source)
        with self.engine.connect() as connection:
            return tuple(map(load, connection.scalars(found.order_by(orders.c.stored_at.desc()).limit(most))))

    def reports_of(self, key: str) -> OrderReports | None:
        """What each source says of an order, and which source each part is from; None if there is no such order."""
        with self.engine.connect() as connection:
            batch = ReportBatch(connection, source_kinds(connection), now=0)
            batch.load([key])
            order = batch.order(key)
            if order.row is None:
                return None
            batch.load_parcels(numbers_of(order.present))
            reports, parcels = batch.of_sources(order), batch.of_trackers(order)
        ranked = tuple(sorted(reports, key=precedence))
        heard, heard_at = merged(reports, parcels), moment(order.row["stored_at"])
        heard = replace(heard, order=replace(heard.order, heard_at=heard_at))
        return OrderReports(heard, ranked, tuple(parcels), heard_at)
