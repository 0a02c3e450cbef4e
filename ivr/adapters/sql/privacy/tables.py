"""The table of requests for personal data."""

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata

privacy_requests = Table(
    "privacy_requests",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("means", String(255), nullable=False),
    Column("asked_by", String(128), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("tried_at", Utc),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("trouble", String(255), nullable=False, server_default=""),
    Column("counts", JSON, nullable=False),
    Column("done_at", Utc, index=True),
    Column("sealed", Text, nullable=False),
)
"""Requests to erase or export one person's data. `means` says by what the person was named, without the values;
`counts` is what was deleted, by place. The person, and what is left to delete at Twilio, are in `sealed`, encrypted,
until the request is done."""
