"""Scorecards of vendors, read from the history, the split ledger and the disputes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import add
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from ivr.adapters.scorecard_pdf import can_print, scorecard_pdf
from ivr.adapters.sql.routing.split_ledger import half_hours_of, ledger_days
from ivr.adapters.sql.scorecards.disputes import SqlDisputes
from ivr.app.history import history_of
from ivr.reporting.alerts import Measurement
from ivr.reporting.kpis import ServiceLevelRule
from ivr.reporting.period_counts import Grain, History, HistoryRow, PeriodCounts
from ivr.reporting.scorecard import (
    HalfHourLine,
    Scorecard,
    VendorScope,
    days_of,
    invoice_of,
    is_provisional,
    shares_of,
)
from ivr.reporting.scorecard_disputes import ScorecardDisputes
from ivr.reporting.scorecard_figures import ScorecardFigure, figures_of
from ivr.reporting.shop_days import midnight
from ivr.reporting.split_proposal import JUDGED, SplitProposal, split_proposals
from ivr.reporting.vendor_breaches import BREACH_WINDOW, has_targets, target_measurements
from ivr.settings import Settings
from routing.allocation import NOTHING, LedgerEntry, added
from routing.model import Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class LineScorecards:
    """Implements ivr.console.ports.scorecards.ScorecardReader. Raises SQLAlchemyError."""

    engine: Engine
    history: History
    zone: ZoneInfo
    clock: Callable[[], datetime]
    by: ServiceLevelRule
    disputes: ScorecardDisputes

    def card(self, scope: VendorScope, month: date) -> Scorecard:
        """The scorecard of the month that begins on a day."""
        days = [day for day in month_days(month) if day <= max(self._today(), month)]
        rows = self._rows(scope, "day", days[0], days[-1])
        counts = {each.starts_at.astimezone(self.zone).date(): each.counts for each in rows if each.starts_at}
        ledger = ledger_days(self.engine, days)
        disputes = tuple(self.disputes.of_month(scope.vendor, f"{month:%Y-%m}"))
        total = reduce(add, counts.values(), PeriodCounts())
        lines = days_of(scope, days, counts=counts, ledger=ledger, price=scope.price, disputes=disputes)
        return Scorecard(
            vendor=scope.vendor,
            name=scope.name,
            month=month,
            counts=total,
            figures=self.figures(scope, total, month),
            shares=tuple(shares_of(scope, ledger)),
            days=tuple(lines),
            invoice=invoice_of(total, scope.price),
            disputes=disputes,
        )

    def counts(self, months: Sequence[date], scope: VendorScope | None) -> Mapping[tuple[date, str], PeriodCounts]:
        """The counts of months by vendor; of all vendors without a scope."""
        since, until = self.bounds(min(months), month_days(max(months))[-1])
        vendors, queues = (None, None) if scope is None else (frozenset({scope.vendor}), scope.queues)
        rows = self.history.rows(by="vendor", grain="month", since=since, until=until, vendors=vendors, queues=queues)
        return {(each.starts_at.astimezone(self.zone).date(), each.key): each.counts for each in rows if each.starts_at}

    def figures(self, scope: VendorScope, counts: PeriodCounts, month: date) -> tuple[ScorecardFigure, ...]:
        """The figures of a month's counts."""
        _, until = self.bounds(month, month_days(month)[-1])
        return figures_of(counts, scope.targets, provisional=is_provisional(until, self.clock()), by=self.by)

    def half_hours(self, scope: VendorScope, first: date, last: date) -> list[HalfHourLine]:
        """The half-hours in which a call was owed, given or offered, by time."""
        since, until = self.bounds(first, last)
        counts = {each.starts_at: each.counts for each in self._rows(scope, "half_hour", first, last) if each.starts_at}
        entries: dict[datetime, LedgerEntry] = {}
        for each in half_hours_of(self.engine, since, until, scope.own):
            entries[each.starts_at] = added(entries.get(each.starts_at, NOTHING), each.entry)
        times = sorted({*counts, *entries})
        return [
            HalfHourLine(starts_at=at, entry=entries.get(at, NOTHING), counts=counts.get(at, PeriodCounts()))
            for at in times
        ]

    def proposals(self, routing: Routing) -> list[SplitProposal]:
        """What splits that follow quality should be."""
        if not any(rule.split_follows for rule in routing.rules):
            return []
        last = self._today() - timedelta(days=1)
        first, week = last - JUDGED + timedelta(days=1), timedelta(days=7)
        counts, settled = self._whole("queue", first, last), self._whole("queue", first - week, last - week)
        return list(split_proposals(routing, counts, settled, by=self.by))

    def breaches(self, routing: Routing) -> list[Measurement]:
        """The measurements of vendors' targets, for alerts."""
        if not has_targets(routing):
            return []
        today = self._today()
        first, week = today - BREACH_WINDOW + timedelta(days=1), timedelta(days=7)
        recent, settled = self._whole("vendor", first, today), self._whole("vendor", first - week, today - week)
        return list(target_measurements(routing, recent, settled, by=self.by))

    def pdf(self, card: Scorecard) -> bytes | None:
        """The scorecard as a PDF of one page; None without the extra `reports`."""
        if not can_print():
            return None
        at = self.clock().astimezone(self.zone)
        return scorecard_pdf(card, printed_at=f"As of {at:%Y-%m-%d %H:%M %Z}")

    def _today(self) -> date:
        return self.clock().astimezone(self.zone).date()

    def _whole(self, by: Literal["vendor", "queue"], first: date, last: date) -> dict[str, PeriodCounts]:
        """The counts of some days together, by vendor or queue."""
        since, until = self.bounds(first, last)
        return {each.key: each.counts for each in self.history.rows(by=by, grain="whole", since=since, until=until)}

    def bounds(self, first: date, last: date) -> tuple[datetime, datetime]:
        """The beginning of one day and the end of another, in UTC."""
        return midnight(first, self.zone), midnight(last + timedelta(days=1), self.zone)

    def _rows(self, scope: VendorScope, grain: Grain, first: date, last: date) -> list[HistoryRow]:
        since, until = self.bounds(first, last)
        vendors = frozenset({scope.vendor})
        return self.history.rows(
            by="vendor", grain=grain, since=since, until=until, vendors=vendors, queues=scope.queues
        )


def scorecards_of(settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> LineScorecards:
    """The scorecards, by the days of the shop."""
    return LineScorecards(
        engine=engine,
        history=history_of(settings, engine),
        zone=ZoneInfo(settings.time_zone),
        clock=clock,
        by=ServiceLevelRule(settings.service_level_formula, settings.short_abandon_seconds),
        disputes=SqlDisputes(engine, clock),
    )


def month_days(month: date) -> list[date]:
    """The days of the month that begins on a day."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [month + timedelta(days=place) for place in range((after - month).days)]
