"""Surveys on both databases: written from events in any order, read by part, answered by text, erased with a person."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, select

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.privacy.person_rows import delete_rows
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.survey.replies import SqlSurveyReplies
from ivr.adapters.sql.survey.results import SqlSurveyResults
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.calls.desk.desk_events import Handled
from ivr.calls.events import Caller, Event, TurnTaken
from ivr.calls.text_replies import IncomingText
from ivr.effects.ask_survey import SurveyAsked
from ivr.flows.agent_survey import SATISFACTION, SOLVED
from ivr.orders.personal_data import Traces
from ivr.orders.phone_numbers import hashed
from ivr.reporting.period_counts import SurveyCounts

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
KEY = b"a key of thirty-two bytes, known"
ALICE = "+14155550100"


def asked(sid: str, way: str = "call", queue: str = "care-en", vendor: str = "") -> TurnTaken:
    survey = SurveyAsked(queue, vendor, "late", way)  # type: ignore[arg-type]
    caller = Caller(hashed(ALICE, KEY), "00")
    return TurnTaken(
        sid, 2, NOW, "en-US", hops=(("hand_off.talked", "asks", SATISFACTION),), survey=survey, caller=caller
    )


def answered(sid: str, turn: int, step: str, outcome: str) -> TurnTaken:
    return TurnTaken(sid, turn, NOW + timedelta(seconds=turn), "en-US", hops=((step, outcome, "x"),))


def rows(engine: Engine) -> list[tuple[object, ...]]:
    c = survey_answers.c
    with engine.connect() as connection:
        found = connection.execute(select(c.call_sid, c.agent, c.score, c.solved, c.answered_at).order_by(c.call_sid))
        return [tuple(row) for row in found]


def test_the_order_of_events_does_not_matter(database: Engine):
    for number, order in enumerate(permutations(range(4))):
        sid = f"CA{number:02}"
        since = NOW - timedelta(minutes=3)
        events: list[Event] = [
            asked(sid),
            answered(sid, 3, SATISFACTION, "4"),
            answered(sid, 4, SOLVED, "yes"),
            Handled(handling=f"h{number}", sid=sid, at=NOW, agent="a1", answered_at=since, became="answered"),
        ]
        for place in (*order, order[0]):
            write_events(database, [events[place]])
    assert {row[1:] for row in rows(database)} == {("a1", 4, True, NOW + timedelta(seconds=3))}


def test_counts_come_by_part_within_what_may_be_seen(database: Engine):
    write_events(database, [asked("CA1"), answered("CA1", 3, SATISFACTION, "5")])
    write_events(database, [asked("CA2", queue="x", vendor="acme")])
    results = SqlSurveyResults(database)
    span = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
    both = results.by("vendor", **span, queues=None, vendors=None)
    assert both == [("", SurveyCounts(1, 1, 5.0, 25.0, 1, 0, 0)), ("acme", SurveyCounts(1))]
    assert results.by("queue", **span, queues=None, vendors=frozenset({"acme"})) == [("x", SurveyCounts(1))]
    assert results.by("queue", **span, queues=frozenset(), vendors=None) == []


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=8)])
def test_an_answer_by_text_counts_for_a_week(database: Engine, late: timedelta):
    write_events(database, [asked("CA1", "text")])
    replies = SqlSurveyReplies(database, KEY, lambda: NOW + late)
    told = replies(IncomingText("SM1", ALICE, "+18005550199", "2 no"))
    assert replies(IncomingText("SM2", "+14155550199", "+18005550199", "2 no")) is None
    is_in_time = late < timedelta(days=7)
    assert told == ("" if is_in_time else None)
    assert rows(database)[0][2:4] == ((2, False) if is_in_time else (None, None))


def test_answers_are_erased_with_their_caller(database: Engine):
    write_events(database, [asked("CA1")])
    with writing(database) as connection:
        counts = delete_rows(connection, Traces(phones=(ALICE,)), (), KEY, NOW)
    assert (counts["survey_answers"], rows(database)) == (1, [])
