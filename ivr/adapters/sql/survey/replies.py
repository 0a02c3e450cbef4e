"""Takes the answers to surveys that were asked by text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.calls.text_replies import IncomingText
from ivr.flows.survey_text import read_reply
from ivr.orders.identity.caller_id import caller_id
from ivr.orders.phone_numbers import hashed

ANSWERED_WITHIN = timedelta(days=7)
_c = survey_answers.c


@dataclass(frozen=True, slots=True)
class SqlSurveyReplies:
    """Implements ivr.calls.text_replies.TextTaker: the first answer to the newest survey of the sender counts."""

    engine: Engine
    key: bytes = field(repr=False)
    clock: Callable[[], datetime]

    def __call__(self, text: IncomingText) -> str | None:
        """Empty for an answer that was taken, or taken before; None for any other text."""
        answer, number = read_reply(text.body), caller_id(text.sender).e164
        if answer is None or not number:
            return None
        since = self.clock() - ANSWERED_WITHIN
        theirs = (_c.caller_key == hashed(number, self.key), _c.way == "text", _c.asked_at > since)
        newest = select(_c.call_sid).where(*theirs).order_by(_c.asked_at.desc()).limit(1)
        with writing(self.engine) as connection:
            sid = connection.scalar(newest)
            if sid is None:
                return None
            first = update(survey_answers).where(_c.call_sid == sid, _c.answered_at.is_(None))
            values = {"score": answer.score, "solved": answer.is_solved, "answered_at": self.clock()}
            connection.execute(first.values(**values))
        return ""
