"""Streams what happened in a stretch of time out of the record, as the rules of rolling up take it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, and_, case, exists, func, or_, select

from ivr.adapters.sql.desk.tables import agent_states, handlings
from ivr.adapters.sql.records.repeat_contacts import issue_of
from ivr.adapters.sql.records.tables import calls, hops, legs, messages
from ivr.reporting.dispositions import QUEUES
from ivr.reporting.presence_time import LONGEST_STATE, StateChange
from ivr.reporting.rolling import CallFacts, TalkFacts, WaitFacts

READ_AT_A_TIME = 1000
_KNOWN = calls.c.caller_key != ""


def call_facts(connection: Connection, since: datetime, until: datetime) -> Iterator[CallFacts]:
    """Yield the calls that began in a period."""
    c = calls.c
    next_at = case((_KNOWN, _next_call()))
    issue = func.coalesce(issue_of(calls.c.sid), "")
    columns = (c.began_at, c.dnis, c.language, issue, _KNOWN, c.ended_at.is_not(None), c.seconds, c.disposition)
    texts = select(func.count()).where(messages.c.call_sid == c.sid, messages.c.state == "sent").scalar_subquery()
    wanted = select(*columns, next_at, texts).where(c.began_at >= since, c.began_at < until)
    yield from map(CallFacts._make, _stream(connection, wanted))


def wait_facts(connection: Connection, since: datetime, until: datetime) -> Iterator[WaitFacts]:
    """Yield the stays in queues that began in a period."""
    c = legs.c
    columns = (c.entered_at, func.coalesce(calls.c.dnis, ""), c.language, c.issue, c.queue, c.waited, c.became)
    wanted = select(*columns).select_from(legs.outerjoin(calls, calls.c.sid == c.call_sid))
    rows = _stream(connection, wanted.where(c.entered_at >= since, c.entered_at < until))
    yield from map(WaitFacts._make, rows)


def state_changes(connection: Connection, since: datetime, until: datetime) -> Iterator[StateChange]:
    """Yield the changes of agents' states in a period, and those before it that may last into it."""
    c = agent_states.c
    wanted = select(c.agent, c.at, c.state).where(c.at >= since - LONGEST_STATE, c.at < until)
    yield from map(StateChange._make, _stream(connection, wanted.order_by(c.agent, c.at, c.number)))


def talk_facts(connection: Connection, since: datetime, until: datetime) -> Iterator[TalkFacts]:
    """Yield the conversations after stays in queues that began in a period: those at the desk, then all others."""
    yield from _at_the_desk(connection, since, until)
    yield from _elsewhere(connection, since, until)


def _next_call(*, of_issue: bool = False) -> ScalarSelect[Any]:
    """The beginning of the next call of the same caller, `of_issue`: about the same issue."""
    later = calls.alias()
    c = later.c
    after = (c.began_at >= calls.c.began_at, or_(c.began_at > calls.c.began_at, c.sid > calls.c.sid))
    found = select(c.began_at).where(c.caller_key == calls.c.caller_key, *after)
    if of_issue:
        found = found.where(issue_of(c.sid) == issue_of(calls.c.sid))
    return found.order_by(c.began_at).limit(1).correlate(calls).scalar_subquery()


def _at_the_desk(connection: Connection, since: datetime, until: datetime) -> Iterator[TalkFacts]:
    h, c = handlings.c, legs.c
    columns = (
        *(
            c.call_sid,
            c.turn,
            c.entered_at,
            func.coalesce(calls.c.dnis, "").label("dnis"),
            c.language,
            c.issue,
            c.queue,
        ),
        *(h.agent, h.disposition, h.answered_at, h.ended_at, h.wrapped_at, h.hold_seconds),
        *_ABOUT_THE_CALLER,
    )
    joined = legs.join(handlings, and_(h.call_sid == c.call_sid, _is_of(legs))).outerjoin(
        calls, calls.c.sid == c.call_sid
    )
    wanted = select(*columns).select_from(joined).where(c.entered_at >= since, c.entered_at < until)
    rows = _stream(connection, wanted.order_by(c.call_sid, c.turn, _OFFERED, h.id))
    for row, following in pairwise(_and_none(rows)):
        assert row is not None  # noqa: S101 - for the type checker: the last one alone is None
        stay = (row.call_sid, row.turn)
        yield _desk_talk(row, is_last=following is None or (following.call_sid, following.turn) != stay)


def _desk_talk(row: Row[Any], *, is_last: bool) -> TalkFacts:
    over = row.ended_at
    return TalkFacts(
        *(row.entered_at, row.dnis, row.language, row.issue, row.queue, row.agent, row.disposition),
        talk=None if over is None else (over - row.answered_at).total_seconds(),
        hold=row.hold_seconds,
        wrap=None if over is None or row.wrapped_at is None else max((row.wrapped_at - over).total_seconds(), 0.0),
        is_back=is_last and row.is_back,
        is_known=bool(row.is_known),
        began_at=row.began_at or row.entered_at,
        next_at=row.next_at,
    )


def _elsewhere(connection: Connection, since: datetime, until: datetime) -> Iterator[TalkFacts]:
    c = legs.c
    left = hops.c
    over = select(func.min(left.at)).where(
        left.call_sid == c.call_sid, left.turn > c.turn, left.place == 0, left.step.in_(sorted(QUEUES))
    )
    columns = (
        *(c.entered_at, func.coalesce(calls.c.dnis, "").label("dnis"), c.language, c.issue, c.queue, c.waited),
        func.coalesce(over.correlate(legs).scalar_subquery(), calls.c.ended_at).label("over"),
        *_ABOUT_THE_CALLER,
    )
    at_desk = exists().where(handlings.c.call_sid == c.call_sid, _is_of(legs))
    wanted = select(*columns).select_from(legs.outerjoin(calls, calls.c.sid == c.call_sid))
    wanted = wanted.where(c.entered_at >= since, c.entered_at < until, c.became == "answered", ~at_desk)
    for row in _stream(connection, wanted):
        talked = (row.over - row.entered_at).total_seconds() - (row.waited or 0.0) if row.over else None
        yield TalkFacts(
            *(row.entered_at, row.dnis, row.language, row.issue, row.queue, "", ""),
            talk=None if talked is None else max(talked, 0.0),
            hold=0.0,
            wrap=None,
            is_back=row.is_back,
            is_known=bool(row.is_known),
            began_at=row.began_at or row.entered_at,
            next_at=row.next_at,
        )


_OFFERED = func.coalesce(handlings.c.offered_at, handlings.c.answered_at)
_LATER = legs.alias()
_BACK = exists().where(_LATER.c.call_sid == legs.c.call_sid, _LATER.c.turn > legs.c.turn).correlate(legs)
_ABOUT_THE_CALLER = (
    _BACK.label("is_back"),
    func.coalesce(_KNOWN, False).label("is_known"),
    calls.c.began_at,
    case((_KNOWN, _next_call(of_issue=True))).label("next_at"),
)


def _is_of(stays: Any) -> ColumnElement[bool]:
    """Whether an answered handling belongs to a stay: the last that its call began in a queue before it was offered."""
    between = legs.alias()
    c = stays.c
    overtaken = (
        exists()
        .where(between.c.call_sid == c.call_sid, between.c.turn > c.turn, between.c.entered_at <= _OFFERED)
        .correlate(stays, handlings)
    )
    return and_(handlings.c.answered_at.is_not(None), c.entered_at <= _OFFERED, ~overtaken)


def _and_none(rows: Iterator[Row[Any]]) -> Iterator[Row[Any] | None]:
    yield from rows
    yield None


def _stream(connection: Connection, wanted: Any) -> Iterator[Row[Any]]:
    return iter(connection.execute(wanted.execution_options(yield_per=READ_AT_A_TIME)))
