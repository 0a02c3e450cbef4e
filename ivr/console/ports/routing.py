"""Routing: versions and the draft, scheduled publications, the audit, switches, made-up callers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from ivr.calls.routing_trial import RoutingTrial
from ivr.reporting.audit import Actor, AuditEntry, AuditFilter
from routing.check import RoutingProblem
from routing.model import Routing
from routing.scheduled_changes import ChangeSet, Choices, Plan, PlanForecast
from routing.switches import SwitchedOn
from routing.versions import Draft, RoutingState, Version


class RoutingHistory(Protocol):
    """The versions of the routing document, its draft, its switches, and the audit of all three."""

    def problems(self, routing: Routing) -> list[RoutingProblem]:
        """Everything that is wrong with a document, errors first."""

    def current(self) -> Version:
        """The version in force."""

    def version(self, number: int) -> Version:
        """A version. Raises UnknownVersion, and RoutingError if it can no longer be read."""

    def versions(self) -> Sequence[Mapping[str, Any]]:
        """Number, author, note and time of all versions, newest first."""

    def roll_back(self, number: int, *, actor: Actor, note: str) -> Version:
        """Publish an older version again. Raises Unexplained, UnknownVersion, Conflict, RoutingError."""

    def standing(self) -> RoutingState:
        """The draft and the version in force."""

    def draft(self) -> Draft:
        """The draft; the document in force at revision 0 if there is none."""

    def draft_revision(self, revision: int) -> Draft | None:
        """An older revision of the draft; None if it is no longer kept."""

    def save_draft(
        self, routing: Routing, *, actor: Actor, revision: int, based_on: int | None = None, why: str = ""
    ) -> Draft:
        """Save the draft that was made from `revision`. Raises Conflict."""

    def discard_draft(self, *, actor: Actor) -> None:
        """Discard the draft."""

    def switched_on(self) -> Mapping[str, SwitchedOn]:
        """The switches that are on, by name."""

    def flip(self, name: str, *, until: datetime | None, actor: Actor, why: str = "") -> None:
        """Turn a switch on until a time, or off. Raises UnknownSwitch, Unexplained."""

    def audit_entries(
        self, limit: int = 1000, *, before: int | None = None, wanted: AuditFilter | None = None
    ) -> Sequence[AuditEntry]:
        """The lines of the audit that fit, newest first; those older than the line `before`."""

    def audit_entry(self, number: int) -> AuditEntry | None:
        """A line of the audit."""

    def actors(self) -> Sequence[str]:
        """The names of all authors in the audit."""


class ScheduledPublications(Protocol):
    """Changes of the routing document that wait for their time."""

    def of(self, document: Mapping[str, Any], *, author: str, at: datetime, note: str = "", based_on: int) -> Plan:
        """A plan that is not kept yet: the changes of a document against the version that it began from."""

    def add(
        self, plan: Plan, *, actor: Actor, revision: int = 0, settled: Iterable[ChangeSet] = (), approval: int = 0
    ) -> None:
        """Keep a plan, discard the draft revision that it was made from, and change others.

        `approval` is the request that the user approves by it. Raises Conflict, ApprovalNeeded.
        """

    def all(self) -> Sequence[Plan]:
        """All plans, soonest first."""

    def find(self, number: int) -> Plan | None:
        """A plan."""

    def foreseen_of(
        self, known: Sequence[Plan], start: tuple[str, Routing], choices: Choices | None = None
    ) -> list[PlanForecast]:
        """The outcome of each plan, beginning with a document and its name."""

    def troubles(self, current: Version) -> Sequence[str]:
        """The reasons for which plans cannot be carried out."""

    def cancel(self, number: int, *, actor: Actor, why: str = "") -> bool:
        """Cancel a plan; False if it was carried out or cancelled before."""

    def settle_one(self, settled: ChangeSet, *, actor: Actor) -> None:
        """Change a plan by a user's choice between two conflicting values. Raises ApprovalNeeded."""

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
        """Publish a document and change plans with it, in one transaction. `approval` is as for `add`.

        Raises Conflict, RoutingError, ApprovalNeeded.
        """


class Simulate(Protocol):
    """Decides where a made-up caller would go, by the code of live calls."""

    def __call__(
        self, trial: RoutingTrial, routing: Routing, version: int, at: datetime | None = None
    ) -> Mapping[str, Any]:
        """The decision by a document and its reasons, as JSON values; now unless `at` is given."""
