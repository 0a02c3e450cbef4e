"""The audit as data: who changed what in routing and among the users, when, by which way and why."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from routing.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and by which way: cli, api, phone, plan, console or clock."""

    who: str
    via: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit, with its number there.

    `action` is publish, draft, discard, plan, switch or user. `before` and `after` are what leads back and forth: the
    version or saving before, the differences in words; the end of a switch; a user's rights.
    """

    number: int
    at: datetime
    who: str
    via: str
    action: str
    subject: str
    before: JsonValue
    after: JsonValue
    why: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are looked for: by whom, what was done, in which part of routing, when, and words in them.

    `part` is one of routing.diff.BEGINNINGS. Empty and None: any.
    """

    who: str = ""
    action: str = ""
    part: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


def rows_of(entries: Iterable[AuditEntry]) -> Iterator[tuple[str, ...]]:
    """The lines as a table for other programs: a heading, then a row each; what is no text as JSON."""
    yield ("at", "who", "via", "action", "subject", "before", "after", "why")
    for each in entries:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (each.before, each.after))
        yield (each.at.isoformat(), each.who, each.via, each.action, each.subject, before, after, each.why)
