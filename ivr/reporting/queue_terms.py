"""Whose a queue was, and how fast it promised to answer, at a time in the past."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.reporting.board import IN_HOUSE
from ivr.reporting.call_prices import Reached
from ivr.reporting.kpis import TARGET


@dataclass(frozen=True, slots=True)
class QueueTerms:
    """The vendor of a queue by its key, or IN_HOUSE; the target answer time in seconds; how its people are reached."""

    vendor: str = IN_HOUSE
    target: int = TARGET
    reached: Reached = ""


@dataclass(frozen=True, slots=True)
class TermsOverTime:
    """The terms of all queues by the time at which they came into force, oldest first."""

    since: Sequence[datetime]
    terms: Sequence[Mapping[str, QueueTerms]]

    def of(self, queue: str, at: datetime) -> QueueTerms:
        """The terms in force at a time.

        Those of a queue that was gone by then are its last ones, those of one that was not there yet its first.
        """
        place = bisect_right(self.since, at)
        if place and queue in self.terms[place - 1]:
            return self.terms[place - 1][queue]
        earlier, later = reversed(self.terms[:place]), self.terms[place:]
        return next((each[queue] for each in (*earlier, *later) if queue in each), QueueTerms())
