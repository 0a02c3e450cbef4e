"""The tables of requests."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, false, text

from ivr.adapters.sql.database import Utc, metadata

_UNSETTLED = "state IN ('open', 'taken')"
_UNTIMED = "NOT is_timed"
_OPEN = "state IN ('open', 'taken') AND (order_number <> '' OR caller_key <> '')"

requests = Table(
    "requests",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("call_sid", String(64), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("order_number", String(64), nullable=False),
    Column("shop", String(64), nullable=False),
    Column("caller", String(32), nullable=False),
    Column("caller_key", String(64), nullable=False, index=True),
    Column("language", String(35), nullable=False),
    Column("line", String(255), nullable=False),
    Column("level", Integer, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("again", JSON, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("state", String(8), nullable=False),
    Column("taken_by", String(128), nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("is_timed", Boolean, nullable=False, server_default=false()),
    Index(None, "state", "asked_at"),
    Index("ix_requests_due", "due_at", "id", sqlite_where=text(_UNSETTLED), postgresql_where=text(_UNSETTLED)),
    Index("ix_requests_untimed", "asked_at", sqlite_where=text(_UNTIMED), postgresql_where=text(_UNTIMED)),
    Index(
        "uq_requests_open",
        "kind",
        "shop",
        "order_number",
        "caller_key",
        unique=True,
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
)
"""One row per request. `line` is the number dialled; `again` lists later calls with the same request, each with call,
time and answers. `state` is open, taken, done or refused; `taken_by` whoever took or settled it; `revision` counts the
changes. `is_timed` is false until the terms of the routing document were applied to `due_at`. A caller has at most one
unsettled request of a kind for an order."""

deliveries = Table(
    "request_deliveries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("request_id", String(32), nullable=False, index=True),
    Column("event", String(32), nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Utc),
    Column("status", Integer),
    Column("error", String(255), nullable=False),
    Column("created_at", Utc, nullable=False),
    Index(None, "state", "due_at"),
)
"""What is told to the help desk's webhook: `due`, `sending` since `claimed_at`, `sent`, or `failed` for good. `event`
is made or again; `status` is the HTTP status of the last answer, NULL without one."""
