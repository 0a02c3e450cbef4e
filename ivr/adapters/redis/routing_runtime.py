"""The queues as they stand and the routing in force, as every worker of the line sees them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from routing.allocation import Assignment, Ledger
from routing.caller import QUIET, CallerProfile, QueueState
from routing.decide import CompiledRouting, Decision, can_take, decide
from routing.explanation import explanation
from routing.model import Routing
from routing.switches import announced, with_switches

SERVED_AFTER_CLOSING = timedelta(minutes=10)
"""In this time a desk that has closed still takes those who wait."""


@dataclass(frozen=True, slots=True)
class RoutingSnapshot:
    """What was read last: the routing in force, the switches that are on, who waits, what was given."""

    config: CompiledRouting
    switches: frozenset[str] = frozenset()
    states: Mapping[str, QueueState] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)


class RoutingRuntime:
    """Implements ivr.flows.services.Floor.

    `older` gives a version that is no longer in force, for calls that began with it. Calls that this process gave out
    since the last snapshot are counted at once, so that workers deciding at the same time stay within a call each.
    """

    def __init__(
        self, snapshot: Callable[[], RoutingSnapshot], *, older: Callable[[int], CompiledRouting | None]
    ) -> None:
        self._snapshot = snapshot
        self._older = older
        self._assigned = _GivenHere()

    @property
    def snapshot(self) -> RoutingSnapshot:
        """All that was read last."""
        return self._snapshot()

    @property
    def routing(self) -> Routing:
        """The document in force."""
        return self._snapshot().config.routing

    @property
    def states(self) -> Mapping[str, QueueState]:
        """The queues as they stand."""
        return self._snapshot().states

    @property
    def version(self) -> int:
        """Its number."""
        return self._snapshot().config.version

    def document(self, version: int | None) -> Routing:
        """The document of a call under way."""
        return self.config(version).routing

    def config(self, version: int | None) -> CompiledRouting:
        """A version ready to decide by; the one in force for None, and for one that is not had (any more)."""
        now_is = self._snapshot().config
        if version is None or version == now_is.version:
            return now_is
        return self._older(version) or now_is

    def decide(self, caller: CallerProfile, version: int | None, now: datetime) -> tuple[Decision, dict[str, Any]]:
        """Where a caller goes, with the reasons as JSON values."""
        config = self.config(version)
        decision = self._decided(config, caller, now)
        if decision.assignment is not None:
            self._assigned.add(decision.assignment)
        return decision, explanation(config, caller, decision)

    def reaches_someone(self, caller: CallerProfile, version: int | None, now: datetime) -> bool:
        """Whether anybody could take the caller now. Nothing is counted."""
        return self._decided(self.config(version), caller, now).queue is not None

    def can_take(self, queue: str, now: datetime) -> bool:
        """Whether a queue of the document in force could take a call."""
        now_is = self._snapshot()
        return can_take(
            now_is.config, queue, with_switches(self.routing, now_is.states, now_is.switches, ""), now_is.ledger, now
        )

    def lets_wait(self, queue: str, now: datetime) -> bool:
        """Whether those who wait for a queue may go on waiting: it is not closed, or its people left only lately."""
        now_is = self._snapshot()
        config, states = now_is.config, with_switches(self.routing, now_is.states, now_is.switches, "")
        found = config.routing.queues.get(queue)
        if found is None or states.get(queue, QUIET).closed_by:
            return False
        return config.opening(found, now).is_open or config.opening(found, now - SERVED_AFTER_CLOSING).is_open

    def wait(self, queue: str, ahead: int) -> float | None:
        """Seconds that a caller with so many ahead will wait."""
        return self._snapshot().states.get(queue, QUIET).wait_behind(ahead)

    def announcements(self, dnis: str, language: str) -> tuple[str, ...]:
        """The messages of the switches that are on for a number."""
        now_is = self._snapshot()
        return announced(now_is.config.routing, now_is.switches, dnis, language)

    def _decided(self, config: CompiledRouting, caller: CallerProfile, now: datetime) -> Decision:
        now_is = self._snapshot()
        states = with_switches(config.routing, now_is.states, now_is.switches, caller.dialled)
        return decide(config, caller, states, self._assigned.on(now_is.ledger), now)


class _GivenHere:
    """Calls that this process gave out and that the last snapshot of the ledger does not know of yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: Ledger | None = None
        self._ledger = Ledger()

    def on(self, read: Ledger) -> Ledger:
        """The ledger that was read, with what was given since."""
        with self._lock:
            if read is not self._since:
                self._since = self._ledger = read
            return self._ledger

    def add(self, assignment: Assignment) -> None:
        """One more."""
        with self._lock:
            self._ledger = self._ledger.counted(assignment)
