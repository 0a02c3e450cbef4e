"""Filters and sorts the rows of a board, so that of hundreds of queues the urgent ones are shown."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ivr.reporting.alerts import AlertState
from ivr.reporting.board import BoardRow, vendor_of
from routing.model import Routing

AT_ONCE = 20
"""Rows shown in any case. Beyond them, rows that are not urgent are left out unless all are requested."""
URGENCY = "urgency"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """A filter of queues. Empty fields match all."""

    text: str = ""
    kind: str = ""
    language: str = ""
    vendor: str = ""
    with_callers: bool = False
    with_alerts: bool = False
    sort: str = URGENCY
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class ShownRows:
    """The rows shown, and the number of further matching rows that are not urgent."""

    rows: tuple[BoardRow, ...]
    quiet: int


def shown_rows(
    rows: Iterable[BoardRow], wanted: Callable[[BoardRow], bool], alerted: Container[str], view: BoardFilter
) -> ShownRows:
    """Return the matching rows in order; rows that are not urgent only up to AT_ONCE."""
    fitting = sorted(filter(wanted, rows), key=_order(alerted, view.sort))
    if view.is_whole or len(fitting) <= AT_ONCE:
        return ShownRows(tuple(fitting), 0)
    urgent = {row.name for row in fitting if is_urgent(row, alerted)}
    room = AT_ONCE - len(urgent)
    calm = [row.name for row in fitting if row.name not in urgent][: max(0, room)]
    shown = tuple(row for row in fitting if row.name in urgent or row.name in calm)
    return ShownRows(shown, len(fitting) - len(shown))


def fits(view: BoardFilter, routing: Routing, alerted: Container[str]) -> Callable[[BoardRow], bool]:
    """Return a predicate for rows that match a filter. A queue that no longer exists has no kind."""

    def wanted(row: BoardRow) -> bool:
        queue, vendor = routing.queues.get(row.name), vendor_of(routing, row.name)
        told = (row.name, row.title, vendor, _vendor_title(routing, vendor))
        return (
            (not view.text or any(view.text.casefold() in each.casefold() for each in told))
            and (not view.kind or (queue is not None and queue.kind == view.kind))
            and (not view.language or (queue is not None and view.language in queue.languages))
            and view.vendor in ("", vendor)
            and (not view.with_callers or bool(row.waiting))
            and (not view.with_alerts or row.name in alerted)
        )

    return wanted


def _vendor_title(routing: Routing, vendor: str) -> str:
    return routing.vendors[vendor].name if vendor in routing.vendors else vendor


def is_urgent(row: BoardRow, alerted: Container[str]) -> bool:
    """Return whether a row is urgent: callers wait, an alert is on, or its service level is below its goal."""
    return bool(row.waiting) or row.name in alerted or row.is_short


Standing = Literal["", "good", "warn", "bad"]
"""How a figure stands against its target; "" without a figure or a target."""


def below(value: float | None, goal: float | None, margin: float) -> Standing:
    """The standing of a figure that should not be below a goal: bad if it is by more than a margin."""
    if value is None or goal is None:
        return ""
    return "good" if value >= goal else "warn" if value >= goal - margin else "bad"


def above(value: float | None, goal: float, limit: float) -> Standing:
    """The standing of a figure that should not be above a goal, and is bad above a limit."""
    if value is None:
        return ""
    return "good" if value <= goal else "warn" if value <= limit else "bad"


def by_queue(alerts: Sequence[AlertState]) -> dict[str, list[str]]:
    """Group the texts of alerts about single queues by queue."""
    found: dict[str, list[str]] = {}
    for alert in alerts:
        _, _, queue = alert.name.partition(": ")
        found.setdefault(queue, []).append(alert.words)
    return found


def _order(alerted: Container[str], sort: str) -> Callable[[BoardRow], tuple[float | str, ...]]:
    """A sort key: the most urgent first, then by name."""

    def key(row: BoardRow) -> tuple[float | str, ...]:
        urgency = (row.name not in alerted, -(row.waiting or 0), -(row.longest or 0.0), not row.is_short)
        first = SORTS[sort](row) if sort in SORTS else (*urgency, -row.counts.offered)
        return (*first, _alphabetical(row.title), row.name)

    return key


def _alphabetical(title: str) -> str:
    """A sort key by which "Line 2" stands before "Line 10"."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].zfill(9), title.casefold())


def _lowest(value: float | None) -> tuple[bool, float]:
    return value is None, value or 0.0


def _highest(value: float | None) -> tuple[bool, float]:
    return value is None, -(value or 0.0)


SORTS: Mapping[str, Callable[[BoardRow], tuple[float, ...]]] = {
    "name": lambda row: (),  # noqa: ARG005 - the name decides by itself
    "waiting": lambda row: _highest(row.waiting),
    "longest": lambda row: _highest(row.longest),
    "service": lambda row: _lowest(row.service.value),
    "asa": lambda row: _highest(row.speed.value),
    "abandoned": lambda row: _highest(row.abandoned.value),
    "offered": lambda row: _highest(row.counts.offered),
    "answered": lambda row: _highest(row.counts.answered),
    "agents": lambda row: _lowest(row.agents),
}
"""Sort keys other than urgency; unknown values come last."""
