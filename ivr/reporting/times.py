"""Times and durations as the console and the CLI show them."""

from datetime import datetime


def clock_time(at: datetime, now: datetime) -> str:
    """A time on the clock of `now`, with its date unless that is today: "14:05 EST", "30 November, 14:05 EST"."""
    here = at.astimezone(now.tzinfo)
    if here.date() == now.date():
        return f"{here:%H:%M %Z}"
    year = "" if here.year == now.year else f" {here.year}"
    return f"{here.day} {here:%B}{year}, {here:%H:%M %Z}"


def day_time(at: datetime, now: datetime) -> str:
    """A time with its day, even for today: "Monday, 30 November, 08:00 EST"."""
    here = at.astimezone(now.tzinfo)
    year = "" if here.year == now.year else f" {here.year}"
    return f"{here:%A}, {here.day} {here:%B}{year}, {here:%H:%M %Z}"


def lasting(seconds: float) -> str:
    """A duration, in units that matter at its length: "45 s", "1 min 4 s", "10 min", "1 h 20 min", "2 days 3 h"."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return _both(f"{whole // 60} min", whole % 60, "s")
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 24 * 3600:
        return _both(f"{whole // 3600} h", whole % 3600 // 60, "min")
    days = whole // (24 * 3600)
    return _both(f"{days} day{'' if days == 1 else 's'}", whole % (24 * 3600) // 3600, "h")


def _both(large: str, small: int, unit: str) -> str:
    return f"{large} {small} {unit}" if small else large
