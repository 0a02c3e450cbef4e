"""The tables of the order index. Times are whole seconds since 1970, so that they read alike on both databases."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text

from ivr.adapters.sql.database import metadata

orders = Table(
    "orders",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("keypad", String(64), nullable=False, index=True),
    Column("digits", String(64), nullable=False, index=True),
    Column("customer", String(64), nullable=False, index=True),
    Column("placed_at", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
)
"""`key` is the order number as its source writes it (`order_numbers.identity`) and identifies the order. `keypad` and
`digits` are the number as callers key it, with and without its letters; several orders may share them."""

order_phones = Table(
    "order_phones",
    metadata,
    Column("e164", String(16), primary_key=True),
    Column("placed_at", BigInteger, primary_key=True, autoincrement=False),
    Column("order_key", String(64), ForeignKey("orders.key", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""The orders of each phone number, sorted by the time they were placed."""
