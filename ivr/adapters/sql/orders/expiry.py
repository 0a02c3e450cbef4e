"""Deletes orders that nobody asks about any more, and reports on orders that are not there."""

from datetime import datetime

from sqlalchemy import Engine, delete, select

from ivr.adapters.sql.orders.report_batch import writing_orders
from ivr.adapters.sql.orders.rows import portions
from ivr.adapters.sql.orders.tables import order_parcels, order_reports, orders, parcel_reports


def forget_orders(engine: Engine, before: datetime) -> int:
    """Delete orders that were placed, and last heard of, before a time. Returns their number."""
    at = int(before.timestamp())
    old = select(orders.c.key).where(orders.c.stored_at < at, orders.c.placed_at < at)
    with engine.connect() as connection:
        keys = connection.scalars(old).all()
    forgotten = 0
    for batch in portions(keys):
        with writing_orders(engine) as connection:
            connection.execute(delete(order_reports).where(order_reports.c.order_key.in_(batch)))
            forgotten += connection.execute(
                delete(orders).where(orders.c.key.in_(batch), orders.c.stored_at < at)
            ).rowcount
    return forgotten


def forget_loose_reports(engine: Engine, before: datetime) -> int:
    """Delete reports from before a time on parcels and orders that are not in the index. Returns their number."""
    at = int(before.timestamp())
    parcels, reports = parcel_reports.c, order_reports.c
    known = select(order_parcels.c.tracking_number)
    with writing_orders(engine) as connection:
        loose = delete(parcel_reports).where(parcels.received_at < at, parcels.tracking_number.not_in(known))
        gone = delete(order_reports).where(reports.received_at < at, reports.order_key.not_in(select(orders.c.key)))
        return connection.execute(loose).rowcount + connection.execute(gone).rowcount
