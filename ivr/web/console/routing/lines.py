"""Lists and tables of the routing document as people type them: a line each.

Every pair of functions undoes the other. What cannot be read raises ValueError with the line and what it should be.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_SPAN = re.compile(r"\d\d:\d\d-\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Lines:
    """How one kind of value is typed."""

    read: Callable[[str], Any]
    written: Callable[[Any], str]


def _each(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _spans(value: Any) -> str:
    return " ".join([value] if isinstance(value, str) else value)


def _read_week(text: str) -> dict[str, Any]:
    week = {}
    for line in _each(text):
        days, *spans = line.split()
        if not spans or not all(map(_SPAN.fullmatch, spans)):
            raise ValueError(f"{line!r}: write days and hours, as in mon-fri 08:00-20:00")
        week[days] = _one_or_all(spans)
    return week


def _written_week(value: Mapping[str, Any]) -> str:
    return "\n".join(f"{days} {_spans(spans)}" for days, spans in value.items())


def _read_exceptions(text: str) -> list[dict[str, Any]]:
    return [_exception(line) for line in _each(text)]


def _exception(line: str) -> dict[str, Any]:
    day, *rest = line.split()
    spans = [word for word in rest if _SPAN.fullmatch(word)]
    reason = " ".join(word for word in rest if not _SPAN.fullmatch(word) and word != "closed")
    if not _DAY.fullmatch(day) or not reason:
        raise ValueError(
            f"{line!r}: write a day, hours or closed, and the reason, as in 2026-12-24 08:00-14:00 Christmas Eve"
        )
    return {"date": day, **({"open": _one_or_all(spans)} if spans else {}), "reason": reason}


def _written_exceptions(value: list[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"{each['date']} {_spans(each['open']) if each.get('open') else 'closed'} {each['reason']}" for each in value
    )


def _read_overflow(text: str) -> list[dict[str, Any]]:
    return [_over(line) for line in _each(text)]


def _over(line: str) -> dict[str, Any]:
    found = re.fullmatch(r"(wait|depth) over (\d+) to (\S+)", line)
    if not found:
        raise ValueError(f"{line!r}: write wait over 120 to QUEUE (seconds), or depth over 10 to QUEUE (callers)")
    return {f"{found[1]}_over": int(found[2]), "to": found[3]}


def _written_overflow(value: list[Mapping[str, Any]]) -> str:
    return "\n".join(
        f"wait over {each['wait_over']} to {each['to']}"
        if "wait_over" in each
        else f"depth over {each['depth_over']} to {each['to']}"
        for each in value
    )


def _read_split(text: str) -> dict[str, int]:
    shares = {}
    for line in _each(text):
        found = re.fullmatch(r"(\S+)\s+(\d+)\s*%?", line)
        if not found:
            raise ValueError(f"{line!r}: write a queue and its share, as in care-en 60")
        shares[found[1]] = int(found[2])
    return shares


def _written_split(value: Mapping[str, int]) -> str:
    return "\n".join(f"{queue} {share}" for queue, share in value.items())


def _read_messages(text: str) -> dict[str, str]:
    messages = {}
    for line in _each(text):
        language, colon, words = line.partition(":")
        if not colon or not words.strip():
            raise ValueError(f"{line!r}: write a language and what is said, as in en-US: We are closed today.")
        messages[language.strip()] = words.strip()
    return messages


def _written_messages(value: Mapping[str, str]) -> str:
    return "\n".join(f"{language}: {words}" for language, words in value.items())


WEEK = Lines(_read_week, _written_week)
EXCEPTIONS = Lines(_read_exceptions, _written_exceptions)
OVERFLOW = Lines(_read_overflow, _written_overflow)
SPLIT = Lines(_read_split, _written_split)
MESSAGES = Lines(_read_messages, _written_messages)
