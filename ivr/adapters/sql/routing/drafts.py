"""The draft in SQL: every saving of it is kept a while, so that each can be compared, merged and undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, true, update

from ivr.adapters.sql.routing.tables import drafts
from routing.document import of_json, to_json
from routing.model import Routing
from routing.versions import Draft

KEPT = 500
"""Savings that are kept."""
OPEN = drafts.c.is_open == true()


def drafted(row: Row[Any]) -> Draft:
    """A saving, as it was read."""
    return Draft(of_json(row.document), row.author, row.saved_at, row.revision, row.based_on)


def find(connection: Connection, revision: int) -> Draft | None:
    """A saving by its number; None when it is no longer kept."""
    row = connection.execute(select(drafts).where(drafts.c.revision == revision)).one_or_none()
    return drafted(row) if row else None


def close(connection: Connection, revision: int) -> bool:
    """Let a saving be the draft no more; whether it was."""
    mine = OPEN & (drafts.c.revision == revision)
    return connection.execute(update(drafts).where(mine).values(is_open=False)).rowcount > 0


def keep(connection: Connection, routing: Routing, *, author: str, at: datetime, based_on: int) -> Draft:
    """Make a document the draft. Raises IntegrityError while there is another."""
    row = {"document": to_json(routing), "author": author, "saved_at": at, "based_on": based_on, "is_open": True}
    found = connection.execute(insert(drafts).values(**row)).inserted_primary_key
    revision = int(found[0]) if found else 0
    connection.execute(delete(drafts).where(drafts.c.revision <= revision - KEPT))
    return Draft(routing, author, at, revision, based_on)
