from sqlalchemy import Engine, delete, select

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.tables import order_reports, orders


def erase_orders(engine: Engine, customer: str) -> int:
    """Delete the orders of a customer behind the line's back. Returns their number."""
    theirs = select(orders.c.key).where(orders.c.customer == customer)
    with writing(engine) as connection:
        connection.execute(delete(order_reports).where(order_reports.c.order_key.in_(theirs)))
        return connection.execute(delete(orders).where(orders.c.customer == customer)).rowcount
