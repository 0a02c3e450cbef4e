"""Links to boards for walls, in SQL. Their tokens are signed, so that no guess reaches the database."""

import hmac
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Column, Engine, Row, String, Table, Text, delete, func, insert, select

from ivr.adapters.sql.database import Utc, metadata, writing
from ivr.adapters.sql.routing import audit
from ivr.reporting.audit import Actor
from ivr.reporting.wall_link import MOST_WALL_LINKS, TooManyWallLinks, WallLink

wall_links = Table(
    "wall_links",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("queues", Text, nullable=False),
    Column("ends_at", Utc, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Utc, nullable=False),
)
"""`queues` are keys separated by blanks, or ALL."""

ALL = "*"
_TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")


class SqlWallLinks:
    """Implements ivr.reporting.wall_link.WallLinks. `key` signs the tokens. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], key: bytes) -> None:
        self._engine = engine
        self._clock = clock
        self._key = key

    def all(self) -> list[WallLink]:
        """All links, by name."""
        with self._engine.connect() as connection:
            return [_link(row) for row in connection.execute(select(wall_links).order_by(wall_links.c.name))]

    def make(self, name: str, queues: Sequence[str] | None, *, ends_at: datetime, actor: Actor) -> WallLink:
        """Make a link. Raises TooManyWallLinks."""
        row = {
            "id": uuid4().hex,
            "name": name,
            "queues": ALL if queues is None else " ".join(queues),
            "ends_at": ends_at,
            "made_by": actor.who,
            "made_at": self._clock(),
        }
        with writing(self._engine) as connection:
            if (connection.scalar(select(func.count()).select_from(wall_links)) or 0) >= MOST_WALL_LINKS:
                raise TooManyWallLinks(f"There are {MOST_WALL_LINKS} links already. Revoke one first.")
            made = connection.execute(insert(wall_links).values(**row).returning(wall_links)).one()
            audit.note(connection, actor, self._clock(), "wall", name, after=made.queues)
        return _link(made)

    def revoke(self, link: str, *, actor: Actor) -> None:
        """End a link, by id."""
        gone = delete(wall_links).where(wall_links.c.id == link).returning(wall_links.c.name, wall_links.c.queues)
        with writing(self._engine) as connection:
            if row := connection.execute(gone).one_or_none():
                audit.note(connection, actor, self._clock(), "wall", row.name, before=row.queues)

    def token(self, link: WallLink) -> str:
        """The id and its signature."""
        return f"{link.id}{self._signature(link.id)}"

    def find(self, token: str) -> WallLink | None:
        """The link of a token that is signed and has not ended."""
        found = _TOKEN.fullmatch(token)
        if found is None or not hmac.compare_digest(found[2], self._signature(found[1])):
            return None
        lasts = wall_links.c.ends_at > self._clock()
        with self._engine.connect() as connection:
            row = connection.execute(select(wall_links).where(wall_links.c.id == found[1], lasts)).one_or_none()
        return _link(row) if row is not None else None

    def _signature(self, link: str) -> str:
        return hmac.new(self._key, f"wall\0{link}".encode(), sha256).hexdigest()[:32]


def _link(row: Row[tuple[object, ...]]) -> WallLink:
    return WallLink(
        id=row.id,
        name=row.name,
        queues=None if row.queues == ALL else tuple(row.queues.split()),
        ends_at=row.ends_at,
        made_by=row.made_by,
        made_at=row.made_at,
    )
