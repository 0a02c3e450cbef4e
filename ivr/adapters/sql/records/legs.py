"""Legs in SQL: each stay of a call in a queue, from which service levels are computed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Select, case, cast, delete, extract, func, insert, select

from ivr.adapters.sql.records.tables import calls, decisions, hops
from ivr.adapters.sql.records.tables import legs as table
from ivr.reporting.day_curve import HALF_HOUR
from ivr.reporting.kpis import SHORT, TARGET, Counts
from ivr.reporting.legs import QueueEntry, legs, queue_entry


def settle_legs(connection: Connection, sids: Iterable[str]) -> None:
    """Rewrite the legs of these calls from their decisions and hops."""
    wanted = sorted(sids)
    found: dict[str, list[QueueEntry]] = defaultdict(list)
    chosen = select(decisions).where(decisions.c.call_sid.in_(wanted)).order_by(decisions.c.call_sid, decisions.c.turn)
    for row in connection.execute(chosen):
        if (each := queue_entry(row.turn, row.at, row.decision)) is not None:
            found[row.call_sid].append(each)
    if not found:
        return
    ends, left = _ends(connection, list(found)), _left(connection, list(found))
    rows = [
        {"call_sid": sid, **{name: getattr(leg, name) for name in leg.__slots__}}
        for sid, its in found.items()
        for leg in legs(its, left.get(sid, {}), answered_at=ends[sid][0], ended_at=ends[sid][1])
    ]
    connection.execute(delete(table).where(table.c.call_sid.in_(list(found))))
    if rows:
        connection.execute(insert(table), rows)


def _ends(connection: Connection, sids: Sequence[str]) -> Mapping[str, tuple[datetime | None, datetime | None]]:
    rows = connection.execute(select(calls.c.sid, calls.c.answered_at, calls.c.ended_at).where(calls.c.sid.in_(sids)))
    return {row.sid: (row.answered_at, row.ended_at) for row in rows}


def _left(connection: Connection, sids: Sequence[str]) -> Mapping[str, dict[int, tuple[datetime, str, str]]]:
    """Return the first hop of each turn, which shows how the waiting step was left."""
    first = select(hops.c.call_sid, hops.c.turn, hops.c.at, hops.c.step, hops.c.outcome)
    found: dict[str, dict[int, tuple[datetime, str, str]]] = defaultdict(dict)
    for row in connection.execute(first.where(hops.c.call_sid.in_(sids), hops.c.place == 0)):
        found[row.call_sid][row.turn] = (row.at, row.step, row.outcome)
    return found


def counts(
    engine: Engine, since: datetime, until: datetime, *, targets: Mapping[str, int], short: float = SHORT
) -> dict[tuple[str, str], Counts]:
    """Count the legs that began in a period by queue and language, in one statement.

    `targets` maps a queue to seconds. Every distinct target is counted for all queues, so the statement grows with the
    number of targets and not with the number of queues.
    """
    times = sorted({TARGET, *targets.values()})
    grouped = _counted(times, short, table.c.queue, table.c.language).where(_within(since, until))
    with engine.connect() as connection:
        rows = connection.execute(grouped.group_by(table.c.queue, table.c.language)).all()
    return {(row[0], row[1]): _counts(row[2:], times.index(targets.get(row[0], TARGET))) for row in rows}


def half_hours(
    engine: Engine, since: datetime, until: datetime, *, targets: Mapping[str, int], short: float = SHORT
) -> dict[tuple[int, str], Counts]:
    """Count the legs that began in a period by half-hour (seconds since 1970) and queue, in one statement."""
    times, epoch = sorted({TARGET, *targets.values()}), extract("epoch", table.c.entered_at)
    half = cast(func.floor(epoch / HALF_HOUR) if engine.dialect.name == "postgresql" else epoch / HALF_HOUR, Integer)
    grouped = _counted(times, short, half, table.c.queue).where(_within(since, until))
    with engine.connect() as connection:
        rows = connection.execute(grouped.group_by(half, table.c.queue)).all()
    return {
        (int(row[0]) * HALF_HOUR, row[1]): _counts(row[2:], times.index(targets.get(row[1], TARGET))) for row in rows
    }


def _counted(times: Sequence[int], short: float, *by: Any) -> Select[Any]:
    """A statement that counts legs by these columns, with two columns for each target time."""
    c = table.c
    answered, abandoned = c.became == "answered", c.became == "abandoned"
    columns: list[Any] = [
        func.count(),
        _times(answered),
        func.coalesce(func.sum(case((answered, c.waited), else_=0.0)), 0.0),
        _times(abandoned),
        _times(abandoned & (c.waited < short)),
        _times(c.became == "flowed"),
        _times(c.became == "waiting"),
    ]
    for seconds in times:
        columns += [_times(answered & (c.waited <= seconds)), _times(abandoned & (c.waited <= seconds))]
    return select(*by, *columns)


def _within(since: datetime, until: datetime) -> Any:
    return (table.c.entered_at >= since) & (table.c.entered_at < until)


def _counts(row: Sequence[Any], place: int) -> Counts:
    """Convert a row of `counts`; `place` is the position of the queue's target."""
    offered, answered, waited, abandoned, short, flowed, waiting, *in_time = row
    within, given_up = in_time[2 * place : 2 * place + 2]
    return Counts(offered, answered, within, waited, abandoned, short, flowed, waiting, given_up)


def dispositions(engine: Engine, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """Count the ended calls that began in a period, by language and disposition."""
    c = calls.c
    over = select(c.language, c.disposition, func.count()).where(
        c.began_at >= since, c.began_at < until, c.ended_at.is_not(None)
    )
    with engine.connect() as connection:
        rows = connection.execute(over.group_by(c.language, c.disposition))
        return {(row[0], row[1]): row[2] for row in rows}


def _times(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
