"""The tables of recordings."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from ivr.adapters.sql.database import Utc, metadata

recordings = Table(
    "recordings",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("voice", String(64), nullable=False),
    Column("keep", String(8), nullable=False),
    Column("wav", LargeBinary, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("wanted_at", Utc, nullable=False),
    Column("retired_at", Utc),
    Column("instead_of", String(32)),
    Index(None, "keep", "wanted_at"),
    Index(None, "retired_at", "made_at"),
)
"""Sentences as WAV files. `keep` is `standing`, `call`, `trial` or `studio`; `wanted_at` is the last request. A retired
recording is not played, and is deleted once no call can refer to it. A recording by a person is played `instead_of` the
recording of that name."""

characters = Table(
    "recorded_characters",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("voice", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Characters sent to Google Text-to-Speech, which charges by them; `month` is like 2026-11, in UTC."""
