"""The fields of the search: as they are typed, as an address holds them, and as a query."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from ivr.console.typed_times import day_typed
from ivr.reporting.call_search import FEWEST_OF_SID, CallQuery, words_in
from ivr.reporting.contact_reasons import reason_of
from routing.model import Routing

SPANS = {
    "today": "today",
    "yesterday": "yesterday",
    "7": "the last 7 days",
    "30": "the last 30 days",
    "90": "the last 90 days",
    "between": "between two days",
}
"""The spans of days to choose from, with their words; no span: any day."""
PLAIN = (
    *("span", "since", "until", "agent", "queue", "vendor", "outcome", "disposition", "language", "issue", "dialled"),
    *("shortest", "longest", "sid", "reason"),
)
"""Fields that an address holds as they were typed."""
SEALED = ("caller", "ending", "order", "words")
"""Fields that an address holds as keyed hashes or encrypted: they may name a person."""
LONGEST_FIELD = 300
_TIME = re.compile(r"(\d{1,4})(?::([0-5]\d))?")
_HASHES = re.compile(r"[0-9a-f]{16}(\.[0-9a-f]{16}){0,99}")


@dataclass(frozen=True, slots=True)
class ReadSearch:
    """The query of a form, and what is wrong with its fields, by name."""

    query: CallQuery
    wrong: Mapping[str, str] = field(default_factory=dict)


def fields_of(given: Mapping[str, str]) -> dict[str, str]:
    """The fields of a search among the parameters of an address, without those that are empty."""
    cut = ((name, given.get(name, "").strip()[: LONGEST_FIELD * 8]) for name in (*PLAIN, *SEALED))
    return {name: value for name, value in cut if value}


def with_days(fields: Mapping[str, str], was: str) -> dict[str, str]:
    """The fields with the days that were meant: those typed, unless another span was chosen than the form had."""
    span, dates = fields.get("span", ""), [name for name in ("since", "until") if fields.get(name)]
    if not dates or span == "between":
        return dict(fields)
    if span in ("", was):
        return {**fields, "span": "between"}
    return {name: value for name, value in fields.items() if name not in dates}


class SearchReader:
    """Reads the fields of a search at a time, by the routing of that time. `unsealed` decrypts a field."""

    def __init__(self, now: datetime, routing: Routing, unsealed: Callable[[str], str]) -> None:
        self._now = now
        self._routing = routing
        self._unsealed = unsealed

    def read(self, given: Mapping[str, str]) -> ReadSearch:
        """The query that fields stand for. A field that cannot be read counts for nothing and is told of."""
        wrong: dict[str, str] = {}
        since, until = self._days(given, wrong)
        query = CallQuery(
            callers=_hashes(given.get("caller", "")),
            orders=_hashes(given.get("order", "")),
            since=since,
            until=until,
            queues=self._queues(given),
            **{
                name: given.get(name, "")
                for name in ("agent", "outcome", "disposition", "language", "issue", "dialled")
            },
            words=words_in(self._unsealed(given.get("words", ""))),
            shortest=_duration("shortest", given, wrong),
            longest=_duration("longest", given, wrong),
            sid_end=_sid(given, wrong),
            reason=reason_of(given.get("reason", "")),
        )
        return ReadSearch(query, wrong)

    def _queues(self, given: Mapping[str, str]) -> tuple[str, ...] | None:
        """The queue chosen, or those of the vendor chosen; of both, the queue if it is the vendor's."""
        queue, vendor = given.get("queue", ""), given.get("vendor", "")
        if not vendor:
            return (queue,) if queue else None
        theirs = tuple(name for name, each in self._routing.queues.items() if each.vendor == vendor)
        return tuple(name for name in theirs if name == queue) if queue else theirs

    def _days(self, given: Mapping[str, str], wrong: dict[str, str]) -> tuple[datetime | None, datetime | None]:
        """The beginning of the first day and the end of the last one, on the shop's clock."""
        today = self._now.replace(hour=0, minute=0, second=0, microsecond=0)
        span = given.get("span", "")
        if span.isdecimal() and span in SPANS:
            return _midnight(today, -int(span) + 1), None
        if span == "today":
            return today, None
        if span == "yesterday":
            return _midnight(today, -1), today
        return _between(given, self._now.tzinfo, wrong)


def _between(
    given: Mapping[str, str], zone: tzinfo | None, wrong: dict[str, str]
) -> tuple[datetime | None, datetime | None]:
    days = {name: day_typed(given[name], zone) for name in ("since", "until") if given.get(name)}
    wrong |= {name: "Write the day as 2026-11-24." for name, day in days.items() if day is None}
    since, last = days.get("since"), days.get("until")
    if since and last and last < since:
        wrong["until"] = "The last day is before the first."
    return since, _midnight(last, 1) if last else None


def _midnight(day: datetime, days: int) -> datetime:
    """The beginning of a day so many days later, on the clock of its zone."""
    return day + timedelta(days=days)


def _hashes(text: str) -> tuple[str, ...]:
    return tuple(text.split(".")) if _HASHES.fullmatch(text) else ()


def _duration(name: str, given: Mapping[str, str], wrong: dict[str, str]) -> int | None:
    """A duration in seconds, typed as minutes (2) or minutes and seconds (2:30)."""
    text = given.get(name, "")
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        wrong[name] = "Write minutes, as 2, or minutes and seconds, as 2:30."
        return None
    return int(found[1]) * 60 + int(found[2] or 0)


def _sid(given: Mapping[str, str], wrong: dict[str, str]) -> str:
    text = given.get("sid", "").removeprefix("…")
    if text and len(text) < FEWEST_OF_SID:
        wrong["sid"] = f"Type the last {FEWEST_OF_SID} characters at least, as the list shows them."
        return ""
    return text
