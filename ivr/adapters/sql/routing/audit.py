"""The audit of changes of routing and users, stored in SQL."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Text, cast, false, insert, or_, select

from ivr.adapters.sql.routing.tables import audit
from ivr.reporting.audit import Actor, AuditEntry, AuditFilter
from routing.diff import BEGINNINGS

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


def note(connection: Connection, actor: Actor, at: datetime, action: str, subject: str, **told: Any) -> None:
    """Write an entry, with `before`, `after` and `why`."""
    row = {"before": None, "after": None, "why": "", **told}
    connection.execute(insert(audit).values(at=at, who=actor.who, via=actor.via, action=action, subject=subject, **row))


def audit_entries(engine: Engine, *, limit: int, before: int | None = None, wanted: AuditFilter) -> list[AuditEntry]:
    """Return the entries that match a filter, newest first; with `before`, only those with a lower number."""
    found = select(*COLUMNS).where(*_conditions(wanted)).order_by(audit.c.id.desc()).limit(limit)
    found = found.where(audit.c.id < before) if before is not None else found
    with engine.connect() as connection:
        return [AuditEntry(*row) for row in connection.execute(found)]


def actors(engine: Engine) -> list[str]:
    """Return the names of all authors, sorted."""
    with engine.connect() as connection:
        return list(connection.scalars(select(audit.c.who).distinct().order_by(audit.c.who)))


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.who:
        yield audit.c.who == wanted.who
    if wanted.action:
        yield audit.c.action == wanted.action
    if wanted.since:
        yield audit.c.at >= wanted.since
    if wanted.until:
        yield audit.c.at < wanted.until
    if wanted.part:
        yield _in_part(wanted.part)
    for word in wanted.words.split():
        yield or_(*(column.icontains(text, autoescape=True) for column, text in _texts(word)))


def _in_part(part: str) -> ColumnElement[bool]:
    """Entries with differences in one part of routing; for switches, also those of turning one."""
    began = [_AFTER.contains(f'"{beginning}', autoescape=True) for beginning in BEGINNINGS.get(part, ())]
    return or_(audit.c.action == "switch", *began) if part == "switches" else or_(false(), *began)


def _texts(word: str) -> Iterator[tuple[ColumnElement[str], str]]:
    """The columns searched for a word, each with the word as it is stored there: differences are JSON."""
    yield from ((column, word) for column in (audit.c.subject, audit.c.why))
    yield _AFTER, json.dumps(word, ensure_ascii=False)[1:-1]


_AFTER = cast(audit.c.after, Text)


def audit_entry(engine: Engine, number: int) -> AuditEntry | None:
    """Return one entry, or None."""
    with engine.connect() as connection:
        row = connection.execute(select(*COLUMNS).where(audit.c.id == number)).one_or_none()
    return AuditEntry(*row) if row else None
