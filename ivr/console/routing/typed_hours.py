"""Opening hours as people type them: "Mon to Fri, 18:00 to 22:00"."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from routing.model import Hours

_SHORTCUTS = {
    "weekdays": "mon-fri",
    "weekend": "sat-sun",
    "weekends": "sat-sun",
    "every day": "mon-sun",
    "daily": "mon-sun",
}
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_TIME = r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?"
_ENTRY = re.compile(
    rf"\s*({_DAY}(?:\s*(?:-|–|to|,|and)\s*{_DAY})*)\s*,?\s*(?:from\s+)?{_TIME}\s*(?:-|–|to)\s*{_TIME}\s*", re.IGNORECASE
)
EXAMPLE = "write it as in Mon to Fri, 18:00 to 22:00"


def typed_hours(text: str) -> Mapping[str, str]:
    """The opening hours by days, as a routing document has them. Several are separated by semicolons.

    Raises ValueError, with an example.
    """
    plain = text.casefold()
    for words, days in _SHORTCUTS.items():
        plain = plain.replace(words, days)
    found = dict(map(_entry, filter(str.strip, plain.split(";"))))
    if not found:
        raise ValueError(EXAMPLE)
    return found


def with_typed_hours(document: Mapping[str, Any], text: str, zone: str) -> tuple[dict[str, Any], str]:
    """A document with typed hours among its hours, and their name. Raises ValueError, with an example.

    They are on the clock of most other hours, else of `zone`.
    """
    found, known = typed_hours(text), dict(document.get("hours", {}))
    name, zones = hours_key(found), Counter(each["time_zone"] for each in known.values())
    usual = zones.most_common(1)[0][0] if zones else zone
    return {**document, "hours": {name: {"time_zone": usual, "open": dict(found)}, **known}}, name


def hours_key(found: Mapping[str, str]) -> str:
    """A name for typed hours, such as "Mon to Fri 18:00 to 22:00"."""
    return " and ".join(f"{_spoken(days)} {span.replace('-', ' to ')}" for days, span in found.items())


def hours_words(hours: Hours) -> str:
    """The week of opening hours in words: "Mon to Fri, 08:00 to 20:00; Sat, 09:00 to 17:00"."""
    return "; ".join(f"{_spoken(days)}, {_times(spans)}" for days, spans in hours.open.items())


def _times(spans: str | tuple[str, ...]) -> str:
    return " and ".join(each.replace("-", " to ") for each in ([spans] if isinstance(spans, str) else spans))


def _entry(text: str) -> tuple[str, str]:
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise ValueError(EXAMPLE)
    days, *times = match.groups()
    return _days(days), f"{_clock(*times[:3])}-{_clock(*times[3:])}"


def _days(text: str) -> str:
    """The days as in mon-fri or sat,sun."""
    spans = re.split(r"\s*(?:,|and)\s*", text)
    return ",".join("-".join(day[:3] for day in re.split(r"\s*(?:-|–|to)\s*", span)) for span in spans)


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour) % 12 + (12 if half == "pm" else 0) if half else int(hour)
    if number > 24 or int(minute or 0) > 59 or (number == 24 and int(minute or 0)):
        raise ValueError(EXAMPLE)
    return f"{number:02}:{minute or '00'}"


def _spoken(days: str) -> str:
    return ", ".join(" to ".join(each.title() for each in span.split("-")) for span in days.split(",")).replace(
        ", ", " and "
    )
