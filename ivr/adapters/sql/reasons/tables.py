"""Counts of the reasons for which people call. They hold nothing personal: kinds, coarse regions, product titles."""

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table

from ivr.adapters.sql.database import Utc, metadata
from ivr.adapters.sql.records.tables import REASON_KEY

contact_reasons = Table(
    "contact_reasons",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("key", String(REASON_KEY), primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("to_people", Integer, nullable=False),
    Column("by_hour", JSON, nullable=False),
    Index(None, "kind", "key", "day"),
)
"""Calls by the day on which they began, in the shop's time zone, and by reason. `by_hour` has 24 counts, by the hour of
the clock; `to_people` were given to a queue."""

parcel_counts = Table(
    "parcel_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("key", String(REASON_KEY), primary_key=True),
    Column("parcels", Integer, nullable=False),
)
"""Parcels that were under way on a day, by the same kinds and keys, as last counted on that day."""

reason_measures = Table(
    "reason_measures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(REASON_KEY), nullable=False),
    Column("switch", String(128), nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("author", String(128), nullable=False),
    Index(None, "kind", "key", "began_at"),
)
"""Announcements that were made about a reason: the switch, and the time for which it was turned on."""
