"""The table of kept searches."""

from sqlalchemy import JSON, Boolean, Column, String, Table, UniqueConstraint

from ivr.adapters.sql.database import Utc, metadata

kept_searches = Table(
    "console_searches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("vendor", String(128), nullable=False),
    Column("name", String(80), nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("kept_at", Utc, nullable=False),
    UniqueConstraint("owner", "name"),
)
"""A search by name, of a user. A shared one is seen by users of the same `vendor` (empty: of the shop). `fields` are
those of the form, by name."""
