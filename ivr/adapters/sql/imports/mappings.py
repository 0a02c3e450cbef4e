"""Mappings of files' columns, kept by name for the whole line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.imports.tables import column_mappings
from ivr.orders.sources.csv.csv_layout import ColumnChoice
from ivr.reporting.audit import Actor


class UnknownMapping(LookupError):
    """There is no mapping with this name."""


@dataclass(frozen=True, slots=True)
class ColumnMappings:
    """The mappings by name."""

    engine: Engine
    clock: Callable[[], datetime]

    def save(self, name: str, choice: ColumnChoice, *, actor: Actor) -> None:
        """Keep a mapping; it replaces the one with the same name."""
        row = {"name": name, "profile": choice.profile, "columns": dict(choice.columns), "saved_by": actor.who}
        with writing(self.engine) as connection:
            connection.execute(delete(column_mappings).where(column_mappings.c.name == name))
            connection.execute(insert(column_mappings).values(**row, saved_at=self.clock()))

    def get(self, name: str) -> ColumnChoice:
        """The mapping with a name. Raises UnknownMapping."""
        chosen = select(column_mappings.c.profile, column_mappings.c.columns).where(column_mappings.c.name == name)
        with self.engine.connect() as connection:
            row = connection.execute(chosen).one_or_none()
        if row is None:
            raise UnknownMapping(f"there is no mapping {name!r}; there are {', '.join(self.names()) or 'none'}")
        return ColumnChoice(row[0], row[1])

    def names(self) -> list[str]:
        """The names of all mappings."""
        with self.engine.connect() as connection:
            return list(connection.scalars(select(column_mappings.c.name).order_by(column_mappings.c.name)))

    def remove(self, name: str) -> None:
        """Forget a mapping. Raises UnknownMapping."""
        with writing(self.engine) as connection:
            if connection.execute(delete(column_mappings).where(column_mappings.c.name == name)).rowcount:
                return
        raise UnknownMapping(f"there is no mapping {name!r}")
