"""Spoken forms of days, times and windows, in the time zone of the place they concern."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prompts.facts import Day, Moment, TimeFact, Window
from prompts.patterns import Patterns, WindowEdge

_MIDNIGHT = time(0)
_NOON = time(12)
_LAST_MINUTE = time(23, 59)
_NIGHT_ENDS = time(5)
_WEEK = 7
_LONG_AGO = 90


def words(patterns: Patterns, fact: TimeFact, now: datetime) -> str:
    """The spoken form of a time."""
    match fact:
        case Day():
            return day(patterns, fact, now)
        case Window():
            return window(patterns, fact, now)
        case Moment():
            return moment(patterns, fact, now)


def day(patterns: Patterns, fact: Day, now: datetime) -> str:
    """A day: "today", "on Tuesday", "on Tuesday, December 1"; with the year if it is far from now."""
    return _on(patterns, fact.on, _today(now, fact.zone))


def moment(patterns: Patterns, fact: Moment, now: datetime) -> str:
    """A day and a time: "today at 2:15 p.m."."""
    today = now.astimezone(fact.at.tzinfo).date()
    values = {"day": _on(patterns, fact.at.date(), today), "time": _time(patterns, _minute(fact.at))}
    return patterns.say("moment", values)


def window(patterns: Patterns, fact: Window, now: datetime) -> str:
    """A window of times or days: "today between 2 and 6 p.m.", "on Tuesday or Wednesday", "by Friday"."""
    start, end = fact.start, fact.end
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return _days(patterns, start, end, _today(now, fact.zone))
    today = now.astimezone(start.tzinfo).date()
    end = end.astimezone(start.tzinfo)
    last = last_day(start, end)
    if _whole_days(start, end) or not _one_sitting(start, end, last):
        return _days(patterns, start.date(), last, today)
    return _times(patterns, _on(patterns, start.date(), today), _minute(start), _minute(end))


def last_day(start: date, end: date) -> date:
    """The last day of a window. A window that ends at midnight does not include the day that begins then."""
    if not isinstance(end, datetime):
        return end
    midnight = end.time() == _MIDNIGHT and end > start
    return end.date() - timedelta(days=1) if midnight else end.date()


def _minute(at: datetime) -> time:
    return time(at.hour, at.minute)


def _today(now: datetime, zone: str) -> date:
    return (now.astimezone(ZoneInfo(zone)) if zone else now).date()


def _whole_days(start: datetime, end: datetime) -> bool:
    return _minute(start) == _MIDNIGHT and _minute(end) in (_MIDNIGHT, _LAST_MINUTE)


def _one_sitting(start: datetime, end: datetime, last: date) -> bool:
    """Whether both times belong to the day on which the window starts, including the small hours after an evening."""
    overnight = last - start.date() == timedelta(days=1) and end.time() <= _NIGHT_ENDS < start.time()
    return last == start.date() or overnight


def _days(patterns: Patterns, start: date, end: date, today: date) -> str:
    if end <= start or end == today:
        return _on(patterns, end, today)
    begin = max(start, today) if end > today else start
    dated = _far(begin, today) or _far(end, today)
    if end - begin == timedelta(days=1):
        values = {"start": _on(patterns, begin, today, dated=dated), **_last(patterns, end, today, dated=dated)}
        return patterns.say("window.two_days", values)
    if start < today:
        return patterns.say("window.by_day", _last(patterns, end, today))
    return patterns.say(
        "window.days",
        {"start": _name(patterns, begin, today, dated=dated), "end": _name(patterns, end, today, dated=dated)},
    )


def _last(patterns: Patterns, day: date, today: date, *, dated: bool = False) -> dict[str, str]:
    return {"end": _name(patterns, day, today, dated=dated), "on_end": _on(patterns, day, today, dated=dated)}


def _times(patterns: Patterns, day: str, start: time, end: time) -> str:
    if start == end:
        return patterns.say("window.around", {"day": day, "time": _time(patterns, start)})
    if start == _MIDNIGHT:
        return patterns.say("window.by_time", {"day": day, "time": _time(patterns, end)})
    period = _period(patterns, start)
    named = any(_has_a_name(patterns, at) for at in (start, end))
    if start < end and period == _period(patterns, end) and not named:
        hours = {"start": _hour(patterns, start, ".start"), "end": _hour(patterns, end, ".end")}
        return patterns.say("window.one_period", {"day": day, **hours, "period": period})
    times = {"start": _time(patterns, start, ".start"), "end": _time(patterns, end, ".end")}
    return patterns.say("window.times", {"day": day, **times})


def _on(patterns: Patterns, day: date, today: date, *, dated: bool = False) -> str:
    """The day as an adverb: "today", "on Tuesday"."""
    name = _name(patterns, day, today, dated=dated)
    return name if abs((day - today).days) <= 1 else patterns.say("day", {"date": name})


def _name(patterns: Patterns, day: date, today: date, *, dated: bool = False) -> str:
    """The day as a noun: "today", "Tuesday", "Tuesday, December 1"."""
    away = (day - today).days
    if -1 <= away <= 1:
        return patterns.say(("yesterday", "today", "tomorrow")[away + 1], {})
    if not (dated or _far(day, today)):
        return patterns.say("date.near", _parts(patterns, day))
    long_ago = day.year != today.year and abs(away) > _LONG_AGO
    return patterns.say("date.year" if long_ago else "date.far", _parts(patterns, day))


def _far(day: date, today: date) -> bool:
    return abs((day - today).days) >= _WEEK


def _parts(patterns: Patterns, day: date) -> dict[str, str]:
    return {
        "weekday": patterns.weekdays[day.weekday()],
        "day": patterns.days[day.day - 1] if day.day <= len(patterns.days) else str(day.day),
        "month": patterns.months[day.month - 1],
        "year": str(day.year),
    }


def _has_a_name(patterns: Patterns, at: time) -> bool:
    """Whether a time has a name instead of an hour: "noon"."""
    return at in (_MIDNIGHT, _LAST_MINUTE) or (at == _NOON and patterns.has("noon"))


def _time(patterns: Patterns, at: time, place: WindowEdge = "") -> str:
    if _has_a_name(patterns, at):
        return patterns.say(patterns.placed("noon" if at == _NOON else "midnight", place), {})
    return patterns.say("time", {"hour": _hour(patterns, at, place), "period": _period(patterns, at)})


def _hour(patterns: Patterns, at: time, place: WindowEdge) -> str:
    names = patterns.hours[place]
    name = names[at.hour % len(names)]
    if not at.minute:
        return name
    special = f"minutes.{at.minute}"
    values = {"hour": name, "minute": str(at.minute), "minutes": f"{at.minute:02}"}
    return patterns.say(special if patterns.has(special) else patterns.placed("minutes", place), values)


def _period(patterns: Patterns, at: time) -> str:
    return next(name for hour, name in patterns.periods if at.hour >= hour)
