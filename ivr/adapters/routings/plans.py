"""Publishing at a set time: what is planned waits in SQL, and a job puts it in force."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from ivr.adapters.database import writing
from ivr.adapters.routings.store import Conflict, Hand, RoutingStore
from ivr.adapters.routings.tables import plans
from routing.document import RoutingError, checked, of_json, to_json
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

    def __init__(self, engine: Engine, store: RoutingStore) -> None:
        self._engine = engine
        self._store = store

    def add(self, routing: Routing, *, hand: Hand, note: str, at: datetime, based_on: int) -> None:
        """Plan a document. Raises RoutingError for one that no call could go by."""
        checked(routing)
        row = {"document": to_json(routing), "author": hand.who, "note": note, "at": at, "based_on": based_on}
        with writing(self._engine) as connection:
            connection.execute(insert(plans).values(**row))

    def all(self) -> list[Plan]:
        """What is planned, soonest first."""
        columns = (plans.c.number, plans.c.author, plans.c.note, plans.c.at)
        with self._engine.connect() as connection:
            return [Plan(*row) for row in connection.execute(select(*columns).order_by(plans.c.at))]

    def cancel(self, number: int) -> bool:
        """Forget one of them; whether it was there."""
        with writing(self._engine) as connection:
            return connection.execute(delete(plans).where(plans.c.number == number)).rowcount > 0

    def carry_out(self, now: datetime, refused: Callable[[str], None]) -> int:
        """Put in force what is due; how many there were. One overtaken by another version is dropped and told of."""
        with self._engine.connect() as connection:
            due = list(connection.execute(select(plans).where(plans.c.at <= now).order_by(plans.c.at)))
        for row in due:
            if not self.cancel(row.number):
                continue  # another worker carries it out
            try:
                hand = Hand(row.author, "plan")
                self._store.publish(of_json(row.document), hand=hand, note=row.note, based_on=row.based_on)
            except (Conflict, RoutingError) as error:
                refused(str(error))
        return len(due)
