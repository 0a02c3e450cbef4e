"""Scheduled publications: change sets stored in SQL, and the job that publishes them.

A plan is independent of other versions: its changes are applied to the version in force at its time. A plan that
cannot be carried out is kept with the reason.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing import approvals, audit, drafts
from ivr.adapters.sql.routing.store import ASK, RoutingStore
from ivr.adapters.sql.routing.tables import plans
from ivr.reporting.audit import Actor
from ivr.reporting.times import day_time
from routing.document import RoutingError, to_json
from routing.model import Routing
from routing.scheduled_changes import ChangeSet, Choices, Plan, PlanForecast, ScheduledOutcome, scheduled_outcomes
from routing.versions import ApprovalNeeded, Conflict, Version, version_name


class Plans:
    """Stores and publishes plans. `clock` shows the shop's time."""

    def __init__(self, engine: Engine, store: RoutingStore, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._store = store
        self._clock = clock

    def of(self, document: Mapping[str, Any], *, author: str, at: datetime, note: str = "", based_on: int) -> Plan:
        """Make a plan that is not stored yet, from the changes of a document to its base version."""
        base = to_json(self._store.version(based_on).routing)
        return Plan(0, author, note, at, based_on, ChangeSet(0, self._name(author, at), base, document))

    def add(
        self, plan: Plan, *, actor: Actor, revision: int = 0, settled: Iterable[ChangeSet] = (), approval: int = 0
    ) -> None:
        """Store a plan and close the draft revision it was made from. `settled` are other plans to update.

        Raises Conflict if somebody saved the draft or decided about it meanwhile, and ApprovalNeeded.
        """
        self._check_approved(approval)
        with writing(self._engine) as connection:
            if approval:
                approvals.accept(connection, approval, actor=actor, now=self._clock())
            if revision and not drafts.close(connection, revision):
                raise Conflict("somebody saved the draft meanwhile; read what it would change now")
            row = {"document": plan.changes.document, "base": plan.changes.base, "author": plan.author}
            connection.execute(insert(plans).values(**row, note=plan.note, at=plan.at, based_on=plan.based_on))
            audit.note(connection, actor, self._clock(), "plan", plan.at.isoformat(), after="planned", why=plan.note)
            self.settle(connection, settled, actor=actor)

    def all(self) -> list[Plan]:
        """Return all plans, failed ones included, earliest first."""
        with self._engine.connect() as connection:
            return list(map(self._plan, connection.execute(select(plans).order_by(plans.c.at, plans.c.number))))

    def find(self, number: int) -> Plan | None:
        """Return a plan by number, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(select(plans).where(plans.c.number == number)).one_or_none()
        return self._plan(row) if row else None

    def foreseen(self, current: Version) -> list[PlanForecast]:
        """Forecast all plans, as if nothing else were published."""
        return self.foreseen_of(self.all(), (version_name(current), current.routing))

    def troubles(self, current: Version) -> list[str]:
        """Return what prevents plans from being published, each with its plan named."""
        return [each.words for each in self.foreseen(current) if each.trouble]

    def foreseen_of(
        self, known: Sequence[Plan], start: tuple[str, Routing], choices: Choices | None = None
    ) -> list[PlanForecast]:
        """Forecast plans, starting from a document."""
        waiting = [plan for plan in known if not plan.failure]
        found = scheduled_outcomes(start, [plan.changes for plan in waiting], self._store.problems, choices)
        by_number = {each.changes.number: each for each in found}
        return [PlanForecast(plan, by_number.get(plan.number, ScheduledOutcome(plan.changes))) for plan in known]

    def cancel(self, number: int, *, actor: Actor, why: str = "") -> bool:
        """Cancel a plan. Returns whether it existed."""
        with writing(self._engine) as connection:
            at = connection.execute(select(plans.c.at).where(plans.c.number == number)).scalar_one_or_none()
            if at is None or not _taken(connection, number):
                return False
            told = {"before": "planned", "after": "cancelled", "why": why}
            audit.note(connection, actor, self._clock(), "plan", at.isoformat(), **told)
        return True

    def settle(self, connection: Connection, settled: Iterable[ChangeSet], *, actor: Actor) -> None:
        """Store plans whose merge conflicts were resolved."""
        for each in settled:
            mine = plans.c.number == each.number
            at = connection.execute(select(plans.c.at).where(mine)).scalar_one_or_none()
            if at is not None:
                connection.execute(update(plans).where(mine).values(base=each.base, document=each.document))
                audit.note(connection, actor, self._clock(), "plan", at.isoformat(), before="planned", after="settled")

    def settle_one(self, settled: ChangeSet, *, actor: Actor) -> None:
        """Store one such plan. Raises ApprovalNeeded: it would be published otherwise than it was approved."""
        self._check_approved(0)
        with writing(self._engine) as connection:
            self.settle(connection, [settled], actor=actor)

    def publish(
        self,
        routing: Routing,
        *,
        actor: Actor,
        note: str,
        based_on: int,
        settled: Iterable[ChangeSet],
        approval: int = 0,
    ) -> Version:
        """Publish a document and settle plans with it, in one transaction; `approval` is the request for it, if any.

        Raises Conflict, RoutingError, ApprovalNeeded.
        """

        def settle(connection: Connection) -> None:
            if approval:
                approvals.accept(connection, approval, actor=actor, now=self._clock())
            self.settle(connection, settled, actor=actor)

        return self._store.publish(
            routing, actor=actor, note=note, based_on=based_on, first=settle, is_approved=bool(approval)
        )

    def _check_approved(self, approval: int) -> None:
        if self._store.needs_approval and not approval:
            raise ApprovalNeeded(ASK)

    def carry_out(self, now: datetime, failed: Callable[[str], None]) -> int:
        """Publish due plans. Returns their number. A failed plan is kept with the reason, which `failed` gets."""
        due = [plan for plan in self.all() if plan.at <= now and not plan.failure]
        return sum(self._carried_out(plan, failed) for plan in due)

    def _carried_out(self, plan: Plan, failed: Callable[[str], None]) -> bool:
        """Delete and publish a plan in one transaction, so that a killed process leaves the plan as it was.

        If somebody else publishes at the same moment, the plan is left to the next run.
        """
        current = self._store.current()
        actor, start = Actor(plan.author, "plan"), (version_name(current), current.routing)
        outlook = self.foreseen_of([plan], start)[0].outlook

        def take(connection: Connection) -> None:
            if not _taken(connection, plan.number):
                raise _CarriedOut

        if outlook.after is None:
            return self._fail(plan, actor, outlook.told, failed)
        try:
            note, based_on = plan.note, current.number
            self._store.publish(  # it was approved when it was planned
                outlook.after, actor=actor, note=note, based_on=based_on, first=take, is_approved=True
            )
        except (_CarriedOut, Conflict):
            return False
        except RoutingError as error:
            return self._fail(plan, actor, str(error), failed)
        return True

    def _fail(self, plan: Plan, actor: Actor, why: str, failed: Callable[[str], None]) -> bool:
        waiting = (plans.c.number == plan.number) & (plans.c.failure == "")
        with writing(self._engine) as connection:
            if not connection.execute(update(plans).where(waiting).values(failure=why)).rowcount:
                return False
            told = {"before": "planned", "after": "failed", "why": why}
            audit.note(connection, actor, self._clock(), "plan", plan.at.isoformat(), **told)
        failed(why)
        return False

    def _plan(self, row: Row[Any]) -> Plan:
        base = row.base or to_json(self._store.version(row.based_on).routing)
        changes = ChangeSet(row.number, self._name(row.author, row.at), base, row.document)
        return Plan(row.number, row.author, row.note, row.at, row.based_on, changes, row.failure)

    def _name(self, author: str, at: datetime) -> str:
        return f"the plan of {author} for {day_time(at, self._clock())}"


class _CarriedOut(Exception):
    """Another worker published the plan first."""


def _taken(connection: Connection, number: int) -> bool:
    """Delete a plan. Returns whether it still existed."""
    return connection.execute(delete(plans).where(plans.c.number == number)).rowcount > 0
