"""Answers of generated callers to the survey after the agent: worse after long waits and on days that went wrong."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, insert

from ivr.adapters.sql.survey.tables import survey_answers
from ivr.app.sample_year.calls import SampleDay, SampleLeg
from ivr.reporting.survey_results import SATISFIED

ASKED, ANSWERED, ONE_ANSWER = 0.2, 0.42, 0.06
"""The shares of callers who are asked, of those who answer, and of these who answer the first question alone."""
PATIENT = 45.0
"""Seconds of waiting that leave callers content."""
CONTENT, ANNOYED = (5, 5, 12, 33, 45), (16, 13, 20, 29, 22)
"""How often each score from 1 to 5 is given."""


def sample_survey(connection: Connection, day: SampleDay) -> None:
    """Write the answers of a day."""
    rows = list(_rows(day))
    if rows:
        connection.execute(insert(survey_answers), rows)


def _rows(day: SampleDay) -> Iterator[Mapping[str, object]]:
    random = Random(f"survey:{day.day}")  # noqa: S311 - no secret
    calls = {call["sid"]: call for call in day.calls}
    agents = {each["call_sid"]: each["agent"] for each in day.handlings}
    for leg in {leg["call_sid"]: leg for leg in day.legs if leg["became"] == "answered"}.values():
        call = calls.get(leg["call_sid"])
        over = call["ended_at"] if call else None
        if call and over and call["caller_key"] and random.random() < ASKED:
            yield {
                "call_sid": leg["call_sid"],
                "caller_key": call["caller_key"],
                "queue": leg["queue"],
                "vendor": day.vendors.get(leg["queue"], ""),
                "agent": agents.get(leg["call_sid"], ""),
                "issue": leg["issue"],
                "language": leg["language"],
                "way": "call",
                "asked_at": over,
                **_answers(random, leg, day, over),
            }


def _answers(random: Random, leg: SampleLeg, day: SampleDay, over: datetime) -> Mapping[str, object]:
    if random.random() > ANSWERED:
        return {"score": None, "solved": None, "answered_at": None}
    is_annoyed = (leg["waited"] or 0.0) > PATIENT or day.event == "bad_day"
    (score,) = random.choices((1, 2, 3, 4, 5), ANNOYED if is_annoyed else CONTENT)
    is_solved = random.random() < (0.9 if score >= SATISFIED else 0.35)
    solved = None if random.random() < ONE_ANSWER else is_solved
    return {"score": score, "solved": solved, "answered_at": over + timedelta(seconds=9)}
