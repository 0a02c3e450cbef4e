"""Calls owed and given in each half-hour."""

from dataclasses import dataclass
from datetime import datetime

from routing.allocation import LedgerEntry


@dataclass(frozen=True, slots=True)
class SplitHalfHour:
    """What a rule owed a queue and gave it in the half-hour from `starts_at` (:00 or :30 UTC)."""

    starts_at: datetime
    rule: str
    queue: str
    entry: LedgerEntry
