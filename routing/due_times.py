"""When a promise to a caller is due: so many hours later, of which those may count alone in which a queue is open."""

from collections.abc import Callable
from datetime import datetime, timedelta

from routing.hours import HoursCalendar, HoursError, Opening
from routing.model import ALWAYS, Routing

MOST_SPANS = 200
"""Opening times that are added up; a promise beyond them is due by the clock."""


def due_time(routing: Routing, queue: str, start: datetime, time: timedelta) -> datetime:
    """The moment at which a queue has been open for `time` since `start` (aware).

    Hours that cannot be read, and a queue that no longer exists, count as always open: nothing is promised for later
    than that.
    """
    opening = _opening(routing, queue)
    return start + time if opening is None else _within(opening, start, time)


def _opening(routing: Routing, queue: str) -> Callable[[datetime], Opening] | None:
    hours = routing.queues[queue].hours if queue in routing.queues else ALWAYS
    if hours == ALWAYS or hours not in routing.hours:
        return None
    try:
        return HoursCalendar(routing.hours[hours]).opening
    except HoursError:
        return None


def _within(opening: Callable[[datetime], Opening], start: datetime, time: timedelta) -> datetime:
    at, left = start, time
    for _ in range(MOST_SPANS):
        now = opening(at)
        if not now.is_open:
            if now.opens is None:
                break
            at = now.opens
            continue
        if now.closes is None or now.closes - at >= left:
            return (at + left).astimezone(start.tzinfo)
        left -= now.closes - at
        at = now.closes
    return start + time
