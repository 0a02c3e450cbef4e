"""Raw counts of a half-hour or a day, from which every figure of the history is derived."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import add, attrgetter
from typing import Literal, Protocol, Self, TypeVar

from ivr.reporting.kpis import Counts

Part = Literal["queue", "number", "agent", "language", "issue", "disposition"]
"""Whereby counts are told apart. `number` is the number dialled; `disposition` is the agent's."""
Grain = Literal["half_hour", "day"]
"""A half-hour begins at :00 or :30 UTC; a day at midnight in the shop's time zone."""
HALF_HOUR = 1800
"""Seconds."""


class Summed:
    """Counts that add up field by field."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:
        values = _values(tuple(type(self).__slots__))
        return type(self)(*map(add, values(self), values(other)))


@cache
def _values(names: tuple[str, ...]) -> Callable[[object], tuple[float, ...]]:
    """What reads all fields of a kind of counts: a million calls are added up by it."""
    return attrgetter(*names)


@dataclass(frozen=True, slots=True)
class CallCounts(Summed):
    """Calls by their beginning. Of those from known numbers (`known`), some were followed by another within 7 days.

    `contained_again` are contained ones followed within 24 hours; `seconds` is the length of ended calls;
    `cost` is what the carrier takes by the prices in the settings: for a conversation it stands with its queue.
    """

    calls: int = 0
    ended: int = 0
    contained: int = 0
    gave_up: int = 0
    known: int = 0
    again: int = 0
    contained_known: int = 0
    contained_again: int = 0
    seconds: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class HandlingCounts(Summed):
    """Conversations with people, by the time at which the caller entered the queue.

    `talk`, `hold` and `wrap` are seconds. `timed` had an end that is known, `wrapped` a wrap-up that is known.
    `back` came back to a queue from the person who took them. Of those from known numbers (`taken`), some were
    followed by another call about the same issue within 7 days (`taken_again`).
    """

    handled: int = 0
    timed: int = 0
    talk: float = 0.0
    hold: float = 0.0
    wrapped: int = 0
    wrap: float = 0.0
    back: int = 0
    taken: int = 0
    taken_again: int = 0


@dataclass(frozen=True, slots=True)
class SurveyCounts(Summed):
    """Callers asked after a conversation: scores of 1 to 5, with sum and sum of squares; and whether it was solved."""

    asked: int = 0
    scored: int = 0
    score: float = 0.0
    squares: float = 0.0
    satisfied: int = 0
    solved_asked: int = 0
    solved: int = 0


@dataclass(frozen=True, slots=True)
class PresenceCounts(Summed):
    """Seconds that agents of the desk were at work: `busy` on calls and with their wrap-up, `free` ready for one.

    Known of agents and of the line as a whole, not of queues: an agent serves several at once.
    """

    busy: float = 0.0
    free: float = 0.0


_NO_WAITS, _NO_CALLS, _NO_HANDLINGS = Counts(), CallCounts(), HandlingCounts()
_NO_SURVEY, _NO_PRESENCE = SurveyCounts(), PresenceCounts()
_C = TypeVar("_C", Counts, CallCounts, HandlingCounts, SurveyCounts, PresenceCounts)


def _sum(one: _C, other: _C, nothing: _C) -> _C:
    """The sum; most counts that are added up are of one kind, and the others stay the very same nothing."""
    return one if other is nothing else other if one is nothing else one + other


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """All counts of a period. Only raw counts are stored; ratios are derived by `ivr.reporting.kpis`."""

    waits: Counts = _NO_WAITS
    calls: CallCounts = _NO_CALLS
    handlings: HandlingCounts = _NO_HANDLINGS
    survey: SurveyCounts = _NO_SURVEY
    presence: PresenceCounts = _NO_PRESENCE

    def __add__(self, other: "PeriodCounts") -> "PeriodCounts":
        return PeriodCounts(
            _sum(self.waits, other.waits, _NO_WAITS),
            _sum(self.calls, other.calls, _NO_CALLS),
            _sum(self.handlings, other.handlings, _NO_HANDLINGS),
            _sum(self.survey, other.survey, _NO_SURVEY),
            _sum(self.presence, other.presence, _NO_PRESENCE),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """The counts of one value of a part in one period; `starts_at` is None in a total over all periods."""

    starts_at: datetime | None
    key: str
    counts: PeriodCounts


class History(Protocol):
    """The rolled-up history of the line."""

    def rows(
        self,
        *,
        by: Part | Literal["vendor", "line"],
        grain: Grain | Literal["week", "month", "whole"],
        since: datetime,
        until: datetime,
        queues: frozenset[str] | None = None,
        vendors: frozenset[str] | None = None,
    ) -> list[HistoryRow]:
        """The counts by key and period, sorted by period and key. `line` has one key, ''.

        Counts of calls are kept apart from queues: with `queues` or `vendors` they are 0, and their figures n/a.
        Weeks begin on Monday, weeks and months in the shop's time zone. Periods begin at an instant in UTC: on a
        clock that is set back, two half-hours begin at the same time of day. The key of calls taken in house is
        `ivr.reporting.board.IN_HOUSE`.
        """

    def known_until(self) -> datetime | None:
        """The end of the last half-hour that was rolled up; None before the first."""
