"""Calls drawn from a profile: negative binomial half-hours, days that vary as a whole, a level that wanders."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from math import exp, sqrt
from zoneinfo import ZoneInfo

from ivr.reporting.forecast_days import CallSeries, wall_slots

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = date(2026, 8, 31)
"""Twelve weeks before the clock of the tests, of which one has 50 half-hours."""


def office(_weekday: int, slot: int) -> float:
    """Calls of a queue that is busiest at eleven and closed at night."""
    return max(0.0, 20 - (slot - 22) ** 2 / 8)


def poisson(draw: random.Random, mean: float) -> int:
    """A Poisson count."""
    if mean > 60:
        return max(0, round(draw.gauss(mean, sqrt(mean))))
    count, chance, limit = -1, 1.0, exp(-mean)
    while chance > limit:
        count, chance = count + 1, chance * draw.random()
    return max(count, 0)


def drawn(
    *,
    weeks: int = 12,
    profile: Callable[[int, int], float] = office,
    noise: float = 0.1,
    walk: float = 0.0,
    seed: int = 1,
    first: date = MONDAY,
    zone: ZoneInfo = NEW_YORK,
) -> CallSeries:
    """A series; `noise` is the standard deviation of the level of days, `walk` that of its daily steps."""
    draw, level, days = random.Random(seed), 1.0, {}
    for day in (first + timedelta(days=place) for place in range(7 * weeks)):
        level *= exp(draw.gauss(0, walk))
        busy = level * (draw.gammavariate(1 / noise**2, noise**2) if noise else 1.0)
        days[day] = tuple(poisson(draw, busy * profile(day.weekday(), slot)) for slot in wall_slots(day, zone))
    return CallSeries(zone=zone, days=days)
