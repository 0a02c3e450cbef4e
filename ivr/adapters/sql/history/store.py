"""Reads the rolled-up history for pages, exports and jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, case, func, literal, select

from ivr.adapters.sql.history.counts_rows import counts_of
from ivr.adapters.sql.history.tables import COLUMNS, period_counts
from ivr.adapters.sql.value_lists import among
from ivr.reporting.period_counts import HALF_HOUR, HistoryRow
from ivr.reporting.shop_days import days_between, first_day

_C = period_counts.c
_SUMS = tuple(func.sum(_C[name]).label(name) for name in COLUMNS)


class SqlHistory:
    """Implements ivr.reporting.period_counts.History. `zone` is the shop's.

    One statement a question, which reads days unless half-hours are asked for.
    """

    def __init__(self, engine: Engine, zone: tzinfo) -> None:
        self._engine = engine
        self._zone = zone

    def rows(
        self,
        *,
        by: str,
        grain: str,
        since: datetime,
        until: datetime,
        queues: frozenset[str] | None = None,
        vendors: frozenset[str] | None = None,
    ) -> list[HistoryRow]:
        """The counts by key and period, sorted by period and key. Raises SQLAlchemyError."""
        begins = self._periods(grain, since, until)
        period = _place(begins) if begins else None if grain == "whole" else _C.starts_at
        wanted = self._wanted(by, self._stored(grain, since, until), period)
        wanted = wanted.where(_C.starts_at >= since, _C.starts_at < until)
        for column, names in ((_C.queue, queues), (_C.vendor, vendors)):
            if names is not None:
                wanted = wanted.where(among(column, sorted(names), self._engine.dialect.name))
        if vendors is not None:
            wanted = wanted.where(_C.queue != "")
        with self._engine.connect() as connection:
            found = connection.execute(wanted).all()
        if period is None:
            return [HistoryRow(starts_at=None, key=row[0], counts=counts_of(row[1:])) for row in found]
        return [
            HistoryRow(starts_at=begins[row[1]] if begins else row[1], key=row[0], counts=counts_of(row[2:]))
            for row in found
        ]

    def known_until(self) -> datetime | None:
        """The end of the last half-hour that was rolled up; None before the first."""
        last = (
            select(_C.starts_at)
            .where(_C.grain == "half_hour", _C.part == "queue")
            .order_by(_C.starts_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            at = connection.scalar(last)
        return at and at + timedelta(seconds=HALF_HOUR)

    def _stored(self, grain: str, since: datetime, until: datetime) -> str:
        """The grain of the rows to read: half-hours also for a total that does not consist of whole days."""
        if grain == "whole":
            is_of_days = all(first_day(at, "day", self._zone) == at for at in (since, until))
            return "day" if is_of_days else "half_hour"
        return "half_hour" if grain == "half_hour" else "day"

    def _periods(self, grain: str, since: datetime, until: datetime) -> list[datetime]:
        """The beginnings of the weeks or months; none for another grain."""
        if grain not in ("week", "month"):
            return []
        return sorted({first_day(begins, grain, self._zone) for begins, _ in days_between(since, until, self._zone)})

    def _wanted(self, by: str, stored: str, period: ColumnElement[Any] | None) -> Select[Any]:
        part, key = ("queue", _C.vendor) if by == "vendor" else ("queue" if by == "line" else by, _C.key)
        periods: list[Any] = [] if period is None else [period.label("period")]
        named: list[Any] = [func.max("") if by == "line" else key]
        wanted: Select[Any] = select(named[0].label("name"), *periods, *_SUMS)
        wanted = wanted.where(_C.grain == stored, _C.part == part)
        if by in ("vendor", "queue"):
            wanted = wanted.where(_C.queue != "")
        names = [*(["period"] if periods else []), *([] if by == "line" else ["name"])]
        return wanted.group_by(*names).having(func.count() > 0).order_by(*names)


def _place(begins: Sequence[datetime]) -> ColumnElement[Any]:
    """The place of a row's period among their beginnings."""
    before = [(_C.starts_at < following, place) for place, following in enumerate(begins[1:])]
    return case(*before, else_=len(begins) - 1) if before else literal(0)
