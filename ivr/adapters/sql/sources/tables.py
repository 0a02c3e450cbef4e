"""The table of the sources of orders."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table, Text, false

from ivr.adapters.sql.database import Utc, metadata

sources = Table(
    "sources",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("brand", String(64), nullable=False),
    Column("address", String(255), nullable=False),
    Column("shop", String(64), nullable=False),
    Column("options", JSON, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("connected_at", Utc, nullable=False),
    Column("heard_at", Utc),
    Column("synced_at", Utc),
    Column("sync_began_at", Utc),
    Column("cursor", Text, nullable=False, server_default=""),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("of", Integer),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("trouble_at", Utc),
    Column("is_refused", Boolean, nullable=False, server_default=false()),
)
"""The sources, with `secrets` encrypted, and the columns of `SourceState`."""
