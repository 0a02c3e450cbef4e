"""The tables of imports."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata
from ivr.adapters.sql.orders.tables import KEY

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", String(255), nullable=False),
    Column("who", String(128), nullable=False),
    Column("via", String(16), nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("last_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("profile", String(64), nullable=False, server_default=""),
    Column("orders", Integer, nullable=False, server_default="0"),
    Column("added", Integer, nullable=False, server_default="0"),
    Column("left_out", Integer, nullable=False, server_default="0"),
    Column("report", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
"""Every import. `last_at` is the time of its last batch, or of its end. `report` has lines and reasons, and no value of
an order."""

import_undo = Table(
    "import_undo",
    metadata,
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("order_key", String(KEY), ForeignKey("orders.key", ondelete="CASCADE"), primary_key=True, index=True),
    Column("document", Text),
    Column("source_at", BigInteger),
)
"""What files said of orders before an import; an empty document if nothing, null if the same. It goes with its order,
and for the last imports only."""

column_mappings = Table(
    "column_mappings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("profile", String(64), nullable=False),
    Column("columns", JSON, nullable=False),
    Column("saved_by", String(128), nullable=False),
    Column("saved_at", Utc, nullable=False),
)
"""Mappings of files' columns kept by name: our column by the file's."""
