"""Searches that users keep by name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update

from ivr.accounts import User
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.search.tables import kept_searches
from ivr.reporting.kept_search import MOST_KEPT, KeptSearch, TooManyKept


class SqlKeptSearches:
    """The searches in SQL. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, user: User) -> list[KeptSearch]:
        """The user's own searches and those shared with them, by name."""
        c = kept_searches.c
        found = select(c.id, c.owner, c.name, c.is_shared, c.fields).where(_seen_by(user)).order_by(c.name, c.owner)
        with self._engine.connect() as connection:
            return [KeptSearch(*row) for row in connection.execute(found)]

    def keep(self, user: User, name: str, fields: Mapping[str, str], *, is_shared: bool) -> None:
        """Keep a search, in place of the user's own of the same name. Raises TooManyKept."""
        c, values = kept_searches.c, {"is_shared": is_shared, "fields": dict(fields), "kept_at": self._clock()}
        own = and_(c.owner == user.name, c.name == name)
        with writing(self._engine) as connection:
            if connection.execute(update(kept_searches).where(own).values(**values)).rowcount:
                return
            count = select(func.count()).where(c.owner == user.name)
            if (connection.scalar(count) or 0) >= MOST_KEPT:
                raise TooManyKept(f"You keep {MOST_KEPT} searches already. Remove one first.")
            row = {"id": uuid4().hex, "owner": user.name, "vendor": user.vendor, "name": name, **values}
            connection.execute(insert(kept_searches), row)

    def forget(self, user: User, name: str) -> None:
        """Remove a search of the user's own, by its id; nothing happens if it is gone or somebody else's."""
        c = kept_searches.c
        with writing(self._engine) as connection:
            connection.execute(delete(kept_searches).where(c.id == name, c.owner == user.name))


def _seen_by(user: User) -> ColumnElement[bool]:
    c = kept_searches.c
    return or_(c.owner == user.name, and_(c.is_shared, c.vendor == user.vendor))
