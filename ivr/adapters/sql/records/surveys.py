"""Writes who was asked after a conversation, and the answers given in the call.

The result does not depend on the order of events: answers are read from the hops, and agents from the handlings, of
each call that is heard of again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from ivr.adapters.sql.desk.tables import handlings
from ivr.adapters.sql.records.event_rows import Row, fitted
from ivr.adapters.sql.records.tables import calls, hops
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.adapters.sql.upserts import insert_of
from ivr.calls.events import TurnTaken
from ivr.flows.agent_survey import ANSWERS, score_in
from ivr.flows.agent_survey_score import AgentScore

_c = survey_answers.c


def add_surveys(connection: Connection, turns: Iterable[TurnTaken]) -> None:
    """Add the callers who are asked in these turns. The calls must be there."""
    asked = [event for event in turns if event.survey]
    if not asked:
        return
    of_these = select(calls.c.sid, calls.c.caller_key).where(calls.c.sid.in_(sorted({each.sid for each in asked})))
    callers = {row.sid: row.caller_key for row in connection.execute(of_these)}
    rows = [_row(event, callers.get(event.sid, "")) for event in asked]
    connection.execute(insert_of(survey_answers, connection.dialect.name).on_conflict_do_nothing(), rows)


def settle_surveys(connection: Connection, sids: Iterable[str]) -> None:
    """Write the agent, and the answers given in the call, of those of these calls whose caller was asked."""
    asked = select(_c.call_sid, _c.way).where(_c.call_sid.in_(sorted(sids)))
    ways = {row.call_sid: row.way for row in connection.execute(asked)}
    if not ways:
        return
    agents = _agents(connection, list(ways))
    named = [{"of": sid, "who": agent} for sid, agent in sorted(agents.items())]
    if named:
        connection.execute(
            update(survey_answers).where(_c.call_sid == bindparam("of")).values(agent=bindparam("who")), named
        )
    answers = _answers(connection, [sid for sid, way in ways.items() if way == "call"])
    if answers:
        write = update(survey_answers).where(_c.call_sid == bindparam("of"))
        write = write.values(score=bindparam("points"), solved=bindparam("is_solved"), answered_at=bindparam("at"))
        connection.execute(
            write,
            [
                {"of": sid, "points": found.score, "is_solved": found.is_solved, "at": at}
                for sid, (found, at) in sorted(answers.items())
            ],
        )


def _row(event: TurnTaken, caller: str) -> Row:
    asked = event.survey
    if asked is None:
        raise ValueError("nobody is asked in this turn")
    about = {"queue": asked.queue, "vendor": asked.vendor, "issue": asked.issue, "way": asked.way}
    row = {"call_sid": event.sid, "caller_key": caller, "agent": "", "language": event.language, "asked_at": event.at}
    return fitted(survey_answers, row | about)


def _agents(connection: Connection, sids: Sequence[str]) -> Mapping[str, str]:
    """The last agent who talked in each call, as far as the desk knows one."""
    c = handlings.c
    taken = select(c.call_sid, c.agent).where(c.call_sid.in_(sids), c.answered_at.is_not(None), c.agent != "")
    return {row.call_sid: row.agent for row in connection.execute(taken.order_by(c.answered_at))}


def _answers(connection: Connection, sids: Sequence[str]) -> Mapping[str, tuple[AgentScore, datetime]]:
    """The answers in these calls, with the time of the first one."""
    walked: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    first: dict[str, datetime] = {}
    c = hops.c
    of_these = select(c.call_sid, c.at, c.step, c.outcome, c.target).where(c.call_sid.in_(sids), c.step.in_(ANSWERS))
    for row in connection.execute(of_these.order_by(c.turn, c.place)):
        walked[row.call_sid].append((row.step, row.outcome, row.target))
        if score_in(walked[row.call_sid]).is_given:
            first.setdefault(row.call_sid, row.at)
    return {sid: (score_in(found), first[sid]) for sid, found in walked.items() if sid in first}
