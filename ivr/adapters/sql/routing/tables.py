"""The tables of routing: versions, drafts, plans, audit, split ledger, switches."""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text, true

from ivr.adapters.sql.database import Utc, metadata

versions = Table(
    "routing_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", JSON, nullable=False),
    Column("author", String(128), nullable=False),
    Column("note", Text, nullable=False),
    Column("published_at", Utc, nullable=False),
)
"""All published documents; the one with the highest number is in force."""

drafts = Table(
    "routing_drafts",
    metadata,
    Column("revision", Integer, primary_key=True),
    Column("document", JSON, nullable=False),
    Column("author", String(128), nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""The revisions of the draft, each with its base version; the open one is the draft."""

Index(
    "ix_routing_drafts_is_open",
    drafts.c.is_open,
    unique=True,
    sqlite_where=drafts.c.is_open == true(),
    postgresql_where=drafts.c.is_open == true(),
)

plans = Table(
    "routing_plans",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("document", JSON, nullable=False),
    Column("author", String(128), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Column("based_on", Integer, nullable=False),
    Column("base", JSON),
    Column("failure", Text, nullable=False, server_default=""),
)
"""Scheduled publications: documents, each with the document that it changes, or the version of that, and the reason if
a publication failed."""

audit = Table(
    "routing_audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("who", String(128), nullable=False),
    Column("via", String(16), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("why", Text, nullable=False),
)
"""Changes with author, time, channel (`Actor.via`) and reason. Entries are never changed or deleted."""

ledger = Table(
    "routing_ledger",
    metadata,
    Column("period", String(10), primary_key=True),
    Column("rule", String(255), primary_key=True),
    Column("queue", String(128), primary_key=True),
    Column("owed", Float, nullable=False),
    Column("given", Integer, nullable=False),
    Column("kept", Integer, nullable=False, server_default="0"),
    Column("moved", Integer, nullable=False, server_default="0"),
)
"""The entries (see `routing.allocation.LedgerEntry`) of a queue by a rule, in a day (2026-11-23) or month (2026-11)."""

split_half_hours = Table(
    "split_half_hours",
    metadata,
    Column("starts_at", Utc, primary_key=True),
    Column("rule", String(255), primary_key=True),
    Column("queue", String(128), primary_key=True),
    Column("owed", Float, nullable=False),
    Column("given", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
)
"""The same entries by half-hour, which begins at :00 or :30 UTC."""

switches = Table(
    "routing_switches",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("until", Utc, nullable=False),
    Column("flipped_by", String(128), nullable=False),
    Column("flipped_at", Utc, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
)
"""The switches that were turned on, with start, end, author and reason."""

approvals = Table(
    "routing_approvals",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("author", String(128), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Utc),
    Column("asked_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(128), nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Requests to publish a revision of the draft, and who decided them how (see `ivr.reporting.approvals`)."""
