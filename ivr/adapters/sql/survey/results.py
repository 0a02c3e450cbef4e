"""Reads what callers answered."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Select, case, func, select

from ivr.adapters.sql.survey.tables import survey_answers
from ivr.adapters.sql.value_lists import among
from ivr.reporting.period_counts import SurveyCounts
from ivr.reporting.survey_results import SATISFIED, SurveyPart, SurveyRows

_c = survey_answers.c


class AnswerFacts(NamedTuple):
    """A caller who was asked at a time, and the answers."""

    at: datetime
    queue: str
    agent: str
    language: str
    issue: str
    score: int | None
    is_solved: bool | None


class SqlSurveyResults:
    """Implements ivr.reporting.survey_results.SurveyResults."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def by(
        self,
        part: SurveyPart,
        *,
        since: datetime,
        until: datetime,
        queues: frozenset[str] | None,
        vendors: frozenset[str] | None,
    ) -> SurveyRows:
        """The counts of callers asked in a period, by key; of these queues and vendors alone, None for all."""
        wanted = _counted(_c[part]).where(_c.asked_at >= since, _c.asked_at < until)
        for column, values in ((_c.queue, queues), (_c.vendor, vendors)):
            if values is not None:
                wanted = wanted.where(among(column, sorted(values), self._engine.dialect.name))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.group_by(_c[part]).order_by(_c[part])).all()
        return [(row[0], _counts(row[1:])) for row in rows]


def answer_facts(connection: Connection, since: datetime, until: datetime) -> Iterator[AnswerFacts]:
    """Yield the callers who were asked in a period."""
    columns = (_c.asked_at, _c.queue, _c.agent, _c.language, _c.issue, _c.score, _c.solved)
    for row in connection.execute(select(*columns).where(_c.asked_at >= since, _c.asked_at < until)):
        yield AnswerFacts._make(row)


def _counted(by: Any) -> Select[Any]:
    score = func.coalesce(_c.score, 0)
    return select(
        by,
        func.count(),
        func.count(_c.score),
        func.sum(score),
        func.sum(score * score),
        _times(_c.score >= SATISFIED),
        func.count(_c.solved),
        _times(_c.solved.is_(True)),
    )


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _counts(row: Iterable[Any]) -> SurveyCounts:
    asked, scored, score, squares, *shares = map(int, row)
    return SurveyCounts(asked, scored, float(score), float(squares), *shares)
