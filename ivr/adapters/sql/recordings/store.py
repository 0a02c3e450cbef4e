"""Recordings in SQL, shared by all machines, and each worker's index of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.recordings.tables import characters, recordings
from ivr.adapters.sql.upserts import insert_of
from prompts.studio.recording_session import Retention
from prompts.studio.takes import Take

STUDIO = "studio"
"""The retention of recordings by people: until other audio replaces them."""
OF_USE = {
    Retention.STANDING: timedelta(days=30),
    Retention.CALL: timedelta(hours=2),
    Retention.TRIAL: timedelta(hours=2),
}
"""How long a recording stays in use after it was last requested."""
STILL_HELD = timedelta(hours=5)
"""How long a document that refers to a recording may still run: longer than any call."""
ALL_AGAIN = timedelta(minutes=1)
"""How often all names are read; in between, only new ones. Retired ones disappear by then."""
OVERLAP = timedelta(seconds=30)
"""Overlap of incremental reads, since clocks differ and new rows may be committed late."""


@dataclass(frozen=True, slots=True)
class Playable:
    """The names of recordings, and the recordings by people that replace some of them, name to name."""

    recorded: frozenset[str] = frozenset()
    spoken: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, more: "Playable") -> "Playable":
        """The union; entries of `more` win."""
        return Playable(self.recorded | more.recorded, {**self.spoken, **more.spoken})

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.recorded or self.spoken)


@dataclass(frozen=True, slots=True)
class Pruned:
    """The number of recordings retired and deleted."""

    retired: int
    deleted: int


class RecordingStore:
    """Implements `prompts.studio.recording_session.RecordingSink`."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def wants(self, names: Iterable[str]) -> frozenset[str]:
        """Return the names that exist, and mark them as requested now."""
        these = and_(recordings.c.name.in_(list(names)), recordings.c.retired_at.is_(None))
        asking = update(recordings).where(these).values(wanted_at=self._clock()).returning(recordings.c.name)
        spoken = select(recordings.c.instead_of).where(
            recordings.c.instead_of.in_(list(names)), recordings.c.retired_at.is_(None)
        )
        with writing(self._engine) as connection:
            return frozenset([*connection.scalars(asking), *connection.scalars(spoken)])

    def put_instead(self, of: str, name: str, file: bytes) -> None:
        """Store a recording by a person in place of a generated one, and retire earlier replacements."""
        now = self._clock()
        row = {"name": name, "voice": STUDIO, "keep": STUDIO, "wav": file, "made_at": now, "wanted_at": now}
        earlier = and_(recordings.c.instead_of == of, recordings.c.name != name, recordings.c.retired_at.is_(None))
        with writing(self._engine) as connection:
            connection.execute(update(recordings).where(earlier).values(retired_at=now))
            statement = insert_of(recordings, connection.dialect.name).values(**row, instead_of=of)
            again = {"made_at": now, "retired_at": None}
            connection.execute(statement.on_conflict_do_update(index_elements=[recordings.c.name], set_=again))

    def put(self, name: str, take: Take, file: bytes, keep: Retention) -> None:
        """Store a recording and count its characters in one transaction. A retired recording is used again."""
        now = self._clock()
        with writing(self._engine) as connection:
            row = {"name": name, "voice": take.voice, "keep": keep.value, "wav": file, "made_at": now}
            statement = insert_of(recordings, connection.dialect.name).values(**row, wanted_at=now)
            again = {"made_at": now, "wanted_at": now, "retired_at": None}
            connection.execute(statement.on_conflict_do_update(index_elements=[recordings.c.name], set_=again))
            _count(connection, take, now)

    def playable(self, since: datetime | None = None) -> Playable:
        """Return the recordings that may be played; with `since`, only those made from then on."""
        recorded = select(recordings.c.name, recordings.c.instead_of).where(recordings.c.retired_at.is_(None))
        if since is not None:
            recorded = recorded.where(recordings.c.made_at >= since)
        with self._engine.connect() as connection:
            rows = connection.execute(recorded).all()
        return Playable(
            frozenset(row.name for row in rows if row.instead_of is None),
            {row.instead_of: row.name for row in rows if row.instead_of is not None},
        )

    def played(self, name: str) -> str:
        """Return the recording played for a sentence: a person's, else the generated one, else empty."""
        c = recordings.c
        either = select(c.name).where(or_(c.name == name, c.instead_of == name), c.retired_at.is_(None))
        with self._engine.connect() as connection:
            found: str | None = connection.scalar(either.order_by(c.instead_of.is_(None)))
        return found or ""

    def wav(self, name: str) -> bytes | None:
        """Return the WAV file of a recording, retired or not."""
        with self._engine.connect() as connection:
            return connection.scalar(select(recordings.c.wav).where(recordings.c.name == name))

    def prune(self) -> Pruned:
        """Retire recordings that were not requested for a while, and delete those that no call can refer to."""
        now = self._clock()
        stale = [_stale(keep, now) for keep in OF_USE]
        retiring = update(recordings).where(recordings.c.retired_at.is_(None), or_(*stale)).values(retired_at=now)
        forgotten = delete(recordings).where(recordings.c.retired_at < now - STILL_HELD)
        with writing(self._engine) as connection:
            return Pruned(connection.execute(retiring).rowcount, connection.execute(forgotten).rowcount)

    def cost(self) -> Sequence[tuple[str, str, int]]:
        """Return month, voice and characters sent, latest month first."""
        c = characters.c
        counted = select(c.month, c.voice, c.count).order_by(c.month.desc(), c.voice)
        with self._engine.connect() as connection:
            return [(row.month, row.voice, row[2]) for row in connection.execute(counted)]


class RecordingIndex:
    """The names of playable recordings in memory; none while SQL fails, since the files could not be read either."""

    def __init__(self, shelf: RecordingStore, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._clock = clock
        self._names = Playable()
        self._all_read: datetime | None = None
        self._read: datetime | None = None

    def read(self) -> Playable:
        """Read the names. Never raises."""
        now = self._clock()
        try:
            self._names = self._names_at(now)
        except SQLAlchemyError:
            self._names, self._all_read = Playable(), None
        self._read = now
        return self._names

    def _names_at(self, now: datetime) -> Playable:
        if self._all_read is None or self._read is None or now - self._all_read >= ALL_AGAIN:
            self._all_read = now
            return self._shelf.playable()
        return self._names | self._shelf.playable(since=self._read - OVERLAP)


def _stale(keep: Retention, now: datetime) -> ColumnElement[bool]:
    return and_(recordings.c.keep == keep.value, recordings.c.wanted_at < now - OF_USE[keep])


def _count(connection: Connection, take: Take, now: datetime) -> None:
    month = now.astimezone(UTC).strftime("%Y-%m")
    statement = insert_of(characters, connection.dialect.name).values(
        month=month, voice=take.voice, count=len(take.ssml)
    )
    more = {"count": characters.c["count"] + statement.excluded["count"]}
    connection.execute(statement.on_conflict_do_update(index_elements=["month", "voice"], set_=more))
