"""Disputes of a scorecard: a day or a figure of a vendor's month that one side does not accept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from ivr.reporting.audit import Actor

DisputeState = Literal["open", "upheld", "rejected"]
LONGEST_REASON = 1000
"""Characters of a reason or a note."""
MOST_OPEN = 100
"""Open disputes of one vendor's month."""


class NoSuchDispute(LookupError):
    """No open dispute has this number."""


class TooManyDisputes(Exception):
    """A vendor's month has MOST_OPEN open disputes. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardDispute:
    """A dispute of a month (2026-11). `day` (2026-11-23) is "" for the whole month, `figure` "" for all figures.

    Once settled, the claim is `upheld` or `rejected`, with a `note`.
    """

    number: int
    vendor: str
    month: str
    day: str
    figure: str
    reason: str
    raised_by: str
    raised_at: datetime
    state: DisputeState = "open"
    note: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None


class ScorecardDisputes(Protocol):
    """Raises and settles disputes; each act is written into the audit."""

    def of_month(self, vendor: str, month: str) -> Sequence[ScorecardDispute]:
        """The disputes of a vendor's month, the oldest first."""

    def raise_dispute(self, *, vendor: str, month: str, day: str, figure: str, reason: str, actor: Actor) -> None:
        """Raise a dispute. Raises TooManyDisputes."""

    def settle(self, number: int, *, vendor: str, upheld: bool, note: str, actor: Actor) -> None:
        """Settle an open dispute of a vendor. Raises NoSuchDispute."""
