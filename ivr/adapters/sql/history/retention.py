"""Deletes what is old in the history."""

from datetime import datetime

from sqlalchemy import Engine, and_, delete, or_

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.history.tables import period_counts


def forget_half_hours(engine: Engine, *, before: datetime, agents_before: datetime) -> int:
    """Delete half-hours before a time, and those of agents before another one. Returns the number of rows.

    When single agents worked is known no longer than their calls are; days are kept.
    """
    c = period_counts.c
    old = or_(c.starts_at < before, and_(c.part == "agent", c.starts_at < agents_before))
    with writing(engine) as connection:
        return connection.execute(delete(period_counts).where(c.grain == "half_hour", old)).rowcount
