"""The table of the work list."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, false, text

from ivr.adapters.sql.database import Utc, metadata

_UNSETTLED = "state <> 'done'"
_UNTIMED = "NOT is_timed"


def _unsettled(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(_UNSETTLED), postgresql_where=text(_UNSETTLED))


work_items = Table(
    "work_items",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("call_sid", String(64), nullable=False, index=True),
    Column("queue", String(128), nullable=False),
    Column("language", String(35), nullable=False),
    Column("line", String(255), nullable=False),
    Column("caller_key", String(64), nullable=False),
    Column("number", String(32), nullable=False),
    Column("hint", String(8), nullable=False),
    Column("recording", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("is_timed", Boolean, nullable=False, server_default=false()),
    Column("state", String(8), nullable=False),
    Column("taken_by", String(128), nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("reached_in", String(64), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried_at", Utc),
    Index(None, "caller_key", "made_at"),
    Index(None, "state", "changed_at"),
    _unsettled("ix_work_items_due", "due_at", "id"),
    _unsettled("ix_work_items_queue_due", "queue", "due_at", "id"),
    _unsettled("ix_work_items_taken_by_due", "taken_by", "due_at", "id"),
    _unsettled("ix_work_items_counted", "kind", "queue", "state", "due_at"),
    Index("ix_work_items_untimed", "made_at", sqlite_where=text(_UNTIMED), postgresql_where=text(_UNTIMED)),
)
"""One row per message, callback and missed call. The id tells kind and call, so that a replay makes no second one.
`number` is the caller's in full (E.164), empty if it is not known; `hint` is its end. `is_timed` is false until the
terms of the routing document were applied to `due_at`. `state` is open, taken or done; `revision` counts the
changes."""
