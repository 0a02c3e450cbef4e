"""Launches in SQL."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.staffing.tables import forecast_subjects, launches
from ivr.reporting.audit import Actor
from ivr.reporting.launches import MOST_LAUNCHES, Launch, LaunchUnfit, checked_launch


class SqlLaunches:
    """Implements ivr.reporting.launches.Launches; each change is in the audit. Raises SQLAlchemy's errors.

    After a change all forecasts are due again. `clock` is in the shop's zone.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def all(self) -> list[Launch]:
        """All of them, the latest first."""
        newest = select(launches).order_by(launches.c.first.desc(), launches.c.name)
        with self._engine.connect() as connection:
            return [_launch(row) for row in connection.execute(newest)]

    def add(self, launch: Launch, *, actor: Actor) -> None:
        """Keep a launch. Raises LaunchUnfit."""
        kept = checked_launch(launch)
        row = {
            "id": uuid4().hex, "name": kept.name, "first": f"{kept.first}", "last": f"{kept.last}",
            "factor": kept.factor, "extra": kept.extra, "queues": list(kept.queues), "made_by": actor.who,
        }  # fmt: skip
        with writing(self._engine) as connection:
            if (connection.scalar(select(func.count()).select_from(launches)) or 0) >= MOST_LAUNCHES:
                raise LaunchUnfit(f"There are {MOST_LAUNCHES} launches already. Remove an old one first.")
            connection.execute(insert(launches), row)
            audit.note(connection, actor, self._clock(), "launch", kept.name, after=_told(kept))
            self._make_due(connection)

    def remove(self, launch: str, *, actor: Actor) -> None:
        """Remove a launch by its id; nothing happens if it is gone."""
        with writing(self._engine) as connection:
            row = connection.execute(select(launches).where(launches.c.id == launch)).one_or_none()
            if row is not None:
                connection.execute(delete(launches).where(launches.c.id == launch))
                audit.note(connection, actor, self._clock(), "launch", row.name, before=_told(_launch(row)))
                self._make_due(connection)

    def _make_due(self, connection: Connection) -> None:
        yesterday = self._clock().date() - timedelta(days=1)
        connection.execute(update(forecast_subjects).values(made_on=f"{yesterday}"))


def _told(launch: Launch) -> str:
    extra = f", {launch.extra} calls a day more" if launch.extra else ""
    where = f", {', '.join(launch.queues)}" if launch.queues else ""
    return f"{launch.first} to {launch.last}, times {launch.factor:g}{extra}{where}"


def _launch(row: Row[Any]) -> Launch:
    days = {name: date.fromisoformat(row._mapping[name]) for name in ("first", "last")}
    return Launch(
        id=row.id,
        name=row.name,
        factor=row.factor,
        extra=row.extra,
        queues=tuple(row.queues),
        made_by=row.made_by,
        **days,
    )
