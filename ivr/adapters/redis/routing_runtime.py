"""The routing in force with the current state of the queues, as each worker uses it."""

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
"""Time after closing in which a desk still serves callers who are waiting."""


@dataclass(frozen=True, slots=True)
class RoutingSnapshot:
    """The last reading: routing in force, switches that are on, queue states, split ledger."""

    config: CompiledRouting
    switches: frozenset[str] = frozenset()
    states: Mapping[str, QueueState] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)


class RoutingRuntime:
    """Implements ivr.flows.services.Floor.

    `older` returns a version that is no longer in force, for calls that began with it. Calls assigned by this process
    since the last snapshot are counted at once, so parallel workers deviate from the split by one call each at most.
    """

    def __init__(
        self, snapshot: Callable[[], RoutingSnapshot], *, older: Callable[[int], CompiledRouting | None]
    ) -> None:
        self._snapshot = snapshot
        self._older = older
        self._assigned = _GivenHere()

    @property
    def snapshot(self) -> RoutingSnapshot:
        """The last reading."""
        return self._snapshot()

    @property
    def routing(self) -> Routing:
        """The document in force."""
        return self._snapshot().config.routing

    @property
    def states(self) -> Mapping[str, QueueState]:
        """The states of the queues."""
        return self._snapshot().states

    @property
    def version(self) -> int:
        """The version number of the document in force."""
        return self._snapshot().config.version

    def document(self, version: int | None) -> Routing:
        """The document of a version; see `config`."""
        return self.config(version).routing

    def config(self, version: int | None) -> CompiledRouting:
        """Return a compiled version. Returns the one in force for None or if the version is not available."""
        now_is = self._snapshot().config
        if version is None or version == now_is.version:
            return now_is
        return self._older(version) or now_is

    def decide(self, caller: CallerProfile, version: int | None, now: datetime) -> tuple[Decision, dict[str, Any]]:
        """Decide where a caller goes. Returns the decision and its explanation as JSON values."""
        config = self.config(version)
        decision = self._decided(config, caller, now)
        if decision.assignment is not None:
            self._assigned.add(decision.assignment)
        return decision, explanation(config, caller, decision)

    def reaches_someone(self, caller: CallerProfile, version: int | None, now: datetime) -> bool:
        """Return whether any queue could take the caller now. Does not count the call."""
        return self._decided(self.config(version), caller, now).queue is not None

    def can_take(self, queue: str, now: datetime) -> bool:
        """Return whether a queue of the document in force could take a call now."""
        now_is = self._snapshot()
        return can_take(
            now_is.config, queue, with_switches(self.routing, now_is.states, now_is.switches, ""), now_is.ledger, now
        )

    def lets_wait(self, queue: str, now: datetime) -> bool:
        """Return whether callers may keep waiting: the queue is open, or closed within SERVED_AFTER_CLOSING."""
        now_is = self._snapshot()
        config, states = now_is.config, with_switches(self.routing, now_is.states, now_is.switches, "")
        found = config.routing.queues.get(queue)
        if found is None or states.get(queue, QUIET).closed_by:
            return False
        return config.opening(found, now).is_open or config.opening(found, now - SERVED_AFTER_CLOSING).is_open

    def wait(self, queue: str, ahead: int) -> float | None:
        """Estimate the wait in seconds of a caller with `ahead` callers in front, or None if unknown."""
        return self._snapshot().states.get(queue, QUIET).wait_behind(ahead)

    def announcements(self, dnis: str, language: str) -> tuple[str, ...]:
        """Return the messages of the switches that are on for a dialled number."""
        now_is = self._snapshot()
        return announced(now_is.config.routing, now_is.switches, dnis, language)

    def _decided(self, config: CompiledRouting, caller: CallerProfile, now: datetime) -> Decision:
        now_is = self._snapshot()
        states = with_switches(config.routing, now_is.states, now_is.switches, caller.dialled)
        return decide(config, caller, states, self._assigned.on(now_is.ledger), now)


class _GivenHere:
    """Calls assigned by this process that the last ledger snapshot does not include yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: Ledger | None = None
        self._ledger = Ledger()

    def on(self, read: Ledger) -> Ledger:
        """Return the ledger that was read, plus the calls assigned since."""
        with self._lock:
            if read is not self._since:
                self._since = self._ledger = read
            return self._ledger

    def add(self, assignment: Assignment) -> None:
        """Count one assigned call."""
        with self._lock:
            self._ledger = self._ledger.counted(assignment)
