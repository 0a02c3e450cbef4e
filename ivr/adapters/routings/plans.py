"""Publishing at a set time: what is planned waits in SQL, and a job puts it in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from ivr.adapters.database import writing
from ivr.adapters.routings import audit
from ivr.adapters.routings.store import Conflict, Hand, RoutingStore
from ivr.adapters.routings.tables import plans
from routing.document import RoutingError, of_json, to_json
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that is to be in force from a time on."""

    number: int
    author: str
    note: str
    at: datetime


class Plans:
    """What is to be published, and when."""

    def __init__(self, engine: Engine, store: RoutingStore, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock

    def add(self, routing: Routing, *, hand: Hand, note: str, at: datetime, based_on: int) -> None:
        """Plan a document. Raises RoutingError for one that no call could go by."""
        self._store.checked(routing)
        row = {"document": to_json(routing), "author": hand.who, "note": note, "at": at, "based_on": based_on}
        with writing(self._engine) as connection:
            connection.execute(insert(plans).values(**row))
            audit.note(connection, hand, self._clock(), "plan", at.isoformat(), after="planned", why=note)

    def all(self) -> list[Plan]:
        """What is planned, soonest first."""
        columns = (plans.c.number, plans.c.author, plans.c.note, plans.c.at)
        with self._engine.connect() as connection:
            return [Plan(*row) for row in connection.execute(select(*columns).order_by(plans.c.at))]

    def cancel(self, number: int, *, hand: Hand) -> bool:
        """Forget one of them; whether it was there."""
        with writing(self._engine) as connection:
            at = connection.execute(select(plans.c.at).where(plans.c.number == number)).scalar_one_or_none()
            if at is None or not _taken(connection, number):
                return False
            audit.note(connection, hand, self._clock(), "plan", at.isoformat(), before="planned", after="cancelled")
        return True

    def carry_out(self, now: datetime, refused: Callable[[str], None]) -> int:
        """Put in force what is due; how many there were. One overtaken by another version is dropped and told of."""
        with self._engine.connect() as connection:
            due = list(connection.execute(select(plans).where(plans.c.at <= now).order_by(plans.c.at)))
        for row in due:
            self._publish(row, refused)
        return len(due)

    def _publish(self, row: Row[Any], refused: Callable[[str], None]) -> None:
        """Taken out and published in one transaction: whoever is stopped between the two leaves it where it was."""
        hand = Hand(row.author, "plan")

        def take(connection: Connection) -> None:
            if not _taken(connection, row.number):
                raise _CarriedOut

        try:
            self._store.publish(of_json(row.document), hand=hand, note=row.note, based_on=row.based_on, first=take)
        except _CarriedOut:
            return
        except (Conflict, RoutingError) as error:
            self._drop(row, hand, str(error), refused)

    def _drop(self, row: Row[Any], hand: Hand, why: str, refused: Callable[[str], None]) -> None:
        with writing(self._engine) as connection:
            if not _taken(connection, row.number):
                return
            told = {"before": "planned", "after": "dropped", "why": why}
            audit.note(connection, hand, self._clock(), "plan", row.at.isoformat(), **told)
        refused(why)


class _CarriedOut(Exception):
    """Another worker was quicker."""


def _taken(connection: Connection, number: int) -> bool:
    """Take a plan out; whether nobody else did."""
    return connection.execute(delete(plans).where(plans.c.number == number)).rowcount > 0
