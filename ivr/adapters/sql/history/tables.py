"""The table of the rolled-up history."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Float, Index, Integer, String, Table

from ivr.adapters.sql.database import Utc, metadata
from ivr.reporting.period_counts import PeriodCounts

WHOLE_NUMBERS = (
    *("offered", "answered", "within", "abandoned", "short", "flowed", "waiting", "given_up"),
    *("calls", "ended", "contained", "gave_up", "known", "again", "contained_known", "contained_again"),
    *("handled", "timed", "wrapped", "back", "taken", "taken_again"),
    *("asked", "scored", "satisfied", "solved_asked", "solved"),
)
AMOUNTS = ("waited", "seconds", "cost", "talk", "hold", "wrap", "score", "squares", "busy", "free")
"""Sums of seconds, money and scores."""

period_counts = Table(
    "period_counts",
    metadata,
    Column("grain", String(9), primary_key=True),
    Column("part", String(16), primary_key=True),
    Column("starts_at", Utc, primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("queue", String(128), primary_key=True),
    Column("vendor", String(128), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in WHOLE_NUMBERS),
    *(Column(name, Float, nullable=False) for name in AMOUNTS),
    Index(None, "grain", "starts_at"),
)
"""The counts of `ivr.reporting.period_counts` of one value (`key`) of a part in one half-hour or day, by queue.

`vendor` is the one that the queue belonged to at that time. Counts of whole calls stand in rows without a queue. Pages
read by the primary key, the job replaces whole days by the index.
"""

SECTIONS: tuple[tuple[str, type[Any]], ...] = tuple((each.name, type(each.default)) for each in fields(PeriodCounts))
"""The parts of PeriodCounts, each with its class."""
COLUMNS = tuple(each.name for _, kind in SECTIONS for each in fields(kind))
"""The columns of counts, in the order of PeriodCounts and of the fields of its parts."""
