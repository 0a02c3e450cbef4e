"""The tables of the order index. Times are whole seconds since 1970, so that they read alike on both databases."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text, text

from ivr.adapters.sql.database import metadata

KEY = 192
SOURCE = 64
SOURCE_ID = 128
TRACKING_NUMBER = 64
_OF_A_SOURCE = text("source_id <> ''")
_AWAITED = text("awaited_since IS NOT NULL")

orders = Table(
    "orders",
    metadata,
    Column("key", String(KEY), primary_key=True),
    Column("keypad", String(64), nullable=False, index=True),
    Column("digits", String(64), nullable=False, index=True),
    Column("customer", String(64), nullable=False, index=True),
    Column("placed_at", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Column("source", String(SOURCE), nullable=False, server_default=""),
    Column("source_id", String(SOURCE_ID), nullable=False, server_default=""),
    Column("source_at", BigInteger),
    Column("parts_at", Text, nullable=False, server_default=""),
    Index(None, "source", "stored_at"),
    Index(None, "source", "source_id", sqlite_where=_OF_A_SOURCE, postgresql_where=_OF_A_SOURCE),
)
"""`key` identifies the order (`order_numbers.order_key`). `keypad` and `digits` are the number as callers key it, with
and without its letters; several orders may share them. `document` is the one that callers hear.

`source` is the source that it follows, empty for a file; `source_id` its name there; `source_at` the time of the
source's newest report on the whole order, and `parts_at` (JSON) the times of newer reports on parts of it."""

order_phones = Table(
    "order_phones",
    metadata,
    Column("e164", String(16), primary_key=True),
    Column("placed_at", BigInteger, primary_key=True, autoincrement=False),
    Column("order_key", String(KEY), ForeignKey("orders.key", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""The orders of each phone number, sorted by the time they were placed."""

order_reports = Table(
    "order_reports",
    metadata,
    Column("order_key", String(KEY), primary_key=True),
    Column("source", String(SOURCE), primary_key=True),
    Column("source_id", String(SOURCE_ID), nullable=False),
    Column("source_at", BigInteger),
    Column("received_at", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Column("parts_at", Text, nullable=False),
    Index(None, "source", "source_id"),
)
"""What each source says of an order, where the order that callers hear is made of several reports. An order without
rows here is as its only source says. An empty document says that the order was deleted at its source."""

order_parcels = Table(
    "order_parcels",
    metadata,
    Column("tracking_number", String(TRACKING_NUMBER), primary_key=True),
    Column("order_key", String(KEY), ForeignKey("orders.key", ondelete="CASCADE"), primary_key=True, index=True),
    Column("carrier", String(80), nullable=False),
    Column("awaited_since", BigInteger),
    Index(None, "awaited_since", sqlite_where=_AWAITED, postgresql_where=_AWAITED),
    sqlite_with_rowid=False,
)
"""The parcels of orders, by tracking number without signs. `awaited_since` is the time of the last news of a parcel
that is still to come; null once it is settled."""

parcel_reports = Table(
    "parcel_reports",
    metadata,
    Column("tracking_number", String(TRACKING_NUMBER), primary_key=True),
    Column("source", String(SOURCE), primary_key=True),
    Column("source_at", BigInteger),
    Column("received_at", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Column("asked_at", BigInteger),
)
"""What each tracking service says of a parcel. `asked_at` is when it was asked to report on it; its document is empty
until it does."""
