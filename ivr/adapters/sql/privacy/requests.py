"""The requests for personal data: open until a run finds nothing more, then a record without personal data."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, cast

import orjson
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine, insert, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.privacy.tables import privacy_requests as table
from ivr.orders.personal_data import Person, Traces

RequestKind = Literal["erase", "export"]
SHOWN = 200


class UnknownRequest(Exception):
    """There is no open request with this name."""


class RequestSealed(Exception):
    """A request was stored with another SECRET_KEY, so that it cannot be worked off."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a person so far: their data, calls (SIDs), and texts (SIDs at Twilio)."""

    traces: Traces = field(default_factory=Traces)
    calls: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def __or__(self, other: "Found") -> "Found":
        mine, others = self.traces, other.traces
        both = {each.name: _both(getattr(mine, each.name), getattr(others, each.name)) for each in fields(Traces)}
        return Found(Traces(**both), _both(self.calls, other.calls), _both(self.texts, other.texts))


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request as operators see it. `counts` is what was deleted, by place."""

    name: str
    kind: RequestKind
    means: str
    asked_by: str
    asked_at: datetime
    tried_at: datetime | None
    tries: int
    trouble: str
    counts: Mapping[str, int]
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request to be worked off. `found` is None before its first run."""

    record: RequestRecord
    person: Person
    found: Found | None


class PrivacyRequests:
    """Stores requests. What they mean is encrypted with a key derived from `key` until they are done."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._box = Fernet(base64.urlsafe_b64encode(sha256(b"privacy\0" + key).digest()))

    def add(self, kind: RequestKind, person: Person, *, asked_by: str) -> str:
        """Add a request. Returns its name."""
        name = secrets.token_hex(4)
        values = {"name": name, "kind": kind, "means": person.means, "asked_by": asked_by, "counts": {}}
        sealed = self._seal(person, None)
        with writing(self._engine) as connection:
            connection.execute(insert(table).values(asked_at=self._clock(), sealed=sealed, **values))
        return name

    def all(self) -> list[RequestRecord]:
        """The newest requests, open ones first."""
        newest = select(table).order_by(table.c.done_at.is_not(None), table.c.asked_at.desc()).limit(SHOWN)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(newest)]

    def open(self, kind: RequestKind) -> list[str]:
        """The names of open requests, the oldest first."""
        waiting = select(table.c.name).where(table.c.kind == kind, table.c.done_at.is_(None))
        with self._engine.connect() as connection:
            return list(connection.scalars(waiting.order_by(table.c.asked_at)))

    def get(self, name: str) -> OpenRequest:
        """An open request. Raises UnknownRequest and RequestSealed."""
        with self._engine.connect() as connection:
            row = connection.execute(select(table).where(table.c.name == name, table.c.done_at.is_(None))).first()
        if row is None:
            raise UnknownRequest(f"there is no open request {name}")
        try:
            values = orjson.loads(self._box.decrypt(row.sealed.encode()))
        except InvalidToken:
            raise RequestSealed(f"request {name} was stored with another SECRET_KEY: ask again") from None
        return OpenRequest(_record(row), Person(**_tuples(values["person"])), _found(values["found"]))

    def note_found(self, request: OpenRequest, found: Found) -> None:
        """Store what was found, before it is deleted: what was cut off goes on from here."""
        self._update(request.record.name, sealed=self._seal(request.person, found))

    def note_run(self, name: str, counts: Mapping[str, int], trouble: str) -> None:
        """Store the result of a run, and what has to be tried again."""
        values = {"tried_at": self._clock(), "tries": table.c.tries + 1, "trouble": trouble[:255]}
        self._update(name, counts=dict(counts), **values)

    def note_trouble(self, name: str, trouble: str) -> None:
        """Store why a request cannot be worked off."""
        self._update(name, tried_at=self._clock(), trouble=trouble[:255])

    def settle(self, name: str) -> None:
        """Close a request. From now on it holds no personal data."""
        self._update(name, done_at=self._clock(), sealed="", trouble="")

    def _update(self, name: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(table).where(table.c.name == name).values(**values))

    def _seal(self, person: Person, found: Found | None) -> str:
        return self._box.encrypt(orjson.dumps({"person": person, "found": found})).decode()


def _record(row: Any) -> RequestRecord:
    return RequestRecord(
        name=row.name,
        kind=cast("RequestKind", row.kind),
        means=row.means,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        tried_at=row.tried_at,
        tries=row.tries,
        trouble=row.trouble,
        counts=row.counts,
        done_at=row.done_at,
    )


def _found(values: Mapping[str, Any] | None) -> Found | None:
    if values is None:
        return None
    return Found(Traces(**_tuples(values["traces"])), tuple(values["calls"]), tuple(values["texts"]))


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
