"""Rolls the record up into the history, a day of the shop at a time.

A day is read without any lock, and replaced in one short transaction: what a turn writes never waits for a reading. Of
two that roll the same day the later one prevails. What it read may be older, but by minutes: the next run reads anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.history.counts_rows import rows_of
from ivr.adapters.sql.history.day_facts import call_facts, state_changes, talk_facts, wait_facts
from ivr.adapters.sql.history.tables import period_counts
from ivr.adapters.sql.history.terms import terms_over_time
from ivr.adapters.sql.records.tables import calls
from ivr.adapters.sql.survey.results import AnswerFacts, answer_facts
from ivr.reporting.call_prices import CallPrices
from ivr.reporting.kpis import SHORT
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.presence_time import presence
from ivr.reporting.repeat_rules import DAYS
from ivr.reporting.rolling import DayRoll, Dimensions, RolledKey, half_hour_of
from ivr.reporting.shop_days import days_between, midnight
from ivr.reporting.survey_results import survey_counts
from routing.model import Routing

WRITTEN_AT_A_TIME = 1000
_LOCK = 0x5715331
"""PostgreSQL's advisory lock for replacing a day: an arbitrary number, the same in all processes."""
LATE = timedelta(hours=3)
"""Calls that end are looked for so long before the last run: their end may have been reported late."""
CHANGING = DAYS + timedelta(days=1)
"""The days that change as callers call again."""


@dataclass(frozen=True, slots=True)
class Rolled:
    """What was done: days of the shop, the calls in them, rows written."""

    days: int = 0
    calls: int = 0
    rows: int = 0

    def __add__(self, other: "Rolled") -> "Rolled":
        return Rolled(self.days + other.days, self.calls + other.calls, self.rows + other.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """Rolls days up. `zone` is the shop's, `first` the routing document before the first publication.

    The record is complete from `kept_since` on: earlier calls may have been deleted. An earlier day is rolled only
    while the record has no fewer of its calls than were counted before.
    """

    engine: Engine
    zone: tzinfo
    first: Routing
    kept_since: datetime
    short: float = SHORT
    prices: CallPrices = field(default_factory=CallPrices)

    def roll(self, days: Iterable[tuple[datetime, datetime]], *, now: datetime) -> Iterator[Rolled]:
        """Roll days up to the last full half-hour, one after the other. Raises SQLAlchemyError."""
        with self.engine.connect() as connection:
            terms = terms_over_time(connection, self.first)
        until = half_hour_of(now)
        for begins, ends in days:
            if begins < until and self._is_complete(begins, ends):
                yield self._roll(DayRoll(begins, ends, terms, self.short, self.prices), until)

    def days(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """The days with a part between two times, from that of the first call on."""
        first = self._first_call()
        return [] if first is None else list(days_between(max(since, first), until, self.zone))

    def recent_days(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """The days that a run should roll: newest first, today and yesterday, those never rolled, those of calls that
        have ended since.
        """
        first = self._first_call()
        if first is None:
            return []
        rolled, late = self._rolled_days(), self._late_days(now)
        lately = now - timedelta(days=1)
        found = days_between(first, now, self.zone)
        return [day for day in reversed(list(found)) if day[1] > lately or day[0] not in rolled or day[0] in late]

    def changed_days(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """The days that may have changed though no call has just ended: newest first, those of the last week, whose
        callers may have called again, and those whose record has other numbers of calls than were counted.
        """
        first = self._first_call()
        if first is None:
            return []
        rolled, recorded = self._rolled_days(), self._recorded(first, now)
        found = reversed(list(days_between(first, now, self.zone)))
        return [day for day in found if day[1] > now - CHANGING or rolled.get(day[0]) != recorded.get(day[0], (0, 0))]

    def _roll(self, day: DayRoll, until: datetime) -> Rolled:
        with self.engine.connect() as connection:
            _read(connection, day, until)
        found = list(day.rows(until=until))
        with writing(self.engine) as connection:
            _replace(connection, day, found)
        whole = next(counts for key, counts in found if key[0] == "day" and key[2:4] == ("queue", ""))
        return Rolled(1, whole.calls.calls, len(found))

    def _is_complete(self, begins: datetime, ends: datetime) -> bool:
        if begins >= self.kept_since:
            return True
        c = period_counts.c
        counted = select(func.coalesce(func.sum(c.calls), 0)).where(c.grain == "day", c.part == "queue", c.queue == "")
        known = select(func.count()).where(calls.c.began_at >= begins, calls.c.began_at < ends)
        with self.engine.connect() as connection:
            before = connection.scalar(counted.where(c.starts_at >= begins, c.starts_at < ends)) or 0
            return before <= (connection.scalar(known) or 0)

    def _first_call(self) -> datetime | None:
        with self.engine.connect() as connection:
            found: datetime | None = connection.scalar(select(func.min(calls.c.began_at)))
        return found

    def _rolled_days(self) -> Mapping[datetime, tuple[int, int]]:
        """The calls, and those that had ended, of each day that was rolled."""
        c = period_counts.c
        whole = select(c.starts_at, c.calls, c.ended).where(c.grain == "day", c.part == "queue", c.key == "")
        with self.engine.connect() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(whole)}

    def _recorded(self, since: datetime, until: datetime) -> Mapping[datetime, tuple[int, int]]:
        """The calls, and those that have ended, of each day in the record."""
        c = calls.c
        found = {}
        with self.engine.connect() as connection:
            for begins, ends in days_between(since, until, self.zone):
                of_day = select(func.count(), func.count(c.ended_at)).where(c.began_at >= begins, c.began_at < ends)
                row = connection.execute(of_day).one()
                found[begins] = (row[0], row[1])
        return found

    def _late_days(self, now: datetime) -> set[datetime]:
        """The days in which calls began that have ended lately."""
        c = calls.c
        lately = select(c.began_at).where(c.ended_at >= now - LATE, c.began_at < now - timedelta(days=1))
        with self.engine.connect() as connection:
            began = connection.scalars(lately).all()
        return {midnight(at.astimezone(self.zone).date(), self.zone) for at in began}


def _read(connection: Connection, day: DayRoll, until: datetime) -> None:
    since, until = day.since, min(day.until, until)
    for call in call_facts(connection, since, until):
        day.add_call(call)
    for wait in wait_facts(connection, since, until):
        day.add_wait(wait)
    for talk in talk_facts(connection, since, until):
        day.add_talk(talk)
    for at, agent, seconds in presence(state_changes(connection, since, until), since, until):
        day.add_presence(at, agent, seconds)
    for answer in answer_facts(connection, since, until):
        day.add_survey(_asked_in(day, answer), survey_counts(answer.score, answer.is_solved))


def _asked_in(day: DayRoll, answer: AnswerFacts) -> Dimensions:
    """What a survey counts as: in the half-hour in which the caller was asked."""
    return Dimensions(
        half_hour_of(answer.at),
        day.begins <= answer.at < day.ends,
        answer.queue,
        day.terms.of(answer.queue, answer.at).vendor,
        agent=answer.agent or None,
        language=answer.language,
        issue=answer.issue,
    )


def _replace(connection: Connection, day: DayRoll, found: Sequence[tuple[RolledKey, PeriodCounts]]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    c = period_counts.c
    for grain, since, until in (("half_hour", day.since, day.until), ("day", day.begins, day.ends)):
        old = delete(period_counts).where(c.grain == grain, c.starts_at >= since, c.starts_at < until)
        connection.execute(old)
    rows = rows_of(found)
    while batch := list(islice(rows, WRITTEN_AT_A_TIME)):
        connection.execute(insert(period_counts), batch)
