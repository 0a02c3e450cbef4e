"""Reads the counted reasons of calls."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, select

from ivr.adapters.sql.reasons.tables import contact_reasons, parcel_counts
from ivr.reporting.contact_reasons import ALL, ContactReason, ReasonCounts, ReasonDay, ReasonKind


class SqlContactReasons:
    """Implements ivr.reporting.contact_reasons.ContactReasons. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def totals(self, *, since: date, until: date) -> Mapping[ContactReason, ReasonCounts]:
        """The counts of the days, beside the span before."""
        c, before = contact_reasons.c, since - ((until - since) + timedelta(days=1))
        now_is = c.day >= since
        columns = (_sum(now_is, c.calls), _sum(now_is, c.to_people), _sum(c.day < since, c.calls), _on_counted(since))
        found = select(c.kind, c.key, *columns).where(c.day >= before, c.day <= until).group_by(c.kind, c.key)
        with self._engine.connect() as connection:
            parcels = _parcels(connection, since, until)
            return {
                (reason := _reason(kind, key)): ReasonCounts(
                    calls, to_people, calls_before, parcels.get(reason), on_counted
                )
                for kind, key, calls, to_people, calls_before, on_counted in connection.execute(found)
            }

    def days(self, days: Sequence[date], *, reason: ContactReason | None = None) -> list[ReasonDay]:
        """All reasons, or one, of these days."""
        c = contact_reasons.c
        found = select(c.day, c.kind, c.key, c.calls, c.to_people, c.by_hour).where(c.day.in_(list(days)))
        if reason is not None:
            wanted = [and_(c.kind == each.kind, c.key == each.key) for each in (reason, ALL)]
            found = found.where(wanted[0] | wanted[1])
        with self._engine.connect() as connection:
            return [
                ReasonDay(day, _reason(kind, key), calls, to_people, tuple(by_hour))
                for day, kind, key, calls, to_people, by_hour in connection.execute(found)
            ]


def _sum(which: ColumnElement[bool], counted: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, counted), else_=0)), 0)


def _on_counted(since: date) -> ColumnElement[int]:
    """The calls of the span's days on which parcels were counted."""
    c, p = contact_reasons.c, parcel_counts.c
    counted = select(p.day).where(p.kind == ALL.kind, p.day >= since)
    return _sum(and_(c.day >= since, c.day.in_(counted)), c.calls)


def _parcels(connection: Connection, since: date, until: date) -> dict[ContactReason, int]:
    p = parcel_counts.c
    during = select(p.kind, p.key, func.sum(p.parcels)).where(p.day >= since, p.day <= until)
    return {_reason(kind, key): int(count) for kind, key, count in connection.execute(during.group_by(p.kind, p.key))}


def _reason(kind: ReasonKind, key: str) -> ContactReason:
    return ContactReason(kind, key)
