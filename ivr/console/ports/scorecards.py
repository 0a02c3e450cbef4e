"""Scorecards of vendors."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.scorecard import HalfHourLine, Scorecard, VendorScope
from ivr.reporting.scorecard_disputes import ScorecardDisputes
from ivr.reporting.scorecard_figures import ScorecardFigure
from ivr.reporting.split_proposal import SplitProposal
from routing.model import Routing


class ScorecardReader(Protocol):
    """Reads months of vendors. Months and days are those of the shop."""

    @property
    def disputes(self) -> ScorecardDisputes:
        """The disputes of all vendors."""

    def card(self, scope: VendorScope, month: date) -> Scorecard:
        """The scorecard of the month that begins on a day. Three questions to SQL."""

    def counts(self, months: Sequence[date], scope: VendorScope | None) -> Mapping[tuple[date, str], PeriodCounts]:
        """The counts of months by vendor; of all vendors without a scope. One question to SQL."""

    def figures(self, scope: VendorScope, counts: PeriodCounts, month: date) -> Sequence[ScorecardFigure]:
        """The figures of a month's counts."""

    def half_hours(self, scope: VendorScope, first: date, last: date) -> Sequence[HalfHourLine]:
        """The half-hours of the days from `first` to `last` in which a call was owed, given or offered.

        Two questions to SQL.
        """

    def proposals(self, routing: Routing) -> Sequence[SplitProposal]:
        """What splits that follow quality should be. Two questions to SQL, none without such a split."""

    def pdf(self, card: Scorecard) -> bytes | None:
        """The scorecard as a PDF of one page; None without the extra `reports`."""

    def bounds(self, first: date, last: date) -> tuple[datetime, datetime]:
        """The beginning of one day and the end of another."""
