"""How the sources are doing, without their secrets."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, exists, select

from ivr.adapters.sql.orders.freshness import Freshness, OrderFreshness
from ivr.adapters.sql.orders.tables import order_parcels
from ivr.adapters.sql.sources.tables import sources
from ivr.reporting.source_health import SourceContact, SourceFigures

TRACKERS = frozenset({"easypost", "aftership", "shippo", "17track"})
"""Kinds that speak only of parcels on their way."""


def source_contacts(connection: Connection, now: datetime) -> tuple[SourceContact, ...]:
    """All sources by name, and when there was contact with each."""
    s = sources.c
    columns = (s.name, s.kind, s.paused, s.connected_at, s.heard_at, s.synced_at, s.trouble, s.is_refused)
    rows = connection.execute(select(*columns).order_by(s.name)).all()
    awaited = exists().where(order_parcels.c.awaited_since.is_not(None))
    has_parcels = bool(rows) and bool(connection.scalar(select(awaited)))
    return tuple(
        SourceContact(
            name=row.name,
            silence=(now - max(filter(None, (row.connected_at, row.heard_at, row.synced_at)))).total_seconds(),
            trouble=row.trouble,
            is_refused=row.is_refused,
            is_expected=not row.paused and (row.kind not in TRACKERS or (has_parcels and row.heard_at is not None)),
        )
        for row in rows
    )


def source_figures(engine: Engine, now: datetime) -> list[SourceFigures]:
    """The figures of all sources, and of files."""
    with engine.connect() as connection:
        contacts = {each.name: each for each in source_contacts(connection, now)}
    fresh = {each.source: each for each in OrderFreshness(engine, lambda: now).freshness()}
    return [_figures(name, contacts, fresh, now) for name in sorted(contacts.keys() | fresh.keys())]


def _figures(
    name: str, contacts: Mapping[str, SourceContact], fresh: Mapping[str, Freshness], now: datetime
) -> SourceFigures:
    contact, orders = contacts.get(name), fresh.get(name)
    return SourceFigures(
        name=name,
        silence=contact.silence if contact else None,
        state=(2 if contact.is_refused else int(bool(contact.trouble))) if contact else 0,
        orders=orders.orders if orders else 0,
        news_age=(now - orders.newest).total_seconds() if orders else None,
        window_share=orders.with_window / orders.under_way if orders and orders.under_way else None,
        silent_parcels=orders.silent_parcels if orders else 0,
    )
