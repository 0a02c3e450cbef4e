"""Reports on a schedule, in SQL. Senders claim each one, so that any number of them may run.

A recipient is handed over between two commits: whoever was cut off there may have sent it, so nobody sends it again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Column,
    Engine,
    Integer,
    Row,
    String,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from ivr.adapters.sql.database import Utc, metadata, writing
from ivr.adapters.sql.routing import audit
from ivr.reporting.audit import Actor
from ivr.reporting.kept_report import (
    MOST_REPORTS,
    TRIED_FOR_HOURS,
    Every,
    KeptReport,
    Outcome,
    TooManyReports,
    next_due,
)

kept_reports = Table(
    "kept_reports",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("every", String(8), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("left", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("try_at", Utc, nullable=False),
    Column("claim", String(32), nullable=False),
    Column("last_at", Utc),
    Column("outcome", String(8), nullable=False),
    Column("told", String(255), nullable=False),
)
"""`state` is due, claimed or handing (to the first of `left`); `try_at` is when it may be claimed, or claimed anew."""

CLAIMED_FOR = timedelta(minutes=10)
PAUSE = timedelta(minutes=15)
"""After a recipient was not reached."""
_C = kept_reports.c
_READ = [_C[name] for name in KeptReport.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class ReportClaim:
    """A report that this sender alone is sending. `was_cut_off`: another was, handing it to the first one left."""

    report: KeptReport
    mark: str
    was_cut_off: bool


class SqlKeptReports:
    """Implements ivr.reporting.kept_report.KeptReports; `clock` is the shop's. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._clock = clock

    def all(self) -> list[KeptReport]:
        """All reports, by name."""
        with self._engine.connect() as connection:
            return [_report(row) for row in connection.execute(select(*_READ).order_by(_C.name, _C.id))]

    def make(
        self,
        name: str,
        fields: Mapping[str, str],
        recipients: Sequence[str],
        *,
        every: Every,
        hour: int,
        actor: Actor,
    ) -> None:
        """Keep a report. Raises TooManyReports."""
        now = self._clock()
        due = next_due(every, hour, now)
        row = {"id": uuid4().hex, "name": name, "fields": dict(fields), "every": every, "hour": hour}
        row |= {"recipients": list(recipients), "left": list(recipients), "made_by": actor.who, "made_at": now}
        row |= {"due_at": due, "try_at": due, "state": "due", "claim": "", "outcome": "", "told": ""}
        with writing(self._engine) as connection:
            if (connection.scalar(select(func.count()).select_from(kept_reports)) or 0) >= MOST_REPORTS:
                raise TooManyReports(f"There are {MOST_REPORTS} reports already. Remove one first.")
            connection.execute(insert(kept_reports).values(**row))
            audit.note(connection, actor, now, "report", name, after=f"{every}, {len(recipients)} recipients")

    def remove(self, report: str, *, actor: Actor) -> None:
        """Remove a report by id."""
        gone = delete(kept_reports).where(_C.id == report).returning(_C.name, _C.every)
        with writing(self._engine) as connection:
            if row := connection.execute(gone).one_or_none():
                audit.note(connection, actor, self._clock(), "report", row.name, before=row.every)

    def claim(self) -> ReportClaim | None:
        """Claim a report that is due, the longest overdue first; None if none is."""
        now = self._clock()
        free = and_(_C.due_at <= now, _C.try_at <= now)
        with self._engine.connect() as connection:
            found = connection.execute(select(_C.id, _C.state, _C.claim).where(free).order_by(_C.try_at)).all()
        for each in found:
            mark = uuid4().hex
            mine = and_(_C.id == each.id, _C.state == each.state, _C.claim == each.claim, free)
            taking = update(kept_reports).where(mine).values(state="claimed", claim=mark, try_at=now + CLAIMED_FOR)
            with writing(self._engine) as connection:
                row = connection.execute(taking.returning(*_READ)).one_or_none()
            if row is not None:
                return ReportClaim(_report(row), mark, was_cut_off=each.state == "handing")
        return None

    def hand(self, claim: ReportClaim) -> bool:
        """Note that the report is being handed to the first who is left; False if the claim is lost."""
        return self._change(claim, state="handing", try_at=self._clock() + CLAIMED_FOR)

    def handed(self, claim: ReportClaim, outcome: Outcome, told: str = "") -> ReportClaim:
        """Note that the first who was left has it, or is given up. Returns the claim with the others."""
        left = claim.report.left[1:]
        report = replace(
            claim.report, left=left, outcome=worse(claim.report.outcome, outcome), told=told or claim.report.told
        )
        values = {"left": list(left), "outcome": report.outcome, "told": report.told[:255], "last_at": self._clock()}
        self._change(claim, state="claimed", try_at=self._clock() + CLAIMED_FOR, **values)
        return replace(claim, report=report, was_cut_off=False)

    def skip(self, claim: ReportClaim) -> ReportClaim:
        """Put the first who was left, who was not reached, behind the others. Returns the claim in this order."""
        first, *others = claim.report.left
        self._change(claim, state="claimed", left=[*others, first])
        return replace(claim, report=replace(claim.report, left=(*others, first)))

    def put_off(self, claim: ReportClaim, told: str) -> None:
        """Try those who are left again later; after TRIED_FOR_HOURS they are given up."""
        now = self._clock()
        if now - claim.report.due_at > timedelta(hours=TRIED_FOR_HOURS):
            while claim.report.left:
                claim = self.handed(claim, "failed", told)
            self.finish(claim)
        else:
            self._change(claim, state="due", claim="", try_at=now + PAUSE, told=told[:255])

    def finish(self, claim: ReportClaim) -> None:
        """Be due at the next occurrence, to everybody; those that were missed meanwhile are left out."""
        report = claim.report
        due = next_due(report.every, report.hour, self._clock())
        self._change(claim, state="due", claim="", due_at=due, try_at=due, left=list(report.recipients))

    def begin(self, claim: ReportClaim) -> ReportClaim:
        """Forget how the occurrence before ended, when a new one begins."""
        if claim.report.left != claim.report.recipients:
            return claim
        self._change(claim, outcome="", told="")
        return replace(claim, report=replace(claim.report, outcome="", told=""))

    def _change(self, claim: ReportClaim, /, **values: object) -> bool:
        mine = and_(_C.id == claim.report.id, _C.claim == claim.mark, or_(_C.state == "claimed", _C.state == "handing"))
        with writing(self._engine) as connection:
            return bool(connection.execute(update(kept_reports).where(mine).values(**values)).rowcount)


def worse(first: Outcome, second: Outcome) -> Outcome:
    """The worse of two outcomes."""
    order: tuple[Outcome, ...] = ("", "sent", "unsure", "failed")
    return max(first, second, key=order.index)


def _report(row: Row[tuple[object, ...]]) -> KeptReport:
    values = dict(row._mapping)
    return KeptReport(**{**values, "recipients": tuple(values["recipients"]), "left": tuple(values["left"])})
