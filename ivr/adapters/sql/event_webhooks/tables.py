"""The tables of webhooks of events."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata

event_webhooks = Table(
    "event_webhooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("url", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("secret_until", Utc),
    Column("state", String(8), nullable=False),
    Column("trouble", String(255), nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Utc, nullable=False),
)
"""`kinds` are separated by blanks. `secrets` (sealed) are the secret that signs, and until `secret_until` the one
before it, which signs beside it. `state` is on or paused, with its `trouble`."""

event_deliveries = Table(
    "event_deliveries",
    metadata,
    Column("id", String(160), primary_key=True),
    Column("webhook_id", String(32), nullable=False),
    Column("event", String(32), nullable=False),
    Column("body", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Utc),
    Column("status", Integer),
    Column("error", String(255), nullable=False),
    Column("created_at", Utc, nullable=False, index=True),
    Index(None, "webhook_id", "state", "due_at"),
    Index(None, "webhook_id", "created_at"),
)
"""What each webhook is told: `due`, `sending` since `claimed_at`, `sent`, or `failed` for good. `event` is the kind,
`body` the message, `status` the HTTP status of the last answer, NULL without one."""
