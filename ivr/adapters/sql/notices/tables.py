"""The table of texts that the line sends before customers call."""

from sqlalchemy import Column, Index, Integer, String, Table

from ivr.adapters.sql.database import Utc, metadata

notices = Table(
    "notices",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("order_key", String(192), nullable=False, index=True),
    Column("about", String(64), nullable=False, index=True),
    Column("event", String(24), nullable=False),
    Column("language", String(35), nullable=False),
    Column("arm", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(128), nullable=False),
    Column("number_key", String(64), nullable=False),
    Column("number_hint", String(8), nullable=False),
    Column("created_at", Utc, nullable=False, index=True),
    Column("watched_until", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("claimed_at", Utc),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Utc, index=True),
    Column("settled_at", Utc),
    Column("provider_sid", String(64), nullable=False, index=True),
    Column("error_code", Integer),
    Index(None, "state", "due_at"),
    Index(None, "number_key", "sent_at"),
)
"""One row for each order and event: `due`, `sending` since `claimed_at`, `sent`, `delivered`, `failed`, `refused` with
a reason, `repaired`, or `held_back`. `about` is the order and `number_key` the number by keyed hash, as of the day it
was planned; calls about it count until `watched_until`. Words and number are not stored: they are those of the order
when it is sent."""
