"""Sentences recently spoken in calls under way, read from the record, to be recorded for the rest of the call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from ivr.adapters.sql.records.tables import calls, turns
from prompts.facts import Line, facts_from_json

LATELY = timedelta(minutes=1)
MOST = 1000
"""Turns read at a time."""


@dataclass(frozen=True, slots=True)
class RecentSentence:
    """A sentence spoken to a caller, with language, time and the number dialled."""

    line: Line
    language: str
    at: datetime
    dnis: str


def read_recent_sentences(engine: Engine, now: datetime) -> Iterator[RecentSentence]:
    """Yield the sentences spoken in calls under way, newest turn first."""
    under_way = (calls.c.ended_at.is_(None), calls.c.last_at > now - LATELY, turns.c.at > now - LATELY)
    recent = select(turns.c.said, turns.c.at, calls.c.dnis).join(calls, calls.c.sid == turns.c.call_sid)
    with engine.connect() as connection:
        rows = connection.execute(recent.where(*under_way).order_by(turns.c.at.desc()).limit(MOST)).all()
    for row in rows:
        for prompt, facts, language in row.said:
            yield RecentSentence(Line(prompt, facts_from_json(facts)), language, row.at, row.dnis)
