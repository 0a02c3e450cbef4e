"""Reads the rolled-up history for pages, exports and jobs."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from operator import add
from typing import Any

from sqlalchemy import Engine, Select, func, select

from ivr.adapters.sql.history.counts_rows import counts_of
from ivr.adapters.sql.history.tables import COLUMNS, period_counts
from ivr.adapters.sql.value_lists import among
from ivr.reporting.period_counts import HALF_HOUR, HistoryRow
from ivr.reporting.shop_days import first_day

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
        has_periods = grain != "whole"
        wanted = self._wanted(by, self._stored(grain, since, until), has_periods=has_periods)
        wanted = wanted.where(_C.starts_at >= since, _C.starts_at < until)
        for column, names in ((_C.queue, queues), (_C.vendor, vendors)):
            if names is not None:
                wanted = wanted.where(among(column, sorted(names), self._engine.dialect.name))
        if vendors is not None:
            wanted = wanted.where(_C.queue != "")
        with self._engine.connect() as connection:
            found = connection.execute(wanted).all()
        if grain in ("week", "month"):
            return self._by_period(found, grain)
        if not has_periods:
            return [HistoryRow(starts_at=None, key=row[0], counts=counts_of(row[1:])) for row in found]
        return [HistoryRow(starts_at=row[1], key=row[0], counts=counts_of(row[2:])) for row in found]

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

    def _wanted(self, by: str, stored: str, *, has_periods: bool) -> Select[Any]:
        part, key = ("queue", _C.vendor) if by == "vendor" else ("queue" if by == "line" else by, _C.key)
        periods = [_C.starts_at] if has_periods else []
        columns: list[Any] = periods if by == "line" else [key, *periods]
        named: list[Any] = [func.max("").label("key")] if by == "line" else []
        wanted: Select[Any] = select(*named, *columns, *_SUMS).where(_C.grain == stored, _C.part == part)
        if by in ("vendor", "queue"):
            wanted = wanted.where(_C.queue != "")
        return wanted.group_by(*columns).having(func.count() > 0).order_by(*periods, *columns)

    def _by_period(self, days: Sequence[Sequence[Any]], grain: str) -> list[HistoryRow]:
        """Add days up to weeks or months."""
        begins = {at: first_day(at, grain, self._zone) for at in {day[1] for day in days}}
        found: dict[tuple[datetime, str], Sequence[Any]] = {}
        for key, at, *values in days:
            known = found.get((begins[at], key))
            found[begins[at], key] = values if known is None else list(map(add, known, values))
        return [HistoryRow(starts_at=at, key=key, counts=counts_of(found[at, key])) for at, key in sorted(found)]
