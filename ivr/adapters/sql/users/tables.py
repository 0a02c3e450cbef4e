"""The tables of the console's users."""

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata

users = Table(
    "console_users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("vendor", String(128), nullable=False),
    Column("sees_numbers", Boolean, nullable=False),
    Column("password", Text, nullable=False),
    Column("totp", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("company", String(80), nullable=False, default="", server_default=""),
    Column("last_code", Integer, nullable=False, default=0, server_default="0"),
    Column("totp_next", Text, nullable=False, default="", server_default=""),
    Column("queues", Text, nullable=False, default="", server_default=""),
)
"""Name, role, vendor whose calls the user sees, password (argon2; empty: not set), key of their codes (encrypted).

`company` is empty for users who sign in by password alone; see `company`. `last_code` is the half minute of the last
code used, since each works once. `totp_next` is the key of codes during their set-up (encrypted). `queues` are those
that the user sees, by key, one a line; empty: all of the role.
"""

recovery_codes = Table(
    "console_recovery_codes",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("code", String(64), primary_key=True),
)
"""Recovery codes as keyed hashes; each is used once."""

sessions = Table(
    "console_sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("began_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
)
"""Sessions, by the SHA-256 of their token."""

links = Table(
    "console_links",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("until", Utc, nullable=False),
)
"""Links for setting a password once, by the SHA-256 of their token."""
