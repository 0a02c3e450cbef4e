"""The sources of orders and how they are doing, stored in SQL."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.sources.sealing import Sealing
from ivr.adapters.sql.sources.tables import sources
from ivr.orders.sources.source import KINDS, Batch, Source, SourceState
from ivr.reporting.audit import Actor
from ivr.settings.source_secrets import secrets_of

SHOPS = frozenset({"shopify", "woocommerce"})
"""Kinds whose order numbers are their own."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_STATE = (
    "connected_at",
    "heard_at",
    "synced_at",
    "sync_began_at",
    "cursor",
    "done",
    "of",
    "trouble",
    "trouble_at",
    "is_refused",
)


class UnknownSource(Exception):
    """There is no source with this name."""


class SourceUnfit(ValueError):
    """A source that cannot be stored as it is. The message says what to mend."""


class SqlSources:
    """The sources. Secrets are sealed with `key`; `given` are secrets from the environment, which come first.

    Methods that name a source raise UnknownSource; those that return its secrets raise SecretsUnreadable.
    """

    def __init__(
        self, engine: Engine, clock: Callable[[], datetime], key: bytes, given: Mapping[str, str] | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._sealing = Sealing(key)
        self._given = given or {}

    def add(self, source: Source, *, actor: Actor) -> None:
        """Add a source. Raises SourceUnfit."""
        with writing(self._engine) as connection:
            _check(connection, source)
            values = {"name": source.name, "connected_at": self._clock(), **self._values(source)}
            try:
                connection.execute(insert(sources).values(**values))
            except IntegrityError:
                raise SourceUnfit(f"there is a source called {source.name} already") from None
            self._note(connection, actor, source.name, None, _told(source))

    def change(self, source: Source, *, actor: Actor) -> None:
        """Replace a source. It is asked again if it had refused to serve. Raises SourceUnfit."""
        with writing(self._engine) as connection:
            before = _found(connection, source.name)
            _check(connection, source)
            well = {"trouble": "", "trouble_at": None, "is_refused": False}
            self._update(connection, source.name, **self._values(source), **well)
            is_resealed = self._sealing.is_other(before.secrets, source.secrets)
            self._note(connection, actor, source.name, _told(_source(before, {})), _told(source, is_resealed))

    def pause(self, name: str, *, paused: bool, actor: Actor) -> None:
        """Stop or resume asking a source and taking its webhooks."""
        with writing(self._engine) as connection:
            self._update(connection, name, paused=paused)
            self._note(connection, actor, name, None, "paused" if paused else "resumed")

    def remove(self, name: str, *, actor: Actor) -> None:
        """Remove a source with its secrets. Its orders stay; see `NewsWriter.forget`."""
        with writing(self._engine) as connection:
            before = _told(_source(_found(connection, name), {}))
            connection.execute(delete(sources).where(sources.c.name == name))
            self._note(connection, actor, name, before, "removed")

    def all(self) -> tuple[Source, ...]:
        """All sources by name, paused ones included."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(sources).order_by(sources.c.name)).all()
        return tuple(self._opened(row) for row in rows)

    def get(self, name: str) -> Source:
        """One source."""
        with self._engine.connect() as connection:
            return self._opened(_found(connection, name))

    def state(self, name: str) -> SourceState:
        """How a source is doing."""
        with self._engine.connect() as connection:
            return _state(_found(connection, name))

    def states(self) -> dict[str, SourceState]:
        """How all sources are doing, by name."""
        with self._engine.connect() as connection:
            return {row.name: _state(row) for row in connection.execute(select(sources).order_by(sources.c.name))}

    def heard(self, name: str, at: datetime) -> None:
        """Note that a source spoke."""
        with writing(self._engine) as connection:
            later = func.coalesce(sources.c.heard_at, at) <= at
            connection.execute(update(sources).where(sources.c.name == name, later).values(heard_at=at))

    def begin(self, name: str, *, everything: bool = False) -> None:
        """Have what changed at a source read anew, or everything, by the next synchronisation."""
        anew = {"synced_at": None} if everything else {}
        well = {"trouble": "", "trouble_at": None, "is_refused": False}
        self._change(name, sync_began_at=self._clock(), cursor="", **anew, **well)

    def progress(self, name: str, batch: Batch, began: datetime) -> None:
        """Note how far the synchronisation that began then has come. Its source has answered."""
        well = {"trouble": "", "trouble_at": None, "is_refused": False, "heard_at": self._clock()}
        self._change(name, sync_began_at=began, cursor=batch.cursor, done=batch.done, of=batch.of, **well)

    def finished(self, name: str) -> None:
        """Note that the synchronisation under way has reached its end; nothing if there is none."""
        began = func.coalesce(sources.c.sync_began_at, sources.c.synced_at)
        self._change(
            name, synced_at=began, sync_began_at=None, cursor="", trouble="", trouble_at=None, is_refused=False
        )

    def failed(self, name: str, cause: str, *, is_refused: bool = False) -> None:
        """Note a failure. The synchronisation under way goes on from its cursor."""
        self._change(name, trouble=cause[:500], trouble_at=self._clock(), is_refused=is_refused)

    def _change(self, name: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            self._update(connection, name, **values)

    def _update(self, connection: Connection, name: str, **values: Any) -> None:
        if not connection.execute(update(sources).where(sources.c.name == name).values(**values)).rowcount:
            raise UnknownSource(f"there is no source called {name}")

    def _values(self, source: Source) -> dict[str, Any]:
        return {
            "kind": source.kind,
            "brand": source.brand,
            "address": source.address,
            "shop": source.shop,
            "options": dict(source.options),
            "secrets": self._sealing.seal(source.secrets),
            "paused": source.paused,
        }

    def _opened(self, row: Row[Any]) -> Source:
        given = secrets_of(row.name, self._given)
        return _source(row, {**self._sealing.open(row.secrets, source=row.name), **given})

    def _note(self, connection: Connection, actor: Actor, name: str, before: str | None, after: str) -> None:
        audit.note(connection, actor, self._clock(), "source", name, before=before, after=after)


def _check(connection: Connection, source: Source) -> None:
    """Raises SourceUnfit if the name or kind is unusable, or another shop's orders would be taken for this one's."""
    if not _NAME.fullmatch(source.name):
        raise SourceUnfit("a source's name has lower-case letters, digits and dashes, 64 at most")
    if source.kind not in KINDS:
        raise SourceUnfit(f"a source is one of {', '.join(KINDS)}")
    if "\t" in source.shop or len(source.shop) > 64:
        raise SourceUnfit("the shop's name has 64 characters at most, and no tab")
    others = select(sources.c.name).where(sources.c.kind.in_(SHOPS), sources.c.shop == source.shop)
    if source.kind in SHOPS and (other := connection.scalar(others.where(sources.c.name != source.name))):
        raise SourceUnfit(f"its order numbers may be those of {other} too: give this one a shop name of its own")


def _found(connection: Connection, name: str) -> Row[Any]:
    row = connection.execute(select(sources).where(sources.c.name == name)).one_or_none()
    if row is None:
        raise UnknownSource(f"there is no source called {name}")
    return row


def _source(row: Row[Any], secrets: Mapping[str, str]) -> Source:
    return Source(row.name, row.kind, row.brand, row.address, row.shop, row.options, secrets, row.paused)


def _state(row: Row[Any]) -> SourceState:
    return SourceState(**{name: row._mapping[name] for name in _STATE})


def _told(source: Source, is_resealed: bool = False) -> str:
    """A source in the words of the audit, without any secret."""
    parts = (
        source.kind,
        source.address,
        source.brand and f"brand {source.brand}",
        source.shop and f"shop {source.shop}",
    )
    return ", ".join(filter(None, (*parts, "new secrets" if is_resealed else "")))
