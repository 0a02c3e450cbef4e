"""The table of disputes."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata

disputes = Table(
    "scorecard_disputes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("vendor", String(128), nullable=False),
    Column("month", String(7), nullable=False),
    Column("day", String(10), nullable=False),
    Column("figure", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("raised_by", String(128), nullable=False),
    Column("raised_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("settled_by", String(128), nullable=False),
    Column("settled_at", Utc),
    Index("ix_scorecard_disputes_vendor_month", "vendor", "month"),
    sqlite_autoincrement=True,
)
"""One row a dispute (see `ivr.reporting.scorecard_disputes`), which is settled once and never deleted."""
