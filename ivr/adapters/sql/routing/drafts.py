"""The draft in SQL. Its revisions are kept for a while, so that each can be compared, merged and undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, true, update

from ivr.adapters.sql.routing.tables import drafts
from routing.document import of_json, to_json
from routing.model import Routing
from routing.versions import Draft

KEPT = 500
"""Revisions that are kept."""
OPEN = drafts.c.is_open == true()


def drafted(row: Row[Any]) -> Draft:
    """Convert a row to a revision."""
    return Draft(of_json(row.document), row.author, row.saved_at, row.revision, row.based_on)


def find(connection: Connection, revision: int) -> Draft | None:
    """Return a revision by number, or None if it is no longer kept."""
    row = connection.execute(select(drafts).where(drafts.c.revision == revision)).one_or_none()
    return drafted(row) if row else None


def close(connection: Connection, revision: int) -> bool:
    """Close the draft if it has this revision. Returns whether it had."""
    mine = OPEN & (drafts.c.revision == revision)
    return connection.execute(update(drafts).where(mine).values(is_open=False)).rowcount > 0


def keep(connection: Connection, routing: Routing, *, author: str, at: datetime, based_on: int) -> Draft:
    """Store a document as the draft. Raises IntegrityError if there is one already."""
    row = {"document": to_json(routing), "author": author, "saved_at": at, "based_on": based_on, "is_open": True}
    found = connection.execute(insert(drafts).values(**row)).inserted_primary_key
    revision = int(found[0]) if found else 0
    connection.execute(delete(drafts).where(drafts.c.revision <= revision - KEPT))
    return Draft(routing, author, at, revision, based_on)
