"""Disputes in SQL, each act with an entry in the audit."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, func, insert, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.scorecards.tables import disputes
from ivr.reporting.audit import Actor
from ivr.reporting.scorecard_disputes import MOST_OPEN, NoSuchDispute, ScorecardDispute, TooManyDisputes


class SqlDisputes:
    """Implements ivr.reporting.scorecard_disputes.ScorecardDisputes. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def of_month(self, vendor: str, month: str) -> list[ScorecardDispute]:
        """The disputes of a vendor's month, the oldest first."""
        c = disputes.c
        found = select(disputes).where(c.vendor == vendor, c.month == month).order_by(c.number)
        with self._engine.connect() as connection:
            return [ScorecardDispute(**row) for row in connection.execute(found).mappings()]

    def raise_dispute(self, *, vendor: str, month: str, day: str, figure: str, reason: str, actor: Actor) -> None:
        """Raise a dispute. Raises TooManyDisputes."""
        c = disputes.c
        its = select(func.count()).where(c.vendor == vendor, c.month == month, c.state == "open")
        with writing(self._engine) as connection:
            if (connection.scalar(its) or 0) >= MOST_OPEN:
                raise TooManyDisputes(f"{month} has {MOST_OPEN} open disputes already. Settle some first.")
            row = {"vendor": vendor, "month": month, "day": day, "figure": figure, "reason": reason}
            opened = {"raised_by": actor.who, "raised_at": self._clock(), "state": "open"}
            connection.execute(insert(disputes).values(**row, **opened, note="", settled_by=""))
            what = {"month": month, "day": day, "figure": figure, "state": "open"}
            audit.note(connection, actor, self._clock(), "dispute", vendor, after=what, why=reason)

    def settle(self, number: int, *, vendor: str, upheld: bool, note: str, actor: Actor) -> None:
        """Settle an open dispute of a vendor. Raises NoSuchDispute."""
        c, state = disputes.c, "upheld" if upheld else "rejected"
        its = (c.number == number) & (c.vendor == vendor) & (c.state == "open")
        settled = {"state": state, "note": note, "settled_by": actor.who, "settled_at": self._clock()}
        with writing(self._engine) as connection:
            row = connection.execute(select(disputes).where(its)).one_or_none()
            if row is None or not connection.execute(update(disputes).where(its).values(**settled)).rowcount:
                raise NoSuchDispute(number)
            before, after = (
                {"month": row.month, "day": row.day, "figure": row.figure, "state": at} for at in ("open", state)
            )
            audit.note(connection, actor, self._clock(), "dispute", vendor, before=before, after=after, why=note)
