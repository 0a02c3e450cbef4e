"""Reads the counted reasons of calls."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    tuple_,
)

from ivr.adapters.redis.sessions.change_commands import LONGEST_CALL
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.reasons.tables import contact_reasons, parcel_counts, reason_measures
from ivr.adapters.sql.records.tables import call_reasons, calls, legs
from ivr.reporting.contact_reasons import (
    ALL,
    ContactReason,
    DialledCalls,
    ReasonCounts,
    ReasonDay,
    ReasonKind,
    ReasonMeasure,
)

LONGEST = timedelta(seconds=LONGEST_CALL)
"""A call has its reasons within this time of its beginning."""
SHOWN = 20
"""Measures of a reason that are read."""


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

    def days(self, days: Sequence[date], *, reason: ContactReason | None = None, fewest: int = 0) -> list[ReasonDay]:
        """All reasons of these days, or one; or those with so many calls on one of the days at least."""
        c = contact_reasons.c
        found = select(c.day, c.kind, c.key, c.calls, c.to_people, c.by_hour).where(c.day.in_(list(days)))
        if reason is not None:
            wanted = [and_(c.kind == each.kind, c.key == each.key) for each in (reason, ALL)]
            found = found.where(wanted[0] | wanted[1])
        elif fewest:
            f = contact_reasons.alias("frequent").c
            often = select(f.kind, f.key).where(f.day.in_(list(days)), f.calls >= fewest)
            found = found.where(tuple_(c.kind, c.key).in_(often) | (c.kind == ALL.kind))
        with self._engine.connect() as connection:
            return [
                ReasonDay(day, _reason(kind, key), calls, to_people, tuple(by_hour))
                for day, kind, key, calls, to_people, by_hour in connection.execute(found)
            ]

    def between(self, reason: ContactReason, since: datetime, until: datetime) -> ReasonCounts:
        """Calls with a reason that began in a stretch of time, from the record."""
        during = and_(calls.c.began_at >= since, calls.c.began_at < until, _has(reason, since, until))
        went = exists().where(legs.c.call_sid == calls.c.sid)
        found = select(func.count(), _sum(went, literal(1))).select_from(calls).where(during)
        with self._engine.connect() as connection:
            return ReasonCounts(*connection.execute(found).one())

    def dialled(self, reason: ContactReason, since: datetime) -> list[DialledCalls]:
        """The calls since a time, by number and language."""
        c = calls.c
        counts = (func.count(), _sum(_has(reason, since, None), literal(1)))
        found = select(c.dnis, c.language, *counts).where(c.began_at >= since).group_by(c.dnis, c.language)
        with self._engine.connect() as connection:
            return [
                DialledCalls(dialled=dnis, language=language, calls=count, with_reason=having)
                for dnis, language, count, having in connection.execute(found.order_by(c.dnis, c.language))
            ]

    def measures(self, reason: ContactReason) -> list[ReasonMeasure]:
        """What was done about a reason, newest first."""
        m = reason_measures.c
        found = select(m.switch, m.began_at, m.until, m.author).where(m.kind == reason.kind, m.key == reason.key)
        newest = found.order_by(m.began_at.desc()).limit(SHOWN)
        with self._engine.connect() as connection:
            return [
                ReasonMeasure(reason=reason, switch=switch, began_at=began_at, until=until, author=author)
                for switch, began_at, until, author in connection.execute(newest)
            ]

    def keep_measure(self, measure: ReasonMeasure) -> None:
        """Remember what was done about a reason."""
        row = {"kind": measure.reason.kind, "key": measure.reason.key, "switch": measure.switch}
        times = {"began_at": measure.began_at, "until": measure.until, "author": measure.author}
        with writing(self._engine) as connection:
            connection.execute(insert(reason_measures).values(**row, **times))


def _has(reason: ContactReason, since: datetime, until: datetime | None) -> ColumnElement[bool]:
    """Whether a call has a reason; `since` and `until` are when it began."""
    if reason == ALL:
        return true()
    r = call_reasons.c
    theirs = select(r.call_sid).where(r.kind == reason.kind, r.key == reason.key, r.at >= since)
    return calls.c.sid.in_(theirs if until is None else theirs.where(r.at < until + LONGEST))


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
