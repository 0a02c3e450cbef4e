"""What callers were told lately, from the record: what is worth recording for the rest of their calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from ivr.adapters.sql.records.tables import calls, turns
from prompts.facts import Line, facts_from_json

LATELY = timedelta(minutes=1)
MOST = 1000
"""Turns that one look brings back."""


@dataclass(frozen=True, slots=True)
class RecentSentence:
    """A sentence that a caller was told, in which language, when, and on which number."""

    line: Line
    language: str
    at: datetime
    dnis: str


def read_recent_sentences(engine: Engine, now: datetime) -> Iterator[RecentSentence]:
    """What was said in the calls under way, the newest turn first."""
    under_way = (calls.c.ended_at.is_(None), calls.c.last_at > now - LATELY, turns.c.at > now - LATELY)
    recent = select(turns.c.said, turns.c.at, calls.c.dnis).join(calls, calls.c.sid == turns.c.call_sid)
    with engine.connect() as connection:
        rows = connection.execute(recent.where(*under_way).order_by(turns.c.at.desc()).limit(MOST)).all()
    for row in rows:
        for prompt, facts, language in row.said:
            yield RecentSentence(Line(prompt, facts_from_json(facts)), language, row.at, row.dnis)
