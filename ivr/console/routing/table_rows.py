"""Lists and tables of the routing document as rows of a form. Each pair of functions is inverse."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, get_args

from ivr.console.routing.form_fields import Column, Row, Rows
from routing.field_types import plain_number
from routing.hours import DAYS, HoursError, weekdays
from routing.model import HandOffKind

_SPAN = re.compile(r"\d\d:\d\d-\d\d:\d\d")
_SEVERAL = ("ring", "voicemail")
"""Hand-offs that name several telephones."""
_LIMITS = {"wait_over": "seconds of waiting", "depth_over": "callers waiting"}
_WAYS: Mapping[str, str] = {
    "desk": "desk: agents ring in to a queue",
    "dial": "dial one telephone",
    "ring": "ring telephones together",
    "sip": "SIP address",
    "taskrouter": "TaskRouter workflow",
    "voicemail": "voicemail, told to telephones",
    "callback": "callback by the people of a queue",
}


def queue_names(document: Mapping[str, Any]) -> Mapping[str, str]:
    """The queues that can be chosen, with their names. Where two have the same name, the key follows it."""
    names = {key: str(queue.get("name") or key) for key, queue in document.get("queues", {}).items()}
    times = Counter(names.values())
    return {key: name if times[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def languages(document: Mapping[str, Any]) -> Sequence[str]:
    """The languages of queues and of numbers."""
    queues = (language for queue in document.get("queues", {}).values() for language in queue["languages"])
    numbers = (
        language
        for number in document.get("numbers", {}).values()
        for language in (number["language"], *number.get("languages", ()))
    )
    return tuple(dict.fromkeys((*queues, *numbers)))


def _spans_of(text: str, row: str) -> str | list[str]:
    spans = text.replace(",", " ").split()
    if not all(map(_SPAN.fullmatch, spans)):
        raise ValueError(f"{row}: write hours as in 08:00-20:00, or 08:00-12:00 13:00-17:00.")
    return spans[0] if len(spans) == 1 else spans


def _spans(value: Any) -> str:
    return " ".join([value] if isinstance(value, str) else value or ())


def _read_week(rows: list[Row]) -> dict[str, Any]:
    """The days with hours; consecutive days with the same hours are joined, as in mon-fri."""
    week = {}
    for spans, days in groupby(rows, key=lambda row: " ".join(row[1].replace(",", " ").split())):
        alike = [day for day, _ in days]
        if spans:
            name = alike[0] if len(alike) == 1 else f"{alike[0]}-{alike[-1]}"
            week[name] = _spans_of(spans, name)
    return week


def _written_week(value: Mapping[str, Any]) -> list[Row]:
    found: dict[str, list[str]] = {}
    for words, spans in value.items():
        for place in _places(words):
            found.setdefault(DAYS[place], []).append(_spans(spans))
    return [(day, " ".join(found.get(day, ()))) for day in DAYS]


def _places(words: str) -> Iterator[int]:
    try:
        yield from weekdays(words)
    except HoursError:
        return


def _read_exceptions(rows: list[Row]) -> list[dict[str, Any]]:
    return [_exception(place, *row) for place, row in enumerate(rows, 1)]


def _exception(place: int, day: str, spans: str, reason: str) -> dict[str, Any]:
    if not day or not reason:
        raise ValueError(f"Day {place}: choose the day, and say why it is not like others.")
    return {"date": day, **({"open": _spans_of(spans, day)} if spans else {}), "reason": reason}


def _written_exceptions(value: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [(str(each["date"]), _spans(each.get("open")), each["reason"]) for each in value]


def _read_overflow(rows: list[Row]) -> list[dict[str, Any]]:
    return [_over(place, *row) for place, row in enumerate(rows, 1)]


def _over(place: int, limit: str, kind: str, to: str) -> dict[str, Any]:
    if kind not in _LIMITS or not to:
        raise ValueError(f"Overflow {place}: choose what is counted, and the queue.")
    return {kind: whole(limit, f"Overflow {place}"), "to": to}


def _written_overflow(value: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [(str(each[kind]), kind, each["to"]) for each in value for kind in _LIMITS if each.get(kind) is not None]


def _read_split(rows: list[Row]) -> dict[str, int]:
    shares: dict[str, int] = {}
    for place, (queue, share) in enumerate(rows, 1):
        if not queue or queue in shares:
            raise ValueError(f"Share {place}: choose a queue, each once.")
        shares[queue] = whole(share.rstrip("% "), f"Share {place}")
    return shares


def _written_split(value: Mapping[str, int]) -> list[Row]:
    return [(queue, str(share)) for queue, share in value.items()]


def _read_by_language(rows: list[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, said in rows:
        if not language or not said or language in found:
            raise ValueError(f"{language or said}: choose each language once, and write what belongs to it.")
        found[language] = said
    return found


def _written_by_language(value: Mapping[str, str]) -> list[Row]:
    return list(value.items())


def _read_hand_off(rows: list[Row]) -> dict[str, Any]:
    ((kind, to),) = rows
    if kind not in get_args(HandOffKind) or not to:
        raise ValueError("Choose how callers reach these people, and where.")
    return {kind: [part.strip() for part in to.split(",") if part.strip()] if kind in _SEVERAL else to}


def _written_hand_off(value: Mapping[str, Any]) -> list[Row]:
    return [(kind, to if isinstance(to, str) else ", ".join(to)) for kind, to in value.items() if to is not None]


def _read_names(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for (name,) in rows))


def _written_names(value: Sequence[str]) -> list[Row]:
    return [(name,) for name in value]


def whole(text: str, what: str) -> int:
    """A whole number. Raises ValueError."""
    try:
        return int(plain_number(text))
    except ValueError:
        raise ValueError(f"{what}: write a whole number, as in 120.") from None


WEEK = Rows(
    (Column("day", "Day"), Column("hours", "Open", hint="closed")),
    _read_week,
    _written_week,
    fixed=DAYS,
)
EXCEPTIONS = Rows(
    (Column("date", "Day", "date"), Column("hours", "Open", hint="closed"), Column("reason", "Why")),
    _read_exceptions,
    _written_exceptions,
    one="day",
)
OVERFLOW = Rows(
    (
        Column("limit", "Over", "number"),
        Column("kind", "Counted in", options=_LIMITS),
        Column("to", "To queue", named=queue_names),
    ),
    _read_overflow,
    _written_overflow,
    one="limit",
)
SPLIT = Rows(
    (Column("queue", "Queue", named=queue_names), Column("share", "Percent", "number")),
    _read_split,
    _written_split,
    one="queue",
)
MESSAGES = Rows(
    (Column("language", "Language", named=languages), Column("words", "What is said", is_long=True)),
    _read_by_language,
    _written_by_language,
    one="language",
)
VOICES = Rows(
    (
        Column("language", "Language", named=languages),
        Column("voice", "Voice", hint="Google.en-US-Neural2-C"),
    ),
    _read_by_language,
    _written_by_language,
    one="voice",
)
HAND_OFF = Rows(
    (
        Column("kind", "Way", options=_WAYS),
        Column("to", "Where", hint="name, number, address"),
    ),
    _read_hand_off,
    _written_hand_off,
    fixed=("",),
    one="way",
)
QUEUE_LIST = Rows((Column("queue", "Queue", named=queue_names),), _read_names, _written_names, one="queue")
