"""The audit of changes of routing and users: author, time, channel and reason."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from routing.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a change and the channel: cli, api, phone, plan, console, company or clock."""

    who: str
    via: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the audit.

    `action` is publish, draft, discard, plan, approval, switch, desk, user, agent, alert team, import, request, export,
    work, token, report, wall, dispute or launch. `before` and `after` are what leads back and forth: the version or
    saving before, the differences in words; the end of a switch; the rights of a user, an agent or a token; the state
    of a request, a dispute or an item of the work list; an act on a call.
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
    """A filter of audit entries by author, action, part of routing, period and words.

    `part` is one of routing.diff.BEGINNINGS. Empty and None: any.
    """

    who: str = ""
    action: str = ""
    part: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


def rows_of(entries: Iterable[AuditEntry]) -> Iterator[tuple[str, ...]]:
    """Yield the entries as table rows after a heading; values other than text are JSON."""
    yield ("at", "who", "via", "action", "subject", "before", "after", "why")
    for each in entries:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (each.before, each.after))
        yield (each.at.isoformat(), each.who, each.via, each.action, each.subject, before, after, each.why)
