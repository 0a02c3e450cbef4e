"""Counts callers who called again, for repeat contact, first contact and verified containment."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Engine, Label, Row, func, select

from ivr.adapters.sql.records.tables import calls, legs
from ivr.reporting.kpis import Repeats
from ivr.reporting.repeat_rules import DAYS, HOURS, is_followed

READ_AT_A_TIME = 500

_Call = Row[Any, Any, Any, Any, Any]
"""The caller by keyed hash, beginning, disposition, when a person took it, issue."""


def repeats(engine: Engine, since: datetime, until: datetime) -> Repeats:
    """Count the calls that began in a period, and those of them followed by another call within it.

    Calls from withheld numbers count in `ended` only.
    """
    inside = (calls.c.began_at >= since, calls.c.began_at < until)
    known = (*inside, calls.c.caller_key != "")
    asked, yes = (func.count().filter(given) for given in (calls.c.survey != "", calls.c.survey == "yes"))
    how = select(calls.c.disposition, func.count(), func.count(calls.c.answered_at), asked, yes)
    with engine.connect() as connection:
        followed = _tally(_of_several(connection, known))
        whole = connection.execute(how.where(*known).group_by(calls.c.disposition)).all()
        ended = connection.scalar(select(func.count(calls.c.ended_at)).where(*inside)) or 0
    return Repeats(
        calls=sum(row[1] for row in whole),
        again=followed["again"],
        contained=sum(row[1] for row in whole if row[0] == "contained"),
        contained_again=followed["contained"],
        ended=ended,
        taken=sum(row[2] for row in whole),
        taken_again=followed["taken"],
        surveyed=sum(row[3] for row in whole if row[0] == "contained"),
        confirmed=sum(row[4] for row in whole if row[0] == "contained"),
    )


def _of_several(connection: Connection, known: Sequence[Any]) -> Iterable[_Call]:
    """Yield the calls of callers with more than one call, grouped by caller and sorted by time.

    Rows are streamed: a week has more of them than a worker should hold in memory.
    """
    several = select(calls.c.caller_key).where(*known).group_by(calls.c.caller_key).having(func.count() > 1)
    columns = (calls.c.caller_key, calls.c.began_at, calls.c.disposition, calls.c.answered_at, issue_of(calls.c.sid))
    found = select(*columns).where(*known, calls.c.caller_key.in_(several))
    ordered = found.order_by(calls.c.caller_key, calls.c.began_at, calls.c.sid)
    return connection.execute(ordered.execution_options(yield_per=READ_AT_A_TIME))


def _tally(rows: Iterable[_Call]) -> Counter[str]:
    """Count followed calls: all; contained ones within HOURS; answered ones by a call about the same issue."""
    tally: Counter[str] = Counter()
    for call, later in _followed(rows):
        tally["again"] += _within(call, later, DAYS)
        tally["contained"] += call.disposition == "contained" and _within(call, later, HOURS)
        tally["taken"] += call.answered_at is not None and _within(call, _of_issue(call, later), DAYS)
    return tally


def _followed(rows: Iterable[_Call]) -> Iterator[tuple[_Call, list[_Call]]]:
    """Pair each call with the later calls of its caller."""
    for _, its in groupby(rows, key=lambda row: row.caller_key):
        whole = list(its)
        yield from ((row, whole[place + 1 :]) for place, row in enumerate(whole))


def issue_of(sid: Column[Any]) -> Label[Any]:
    """The issue of a call: one of those that its stays in queues were about."""
    stay = legs.alias()
    found = select(func.max(stay.c.issue)).where(stay.c.call_sid == sid)
    return found.correlate(sid.table).scalar_subquery().label("issue")


def _of_issue(call: _Call, later: list[_Call]) -> list[_Call]:
    return [each for each in later if each.issue == call.issue]


def _within(call: _Call, later: list[_Call], time: timedelta) -> bool:
    return is_followed(call.began_at, later[0].began_at if later else None, within=time)
