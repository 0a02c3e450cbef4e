"""The numbers that get no texts, by keyed hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Engine, String, Table, delete, exists, select

from ivr.adapters.sql.database import Utc, metadata, writing
from ivr.adapters.sql.upserts import insert_of
from ivr.calls.text_replies import OptOutWay
from ivr.orders.phone_numbers import hashed, plain

MOST_LISTED = 200

text_opt_outs = Table(
    "text_opt_outs",
    metadata,
    Column("number_key", String(64), primary_key=True),
    Column("number_hint", String(8), nullable=False),
    Column("way", String(16), nullable=False),
    Column("who", String(64), nullable=False),
    Column("at", Utc, nullable=False, index=True),
)
"""The numbers that get no texts: keyed hash and last two digits, how and when they were opted out, and the admin who
did it, empty for the number's own wish."""


@dataclass(frozen=True, slots=True)
class OptedOut:
    """A number that gets no texts: its key, its last two digits, how and when it was opted out, by which admin."""

    number_key: str
    number_hint: str
    way: str
    who: str
    at: datetime


class SqlOptOuts:
    """Implements ivr.calls.text_replies.OptOuts. `key` hashes the numbers."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def add(self, number: str, *, way: OptOutWay, at: datetime, who: str = "") -> None:
        """Opt a number out; one that is out stays as it is."""
        self.add_key(opt_out_key(number, self._key), number[-2:], way=way, at=at, who=who)

    def add_key(self, number_key: str, number_hint: str, *, way: OptOutWay, at: datetime, who: str = "") -> None:
        """Opt a number out, given by keyed hash and last two digits."""
        row = {"number_key": number_key, "number_hint": number_hint, "way": way, "who": who}
        with writing(self._engine) as connection:
            fresh = insert_of(text_opt_outs, connection.dialect.name).values(**row, at=at)
            connection.execute(fresh.on_conflict_do_nothing())

    def remove(self, number: str) -> bool:
        """Let a number get texts again. Returns False if it was not out."""
        return self.remove_key(opt_out_key(number, self._key))

    def remove_key(self, number_key: str) -> bool:
        """Let a number, by its keyed hash, get texts again. Returns False if it was not out."""
        with writing(self._engine) as connection:
            gone = connection.execute(delete(text_opt_outs).where(text_opt_outs.c.number_key == number_key))
            return gone.rowcount > 0

    def has(self, number: str) -> bool:
        """Whether a number gets no texts."""
        found = select(exists().where(text_opt_outs.c.number_key == opt_out_key(number, self._key)))
        with self._engine.connect() as connection:
            return bool(connection.scalar(found))

    def newest(self) -> Sequence[OptedOut]:
        """The numbers opted out last, the newest first."""
        with self._engine.connect() as connection:
            found = connection.execute(select(text_opt_outs).order_by(text_opt_outs.c.at.desc()).limit(MOST_LISTED))
            return [OptedOut(**row) for row in found.mappings()]


def opt_out_key(number: str, key: bytes) -> str:
    """The keyed hash of a number, the same for every spelling."""
    return hashed(plain(number) or number, key)


def is_opted_out(reader: Engine, key: bytes, number: str) -> bool:
    """Whether a number gets no texts, as far as can be read during a call: it is read again before a text is sent."""
    found = select(exists().where(text_opt_outs.c.number_key == opt_out_key(number, key)))
    try:
        with reader.connect() as connection:
            return bool(connection.scalar(found))
    except Exception:  # the drivers raise more than SQLAlchemyError
        return False
