"""Routing in SQL: the truth about what is in force, who put it there, and which switches are on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ivr.adapters.database import writing
from ivr.adapters.routings import tables as t
from routing.diff import differences
from routing.document import checked, of_json, to_json
from routing.model import Routing

DRAFT = "draft"


class Conflict(Exception):
    """Somebody else was quicker. The message says who, when and what they changed."""


class UnknownVersion(Exception):
    """There is no version of that number."""


class UnknownSwitch(Exception):
    """The document in force has no switch of that name."""


@dataclass(frozen=True, slots=True)
class Version:
    """A document that was published. Number 0 is the one that came with the installation."""

    number: int
    routing: Routing
    author: str
    note: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is being written. `revision` is 0 before it was first saved."""

    routing: Routing
    author: str
    saved_at: datetime | None
    revision: int
    based_on: int


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit, with its number there."""

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
    """Who acts, and by which way: cli, api, phone or console."""

    who: str
    via: str


class RoutingStore:
    """Versions, draft, switches and audit. `first` is the document in force before any was published."""

    def __init__(self, engine: Engine, *, clock: Callable[[], datetime], first: Routing) -> None:
        self._engine = engine
        self._clock = clock
        self._first = first

    def current(self) -> Version:
        """The version in force."""
        with self._engine.connect() as connection:
            return self._current(connection)

    def version(self, number: int) -> Version:
        """A version by its number. Raises UnknownVersion, and RoutingError for one that cannot be read any more."""
        if number == 0:
            return self._zero()
        with self._engine.connect() as connection:
            row = connection.execute(select(t.versions).where(t.versions.c.number == number)).one_or_none()
        if row is None:
            raise UnknownVersion(f"there is no version {number}; `wismo routing versions` lists them")
        return _version(row)

    def versions(self) -> list[Mapping[str, Any]]:
        """Number, author, note and time of every version, newest first."""
        columns = (t.versions.c.number, t.versions.c.author, t.versions.c.note, t.versions.c.published_at)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(t.versions.c.number.desc()))
            return [dict(row._mapping) for row in rows]

    def publish(self, routing: Routing, *, hand: Hand, note: str, based_on: int | None = None) -> Version:
        """Put a document in force. Raises RoutingError for one that no call could go by.

        With `based_on`, raises Conflict when another version has come into force meanwhile.
        """
        checked(routing)
        try:
            with writing(self._engine) as connection:
                return self._publish(connection, routing, hand, note, based_on)
        except IntegrityError:
            raise Conflict("somebody else published at this moment; look at what is in force and try again") from None

    def roll_back(self, number: int, *, hand: Hand, note: str) -> Version:
        """Put an older document in force again, as a new version. Raises UnknownVersion, RoutingError."""
        return self.publish(self.version(number).routing, hand=hand, note=note or f"Back to version {number}")

    def draft(self) -> Draft:
        """The draft; before it was saved, the document in force."""
        with self._engine.connect() as connection:
            row = connection.execute(select(t.drafts).where(t.drafts.c.name == DRAFT)).one_or_none()
            if row is not None:
                return Draft(of_json(row.document), row.author, row.saved_at, row.revision, row.based_on)
            version = self._current(connection)
        return Draft(version.routing, version.author, version.published_at, 0, version.number)

    def save_draft(self, routing: Routing, *, hand: Hand, revision: int) -> Draft:
        """Keep the draft, which may be unfinished. `revision` is the one it was made from; raises Conflict."""
        before = self.draft()
        now, document = self._clock(), to_json(routing)
        values = {"document": document, "author": hand.who, "saved_at": now, "revision": revision + 1}
        try:
            with writing(self._engine) as connection:
                if revision == 0:
                    connection.execute(insert(t.drafts).values(name=DRAFT, based_on=before.based_on, **values))
                    saved = 1
                else:
                    mine = (t.drafts.c.name == DRAFT) & (t.drafts.c.revision == revision)
                    saved = connection.execute(update(t.drafts).where(mine).values(**values)).rowcount
        except IntegrityError:
            saved = 0
        if not saved:
            raise _overtaken(before, self.draft())
        return Draft(routing, hand.who, now, revision + 1, before.based_on)

    def discard_draft(self) -> None:
        """Forget the draft."""
        with writing(self._engine) as connection:
            connection.execute(delete(t.drafts).where(t.drafts.c.name == DRAFT))

    def switches(self) -> dict[str, datetime]:
        """The switches that are on, and until when."""
        now = self._clock()
        with self._engine.connect() as connection:
            rows = connection.execute(select(t.switches.c.name, t.switches.c.until).where(t.switches.c.until > now))
            return {row.name: row.until for row in rows}

    def flip(self, name: str, *, until: datetime | None, hand: Hand, why: str = "") -> None:
        """Turn a switch on until a time, or off. Raises UnknownSwitch."""
        if until is not None and name not in self.current().routing.switches:
            raise UnknownSwitch(f"there is no switch {name!r} in the routing in force")
        before = self.switches().get(name)
        with writing(self._engine) as connection:
            connection.execute(delete(t.switches).where(t.switches.c.name == name))
            if until is not None:
                row = {"name": name, "until": until, "flipped_by": hand.who, "flipped_at": self._clock()}
                connection.execute(insert(t.switches).values(**row))
            self._note(connection, hand, "switch", name, before=_iso(before), after=_iso(until), why=why)

    def deeds(self, limit: int = 1000) -> list[Deed]:
        """The audit, newest first."""
        c = t.audit.c
        columns = (c.id, c.at, c.who, c.via, c.action, c.subject, c.before, c.after, c.why)
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).order_by(c.id.desc()).limit(limit))
            return [Deed(*row) for row in rows]

    def _publish(
        self, connection: Connection, routing: Routing, hand: Hand, note: str, based_on: int | None
    ) -> Version:
        before = self._current(connection)
        if based_on is not None and before.number != based_on:
            raise Conflict(_published_meanwhile(before, self.version(based_on).routing))
        number, now, document = before.number + 1, self._clock(), to_json(routing)
        row = {"number": number, "document": document, "author": hand.who, "note": note, "published_at": now}
        connection.execute(insert(t.versions).values(**row))
        connection.execute(delete(t.drafts).where(t.drafts.c.name == DRAFT))
        changed = differences(before.routing, routing)
        self._note(connection, hand, "publish", str(number), before=before.number, after=changed, why=note)
        return Version(number, routing, hand.who, note, now)

    def _current(self, connection: Connection) -> Version:
        newest = select(func.max(t.versions.c.number)).scalar_subquery()
        row = connection.execute(select(t.versions).where(t.versions.c.number == newest)).one_or_none()
        return _version(row) if row is not None else self._zero()

    def _zero(self) -> Version:
        return Version(0, self._first, "", "as installed", None)

    def _note(
        self, connection: Connection, hand: Hand, action: str, subject: str, *, before: Any, after: Any, why: str
    ) -> None:
        deed = {"action": action, "subject": subject, "before": before, "after": after, "why": why}
        connection.execute(insert(t.audit).values(at=self._clock(), who=hand.who, via=hand.via, **deed))


def _version(row: Row[Any]) -> Version:
    return Version(row.number, of_json(row.document), row.author, row.note, row.published_at)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _published_meanwhile(theirs: Version, base: Routing) -> str:
    changed = "; ".join(differences(base, theirs.routing)) or "nothing that shows"
    return f"{theirs.author} published version {theirs.number} meanwhile: {changed}"


def _overtaken(mine: Draft, theirs: Draft) -> Conflict:
    changed = "; ".join(differences(mine.routing, theirs.routing)) or "nothing that shows"
    return Conflict(f"{theirs.author} saved the draft meanwhile (revision {theirs.revision}): {changed}")
