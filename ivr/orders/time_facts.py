"""Days, times and windows of an order as facts of prompts, on the clock of its destination."""

from datetime import date, datetime

from ivr.orders.delivery_window import DestinationClock
from ivr.orders.model import DeliveryWindow
from prompts.facts import Day, Moment, Window


def window_fact(window: DeliveryWindow, clock: DestinationClock) -> Window:
    """A delivery window."""
    return Window(clock.local(window.start), clock.local(window.end), _zone(clock))


def day_fact(at: date, clock: DestinationClock) -> Day:
    """The day of a time."""
    return Day(clock.day(at), _zone(clock))


def time_fact(at: date, clock: DestinationClock) -> Day | Moment:
    """A day, with the time of day if it is yesterday, today or tomorrow."""
    here = clock.local(at)
    if isinstance(here, datetime) and abs((clock.today(here) - here.date()).days) <= 1:
        return Moment(here)
    return day_fact(at, clock)


def _zone(clock: DestinationClock) -> str:
    return clock.zone.key if clock.zone else ""
