"""The audit: who changed what in routing and among the users, when, by which way and why."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from ivr.adapters.routings.tables import audit

COLUMNS = (
    audit.c.id,
    audit.c.at,
    audit.c.who,
    audit.c.via,
    audit.c.action,
    audit.c.subject,
    audit.c.before,
    audit.c.after,
    audit.c.why,
)


@dataclass(frozen=True, slots=True)
class Deed:
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
    before: Any
    after: Any
    why: str


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, and by which way: cli, api, phone, plan, console or clock."""

    who: str
    via: str


def note(connection: Connection, hand: Hand, at: datetime, action: str, subject: str, **told: Any) -> None:
    """Write a line: `before`, `after` and `why`."""
    row = {"before": None, "after": None, "why": "", **told}
    connection.execute(insert(audit).values(at=at, who=hand.who, via=hand.via, action=action, subject=subject, **row))


def deeds(engine: Engine, *, limit: int, before: int | None = None) -> list[Deed]:
    """The lines, newest first; with `before`, those older than that number."""
    wanted = select(*COLUMNS).order_by(audit.c.id.desc()).limit(limit)
    wanted = wanted.where(audit.c.id < before) if before is not None else wanted
    with engine.connect() as connection:
        return [Deed(*row) for row in connection.execute(wanted)]


def deed(engine: Engine, number: int) -> Deed | None:
    """One line."""
    with engine.connect() as connection:
        row = connection.execute(select(*COLUMNS).where(audit.c.id == number)).one_or_none()
    return Deed(*row) if row else None


def rows_of(deeds: Iterable[Deed]) -> Iterator[tuple[str, ...]]:
    """The lines as a table for other programs: a heading, then a row each; what is no text as JSON."""
    yield ("at", "who", "via", "action", "subject", "before", "after", "why")
    for each in deeds:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (each.before, each.after))
        yield (each.at.isoformat(), each.who, each.via, each.action, each.subject, before, after, each.why)
