"""Writes what webhooks are to be told, in the transaction that records the events."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.event_webhooks.tables import event_deliveries, event_webhooks
from ivr.calls.events import Event
from ivr.reporting.happenings import happenings

DELIVERIES_KEPT = timedelta(days=7)


def add_event_deliveries(connection: Connection, events: Iterable[Event]) -> None:
    """Write a message for each webhook that is told of what happened. The same event makes it once."""
    told = [what for event in events for what in happenings(event)]
    if not told:
        return
    webhooks = connection.execute(select(event_webhooks.c.id, event_webhooks.c.kinds)).all()
    rows = [
        {
            "id": f"{what.name}.{webhook}"[:160],
            "webhook_id": webhook,
            "event": what.kind,
            "body": what.to_json(),
            "state": "due",
            "due_at": what.at,
            "attempts": 0,
            "error": "",
            "created_at": what.at,
        }
        for webhook, kinds in webhooks
        for what in told
        if what.kind in kinds.split()
    ]
    if rows:
        is_postgres = connection.dialect.name == "postgresql"
        new = postgresql.insert(event_deliveries) if is_postgres else sqlite.insert(event_deliveries)
        connection.execute(new.on_conflict_do_nothing(), rows)


def forget_event_deliveries(engine: Engine, now: datetime) -> int:
    """Delete what is older than DELIVERIES_KEPT. Returns the number."""
    with writing(engine) as connection:
        old = event_deliveries.c.created_at < now - DELIVERIES_KEPT
        return connection.execute(delete(event_deliveries).where(old)).rowcount
