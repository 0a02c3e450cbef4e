"""The calls that a contract gives each queue: forecast calls of the queues of a split, divided anew by its shares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from routing.allocation import LedgerKey
from routing.hours import HoursCalendar, HoursError
from routing.model import ALWAYS, Routing

Shares = Mapping[str, Mapping[str, int]]
"""The percent of each queue, by rule."""
IsOpen = Callable[[str, datetime], bool]
"""Whether a queue, by its key, is open at a moment."""


def shares_of(routing: Routing) -> dict[str, Mapping[str, int]]:
    """The splits of a document, by rule."""
    return {rule.name: rule.split for rule in routing.rules if rule.split}


def open_hours(routing: Routing) -> IsOpen:
    """Whether queues of a document are open. Hours that cannot be read count as closed, as for calls."""
    calendars: dict[str, HoursCalendar | None] = {}
    for name, hours in routing.hours.items():
        try:
            calendars[name] = HoursCalendar(hours)
        except HoursError:
            calendars[name] = None

    @cache
    def opens(hours: str, at: datetime) -> bool:
        calendar = calendars.get(hours)
        return hours == ALWAYS or (calendar is not None and calendar.opening(at).is_open)

    def is_open(queue: str, at: datetime) -> bool:
        return queue in routing.queues and opens(routing.queues[queue].hours, at)

    return is_open


@dataclass(frozen=True, slots=True)
class SplitParts:
    """The part of each queue's calls that comes from each split, 0 to 1, by rule and queue."""

    parts: Mapping[LedgerKey, float]

    def of(self, rule: str, queue: str) -> float:
        """The part of a queue's calls that a rule gives it."""
        return self.parts.get((rule, queue), 0.0)


def split_parts(shares: Shares, given: Mapping[LedgerKey, int], offered: Mapping[str, int]) -> SplitParts:
    """The parts, from the calls that splits gave to queues and all that were offered there in the same time.

    Of a rule that has given none yet, all calls of its queues are taken to come that no other rule gave.
    """
    parts: dict[LedgerKey, float] = {}
    used: dict[str, float] = {}
    for rule, queues in shares.items():
        for queue in queues:
            whole = max(offered.get(queue, 0), sum(given.get((each, queue), 0) for each in shares))
            if whole and given.get((rule, queue)):
                parts[rule, queue] = given[rule, queue] / whole
                used[queue] = used.get(queue, 0.0) + parts[rule, queue]
    for rule, queues in shares.items():
        if not any((rule, queue) in parts for queue in queues):
            for queue in queues:
                parts[rule, queue] = max(0.0, 1.0 - used.get(queue, 0.0))
                used[queue] = 1.0
    return SplitParts(parts)


def contract_calls(
    calls: Mapping[str, float], shares: Shares, parts: SplitParts, is_open: Callable[[str], bool]
) -> dict[str, float]:
    """The calls of each queue in a half-hour by its shares, as many in all as forecast.

    A closed queue gets none: its share goes to the open ones, as with live calls. Where no queue of a split is open,
    nothing is moved.
    """
    found = dict(calls)
    for rule, queues in shares.items():
        fit = {queue: percent for queue, percent in queues.items() if is_open(queue)}
        if not fit:
            continue
        taken = {queue: calls.get(queue, 0.0) * parts.of(rule, queue) for queue in queues}
        for queue, each in taken.items():
            found[queue] = found.get(queue, 0.0) - each
        whole, percents = sum(taken.values()), sum(fit.values())
        for queue, percent in fit.items():
            found[queue] = found.get(queue, 0.0) + whole * percent / percents
    return found
