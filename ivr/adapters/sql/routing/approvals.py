"""Requests to publish the draft, stored in SQL, decided once."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, insert, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.routing.tables import approvals
from ivr.reporting.approvals import (
    LONGEST_REASON,
    ApprovalRequest,
    ApprovalState,
    NotDecided,
    wrong_with_decision,
)
from ivr.reporting.audit import Actor
from routing.versions import Conflict

_COLUMNS = [approvals.c[each.name] for each in fields(ApprovalRequest)]
_STANDING = approvals.c.state == "asked"


class SqlApprovals:
    """Implements ivr.reporting.approvals.Approvals."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], *, are_needed: bool) -> None:
        self._engine = engine
        self._clock = clock
        self.are_needed = are_needed

    def last(self) -> ApprovalRequest | None:
        """The last request, decided or not."""
        with self._engine.connect() as connection:
            row = connection.execute(select(*_COLUMNS).order_by(approvals.c.number.desc()).limit(1)).one_or_none()
        return ApprovalRequest(**row._mapping) if row else None

    def ask(self, revision: int, *, note: str, at: datetime | None, actor: Actor) -> None:
        """Ask for a revision of the draft to be published; replaces a request that is not decided yet."""
        now = self._clock()
        row = {"revision": revision, "author": actor.who, "note": note, "at": at, "asked_at": now, "state": "asked"}
        with writing(self._engine) as connection:
            connection.execute(update(approvals).where(_STANDING).values(state="replaced"))
            connection.execute(insert(approvals).values(**row, decided_by="", reason=""))
            audit.note(connection, actor, now, "approval", str(revision), after="asked", why=note)

    def close(self, number: int, state: Literal["declined", "withdrawn"], *, actor: Actor, reason: str) -> None:
        """Decline the request of somebody else, or withdraw one's own. Raises NotDecided."""
        with writing(self._engine) as connection:
            decide(connection, number, state, actor=actor, reason=reason, now=self._clock())


def accept(connection: Connection, number: int, *, actor: Actor, now: datetime) -> None:
    """Approve a request in the transaction that publishes it. Raises Conflict unless this user may still decide it."""
    try:
        decide(connection, number, "approved", actor=actor, reason="", now=now)
    except NotDecided as error:
        raise Conflict(str(error)) from None


def decide(
    connection: Connection, number: int, state: ApprovalState, *, actor: Actor, reason: str, now: datetime
) -> None:
    """Decide a request once, with an entry in the audit. Raises NotDecided."""
    row = connection.execute(select(*_COLUMNS).where(approvals.c.number == number)).one_or_none()
    if row is None:
        raise NotDecided("there is no such request")
    request = ApprovalRequest(**row._mapping)
    if wrong := wrong_with_decision(request, actor.who, state):
        raise NotDecided(wrong)
    values = {"state": state, "decided_by": actor.who, "reason": reason[:LONGEST_REASON]}
    mine = (approvals.c.number == number) & _STANDING
    if not connection.execute(update(approvals).where(mine).values(**values)).rowcount:
        raise NotDecided("somebody else has decided it in this moment")
    audit.note(connection, actor, now, "approval", str(request.revision), before="asked", after=state, why=reason)
