"""Rolls calls, stays in queues and conversations up to the raw counts of half-hours and days.

A call counts in the half-hour in which it began, a stay in a queue in that in which the caller entered the queue, and a
conversation in that of the stay that led to it. A call that lasts until the next day changes the day of its beginning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ivr.reporting.call_prices import CallPrices
from ivr.reporting.kpis import SHORT, Counts
from ivr.reporting.legs import Became
from ivr.reporting.period_counts import (
    HALF_HOUR,
    CallCounts,
    Grain,
    HandlingCounts,
    Part,
    PeriodCounts,
    PresenceCounts,
    SurveyCounts,
)
from ivr.reporting.queue_terms import TermsOverTime
from ivr.reporting.repeat_rules import DAYS, HOURS, is_followed


class CallFacts(NamedTuple):
    """A call. `next_at` is the beginning of the next call of the same caller, `issue` that of its stays in queues.

    `texts` were sent in it.
    """

    at: datetime
    dnis: str
    language: str
    issue: str
    is_known: bool
    has_ended: bool
    seconds: int | None
    disposition: str
    next_at: datetime | None
    texts: int = 0


class WaitFacts(NamedTuple):
    """A stay in a queue from `at`, for `waited` seconds."""

    at: datetime
    dnis: str
    language: str
    issue: str
    queue: str
    waited: float | None
    became: Became


class TalkFacts(NamedTuple):
    """A conversation with a person, after a stay in a queue from `at`. Durations are seconds; None: not known.

    `agent` and `disposition` are empty for an outside vendor. `is_back`: it was the last before the caller was in a
    queue again. `next_at` is the beginning of the caller's next call about the same issue.
    """

    at: datetime
    dnis: str
    language: str
    issue: str
    queue: str
    agent: str
    disposition: str
    talk: float | None
    hold: float
    wrap: float | None
    is_back: bool
    is_known: bool
    began_at: datetime
    next_at: datetime | None


class RolledKey(NamedTuple):
    """What the counts of a row are of. `queue` and `vendor` are empty where counts belong to no queue."""

    grain: Grain
    starts_at: datetime
    part: Part
    key: str
    queue: str
    vendor: str


class Dimensions(NamedTuple):
    """Whereby counts are told apart while they are added up; parts of which they know nothing are None."""

    half: datetime
    is_of_day: bool
    queue: str = ""
    vendor: str = ""
    number: str | None = None
    agent: str | None = None
    language: str | None = None
    issue: str | None = None
    disposition: str | None = None


PARTS: tuple[Part, ...] = ("queue", "number", "agent", "language", "issue", "disposition")


def half_hour_of(at: datetime) -> datetime:
    """The beginning of the half-hour of a time, in UTC."""
    return datetime.fromtimestamp(at.timestamp() // HALF_HOUR * HALF_HOUR, UTC)


@dataclass(slots=True)
class DayRoll:
    """Adds up one day of the shop, with the half-hours that touch it. Feed it all between `since` and `until`.

    Where midnight is no full half-hour of UTC, the half-hours at both ends are counted whole, the day is not.
    """

    begins: datetime
    ends: datetime
    terms: TermsOverTime
    short: float = SHORT
    prices: CallPrices = field(default_factory=CallPrices)
    _counts: dict[Dimensions, PeriodCounts] = field(default_factory=dict)

    @property
    def since(self) -> datetime:
        """The beginning of the first half-hour."""
        return half_hour_of(self.begins)

    @property
    def until(self) -> datetime:
        """The end of the last half-hour."""
        return half_hour_of(self.ends + timedelta(seconds=HALF_HOUR - 1))

    def add_call(self, call: CallFacts) -> None:
        """Count a call, in no queue."""
        half, is_of_day = self._when(call.at)
        where = Dimensions(half, is_of_day, number=call.dnis, language=call.language, issue=call.issue)
        self._add(where, PeriodCounts(calls=call_counts(call, self.prices)))

    def add_wait(self, wait: WaitFacts) -> None:
        """Count a stay in a queue."""
        half, is_of_day = self._when(wait.at)
        terms = self.terms.of(wait.queue, wait.at)
        where = Dimensions(
            half, is_of_day, wait.queue, terms.vendor, wait.dnis, language=wait.language, issue=wait.issue
        )
        self._add(where, PeriodCounts(waits=wait_counts(wait, target=terms.target, short=self.short)))

    def add_talk(self, talk: TalkFacts) -> None:
        """Count a conversation."""
        half, is_of_day = self._when(talk.at)
        terms = self.terms.of(talk.queue, talk.at)
        cost = self.prices.of_talk(talk.talk or 0.0, terms.reached)
        where = Dimensions(
            half,
            is_of_day,
            talk.queue,
            terms.vendor,
            talk.dnis,
            talk.agent or None,
            talk.language,
            talk.issue,
            talk.disposition if talk.agent else None,
        )
        self._add(where, PeriodCounts(calls=CallCounts(cost=cost), handlings=talk_counts(talk)))

    def add_presence(self, at: datetime, agent: str, counts: PresenceCounts) -> None:
        """Count the time of an agent at work in the half-hour of `at`."""
        half, is_of_day = self._when(at)
        self._add(Dimensions(half, is_of_day, agent=agent), PeriodCounts(presence=counts))

    def add_survey(self, where: Dimensions, counts: SurveyCounts) -> None:
        """Count the answers of callers to a survey."""
        self._add(where, PeriodCounts(survey=counts))

    def rows(self, *, until: datetime) -> Iterator[tuple[RolledKey, PeriodCounts]]:
        """Yield the counts of each half-hour, and of the day, that began before `until`.

        There is a row of the line for each of them, even without a call: that is how 0 differs from not known.
        """
        found: dict[RolledKey, PeriodCounts] = {}
        for half in self._halves(until):
            found[RolledKey("half_hour", half, "queue", "", "", "")] = PeriodCounts()
        if self.begins < until:
            found[RolledKey("day", self.begins, "queue", "", "", "")] = PeriodCounts()
        for where, counts in self._counts.items():
            if where.half < until:
                for key in self._keys(where):
                    found[key] = found[key] + counts if key in found else counts
        yield from found.items()

    def _halves(self, until: datetime) -> Iterator[datetime]:
        half, last = self.since, min(self.until, until)
        while half < last:
            yield half
            half += timedelta(seconds=HALF_HOUR)

    def _when(self, at: datetime) -> tuple[datetime, bool]:
        return half_hour_of(at), self.begins <= at < self.ends

    def _add(self, where: Dimensions, counts: PeriodCounts) -> None:
        known = self._counts.get(where)
        self._counts[where] = counts if known is None else known + counts

    def _keys(self, where: Dimensions) -> Iterator[RolledKey]:
        grains: list[tuple[Grain, datetime]] = [("half_hour", where.half)]
        if where.is_of_day:
            grains.append(("day", self.begins))
        for grain, starts_at in grains:
            for part in PARTS:
                if (key := _PART[part](where)) is not None:
                    yield RolledKey(grain, starts_at, part, key, where.queue, where.vendor)


_PART: dict[Part, Callable[[Dimensions], str | None]] = {
    "queue": lambda where: where.queue,
    "number": lambda where: where.number,
    "agent": lambda where: where.agent,
    "language": lambda where: where.language,
    "issue": lambda where: where.issue,
    "disposition": lambda where: where.disposition,
}


def call_counts(call: CallFacts, prices: CallPrices) -> CallCounts:
    """The counts of one call."""
    seconds = float(call.seconds or 0) if call.has_ended else 0.0
    is_contained = call.disposition == "contained"
    return CallCounts(
        calls=1,
        ended=int(call.has_ended),
        contained=int(is_contained),
        gave_up=int(call.disposition == "gave_up"),
        known=int(call.is_known),
        again=int(call.is_known and is_followed(call.at, call.next_at, within=DAYS)),
        contained_known=int(is_contained and call.is_known),
        contained_again=int(is_contained and call.is_known and is_followed(call.at, call.next_at, within=HOURS)),
        seconds=seconds,
        cost=prices.of_call(seconds, call.texts),
    )


def wait_counts(wait: WaitFacts, *, target: float, short: float = SHORT) -> Counts:
    """The counts of one stay in a queue whose target is `target` seconds."""
    answered, abandoned = wait.became == "answered", wait.became == "abandoned"
    in_time = wait.waited is not None and wait.waited <= target
    return Counts(
        offered=1,
        answered=int(answered),
        within=int(answered and in_time),
        waited=(wait.waited or 0.0) if answered else 0.0,
        abandoned=int(abandoned),
        short=int(abandoned and wait.waited is not None and wait.waited < short),
        flowed=int(wait.became == "flowed"),
        waiting=int(wait.became == "waiting"),
        given_up=int(abandoned and in_time),
    )


def talk_counts(talk: TalkFacts) -> HandlingCounts:
    """The counts of one conversation."""
    return HandlingCounts(
        handled=1,
        timed=int(talk.talk is not None),
        talk=max(talk.talk - talk.hold, 0.0) if talk.talk is not None else 0.0,
        hold=talk.hold if talk.talk is not None else 0.0,
        wrapped=int(talk.wrap is not None),
        wrap=talk.wrap or 0.0,
        back=int(talk.is_back),
        taken=int(talk.is_known),
        taken_again=int(talk.is_known and is_followed(talk.began_at, talk.next_at, within=DAYS)),
    )
