"""The tables of alerts."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String(255), nullable=False),
    Column("words", Text, nullable=False),
    Column("raised_at", Utc, nullable=False),
    Column("cleared_at", Utc, index=True),
    Column("taken_by", String(64), nullable=False),
    Column("rests_until", Utc),
    Column("revision", Integer, nullable=False),
    Column("notes", JSON, nullable=False),
    sqlite_autoincrement=True,
)
"""Alerts that were raised, with who took them and what was noted."""

Index(
    "uq_alerts_standing",
    alerts.c.name,
    unique=True,
    sqlite_where=alerts.c.cleared_at.is_(None),
    postgresql_where=alerts.c.cleared_at.is_(None),
)

teams = Table(
    "alert_teams",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("users", JSON, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("level", Integer, nullable=False),
    Column("after_minutes", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""Who is told of alerts, at which level."""

channels = Table(
    "alert_channels",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("team", Integer, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("least", String(16), nullable=False),
    Column("shown", String(128), nullable=False),
    Column("sealed", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""How teams are told; target and secret are sealed."""

deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("alert", Integer, primary_key=True, autoincrement=False),
    Column("event", String(40), primary_key=True),
    Column("channel", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("fault", Text, nullable=False),
    Index("ix_alert_deliveries_due", "state", "due_at"),
)
"""Messages about alerts, one for each event and channel. Those of tests have alert 0 and an event of their own."""
