"""Routing in SQL, the authoritative store of versions, draft, switches and audit."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, literal, select
from sqlalchemy.exc import IntegrityError

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit, drafts, switches
from ivr.adapters.sql.routing import tables as t
from ivr.reporting.audit import Actor, AuditEntry, AuditFilter
from routing.check import RoutingProblem, problems
from routing.diff import differences
from routing.document import checked, of_json, to_json
from routing.model import Routing
from routing.switches import SwitchedOn, Unexplained
from routing.versions import ApprovalNeeded, Conflict, Draft, RoutingState, UnknownVersion, Version

_ALONE = select(literal(1).label("one")).subquery()
_NEWEST = select(func.max(t.versions.c.number)).scalar_subquery()
_VERSION = tuple(t.versions.c)
_DRAFT = (
    t.drafts.c.revision,
    t.drafts.c.document.label("drafted"),
    t.drafts.c.author.label("drafted_by"),
    t.drafts.c.saved_at,
    t.drafts.c.based_on,
)

ASK = "another admin has to approve it: save it as the draft, and ask for approval under Review in the console"
BACK = "Back to version "
"""How the note of a version begins that repeats an older one."""
Check = Callable[[Routing], list[RoutingProblem]]


def _nothing(_connection: Connection) -> None:
    """Do nothing first."""


class RoutingStore:
    """Versions, draft, switches and audit.

    `first` is the document in force before the first publication; `check` finds the errors of a document. With
    `needs_approval` a document is published only as approved by another admin, or to go back to a version.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Callable[[], datetime],
        first: Routing,
        check: Check = problems,
        needs_approval: bool = False,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._first = first
        self._check = check
        self.needs_approval = needs_approval

    def problems(self, routing: Routing) -> list[RoutingProblem]:
        """Return the problems of a document, errors first, including prompts that this line cannot speak."""
        return self._check(routing)

    def checked(self, routing: Routing) -> Routing:
        """Return the document if it may be published. Raises RoutingError."""
        return checked(routing, self._check)

    def current(self) -> Version:
        """Return the version in force."""
        with self._engine.connect() as connection:
            return self._standing(connection).current

    def version(self, number: int) -> Version:
        """Return a version by number. Raises UnknownVersion, or RoutingError if it can no longer be read."""
        if number == 0:
            return self._zero()
        with self._engine.connect() as connection:
            row = connection.execute(select(t.versions).where(t.versions.c.number == number)).one_or_none()
        if row is None:
            raise UnknownVersion(f"there is no version {number}; `wismo routing versions` lists them")
        return _version(row)

    def versions(self) -> list[Mapping[str, Any]]:
        """Return number, author, note and time of every version, newest first."""
        columns = (t.versions.c.number, t.versions.c.author, t.versions.c.note, t.versions.c.published_at)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(t.versions.c.number.desc()))
            return [dict(row._mapping) for row in rows]

    def publish(
        self,
        routing: Routing,
        *,
        actor: Actor,
        note: str,
        based_on: int | None = None,
        first: Callable[[Connection], None] = _nothing,
        is_approved: bool = False,
    ) -> Version:
        """Publish a document. Raises RoutingError if it has errors, ApprovalNeeded unless it is approved where needed.

        With `based_on`, raises Conflict when another version has come into force meanwhile. `first` is done in the same
        transaction, which an exception raised by it rolls back.
        """
        self.checked(routing)
        if self.needs_approval and not is_approved:
            raise ApprovalNeeded(ASK)
        try:
            with writing(self._engine) as connection:
                first(connection)
                return self._publish(connection, routing, actor, note, based_on)
        except IntegrityError:
            raise Conflict("somebody else published at this moment; look at what is in force and try again") from None

    def roll_back(self, number: int, *, actor: Actor, note: str) -> Version:
        """Publish an older document again as a new version, without approval: people go back when callers suffer.

        Raises Unexplained, UnknownVersion, RoutingError.
        """
        if not note.strip():
            raise Unexplained(f"say why version {number} is put in force again")
        note = f"{BACK}{number}: {note.strip()}"
        return self.publish(self.version(number).routing, actor=actor, note=note, is_approved=True)

    def standing(self) -> RoutingState:
        """Return the draft and the version in force, in one query."""
        with self._engine.connect() as connection:
            return self._standing(connection)

    def draft(self) -> Draft:
        """Return the draft, or the document in force if there is none."""
        return self.standing().draft

    def draft_revision(self, revision: int) -> Draft | None:
        """Return a revision of the draft, or None if it is no longer kept."""
        with self._engine.connect() as connection:
            return drafts.find(connection, revision)

    def save_draft(
        self, routing: Routing, *, actor: Actor, revision: int, based_on: int | None = None, why: str = ""
    ) -> Draft:
        """Save the draft, which may have errors. `revision` is the one it was made from. Raises Conflict.

        `based_on` is the version that it takes into account; that of the draft, unless told. `why` stands in the audit.
        """
        before = self.draft()
        try:
            with writing(self._engine) as connection:
                if revision and not drafts.close(connection, revision):
                    raise _overtaken(before, self.draft())
                base = before.based_on if based_on is None else based_on
                now = self._clock()
                saved = drafts.keep(connection, routing, author=actor.who, at=now, based_on=base)
                told = {"before": _source(before), "after": differences(before.routing, routing), "why": why}
                audit.note(connection, actor, now, "draft", str(saved.revision), **told)
        except IntegrityError:
            raise _overtaken(before, self.draft()) from None
        return saved

    def discard_draft(self, *, actor: Actor) -> None:
        """Discard the draft. Its revisions are kept for a while."""
        draft = self.draft()
        with writing(self._engine) as connection:
            if drafts.close(connection, draft.revision):
                audit.note(connection, actor, self._clock(), "discard", str(draft.revision), before=_source(draft))

    def switches(self) -> dict[str, datetime]:
        """Return the switches that are on, each with its end."""
        return {name: each.until for name, each in self.switched_on().items()}

    def switched_on(self) -> dict[str, SwitchedOn]:
        """Return the switches that are on, each with start, author and reason."""
        with self._engine.connect() as connection:
            return switches.on(connection, self._clock())

    def flip(self, name: str, *, until: datetime | None, actor: Actor, why: str = "") -> None:
        """Turn a switch on until a time, or off. Raises UnknownSwitch, Unexplained."""
        with writing(self._engine) as connection:
            routing = self._standing(connection).current.routing
            if until is None:
                switches.may_turn_off(connection, routing, name, self._clock())
            else:
                switches.may_turn_on(routing, name, why)
            switches.turn(connection, name, until=until, actor=actor, why=why, now=self._clock())

    def expire_switches(self) -> int:
        """Turn off expired switches and write audit entries. Returns their number."""
        with writing(self._engine) as connection:
            return switches.expire(connection, self._clock())

    def audit_entries(
        self, limit: int = 1000, *, before: int | None = None, wanted: AuditFilter | None = None
    ) -> list[AuditEntry]:
        """Return audit entries, newest first; with `before`, only those with a lower number."""
        return audit.audit_entries(self._engine, limit=limit, before=before, wanted=wanted or AuditFilter())

    def actors(self) -> list[str]:
        """Return the names of all authors in the audit."""
        return audit.actors(self._engine)

    def audit_entry(self, number: int) -> AuditEntry | None:
        """Return one audit entry, or None."""
        return audit.audit_entry(self._engine, number)

    def _publish(
        self, connection: Connection, routing: Routing, actor: Actor, why: str, based_on: int | None
    ) -> Version:
        standing = self._standing(connection)
        before = standing.current
        if based_on is not None and before.number != based_on:
            raise Conflict(_published_meanwhile(before, self.version(based_on).routing))
        number, now, document = before.number + 1, self._clock(), to_json(routing)
        row = {"number": number, "document": document, "author": actor.who, "note": why, "published_at": now}
        connection.execute(insert(t.versions).values(**row))
        if standing.draft.routing == routing:
            drafts.close(connection, standing.draft.revision)
        switches.end_unknown(connection, routing.switches, actor=actor, version=number, now=now)
        told = {"before": before.number, "after": differences(before.routing, routing), "why": why}
        audit.note(connection, actor, now, "publish", str(number), **told)
        return Version(number, routing, actor.who, why, now)

    def _standing(self, connection: Connection) -> RoutingState:
        both = select(*_VERSION, *_DRAFT).select_from(
            _ALONE.outerjoin(t.versions, t.versions.c.number == _NEWEST).outerjoin(t.drafts, drafts.OPEN)
        )
        row = connection.execute(both).one()
        current = _version(row) if row.number is not None else self._zero()
        if row.revision is None:
            return RoutingState(
                Draft(current.routing, current.author, current.published_at, 0, current.number), current
            )
        found = Draft(of_json(row.drafted), row.drafted_by, row.saved_at, row.revision, row.based_on)
        return RoutingState(found, current)

    def _zero(self) -> Version:
        return Version(0, self._first, "", "as installed", None)


def _version(row: Row[Any, *tuple[Any, ...]]) -> Version:
    return Version(row.number, of_json(row.document), row.author, row.note, row.published_at)


def _source(draft: Draft) -> Mapping[str, int]:
    """The reference to a draft in the audit: its revision, or its base version."""
    return {"saving": draft.revision} if draft.revision else {"version": draft.based_on}


def _published_meanwhile(theirs: Version, base: Routing) -> str:
    changed = "; ".join(differences(base, theirs.routing)) or "nothing that shows"
    return f"{theirs.author} published version {theirs.number} meanwhile: {changed}"


def _overtaken(mine: Draft, theirs: Draft) -> Conflict:
    changed = "; ".join(differences(mine.routing, theirs.routing)) or "nothing that shows"
    return Conflict(f"{theirs.author} saved the draft meanwhile (revision {theirs.revision}): {changed}")
