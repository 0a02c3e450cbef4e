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
"""Sentences as WAV files. `keep` is `standing`, `call`, `trial` or `studio`; `wanted_at` is when it was last asked for;
one that was retired is played no more, and deleted once no call can still hold its address. What people spoke in a
studio is played `instead_of` the recording of that name."""

characters = Table(
    "recorded_characters",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("voice", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""What was sent to be spoken, in characters, which Google Text-to-Speech charges for; `month` is 2026-11, in UTC."""
