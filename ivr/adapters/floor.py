"""The queues as they stand and the routing in force, as every worker of the line sees them."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ivr.adapters.refreshing import Refreshed
from routing.allocation import Given, Ledger
from routing.caller import QUIET, Caller, QueueState
from routing.decide import Compiled, Decision, can_take, decide
from routing.explaining import explanation
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was read last: the routing in force, the switches that are on, who waits, what was given."""

    config: Compiled
    switches: frozenset[str] = frozenset()
    states: Mapping[str, QueueState] = field(default_factory=dict)
    ledger: Ledger = Ledger()


class LiveFloor:
    """Implements ivr.flows.services.Floor.

    `older` gives a version that is no longer in force, for calls that began with it. Calls that this process gave out
    since the last snapshot are counted at once, so that workers deciding at the same time stay within a call each.
    """

    def __init__(self, snapshot: Refreshed[Snapshot], *, older: Callable[[int], Compiled | None]) -> None:
        self._snapshot = snapshot
        self._older = older
        self._given = _GivenHere()

    @property
    def routing(self) -> Routing:
        """The document in force."""
        return self._snapshot().config.routing

    @property
    def version(self) -> int:
        """Its number."""
        return self._snapshot().config.version

    def document(self, version: int | None) -> Routing:
        """The document of a call under way."""
        return self._config(version).routing

    def decide(self, caller: Caller, version: int | None, now: datetime) -> tuple[Decision, Mapping[str, object]]:
        """Where a caller goes, with the reasons as JSON values."""
        now_is, config = self._snapshot(), self._config(version)
        decision = decide(config, caller, self._states(config), self._given.on(now_is.ledger), now)
        if decision.given is not None:
            self._given.add(decision.given, now_is.ledger)
        return decision, explanation(config, caller, decision)

    def can_take(self, queue: str, now: datetime) -> bool:
        """Whether a queue of the document in force could take a call."""
        now_is = self._snapshot()
        return can_take(now_is.config, queue, self._states(now_is.config), now_is.ledger, now)

    def wait(self, queue: str, ahead: int) -> float | None:
        """Seconds that a caller with so many ahead will wait."""
        state = self._snapshot().states.get(queue, QUIET)
        return None if state.pace is None else (ahead + 1) * state.pace

    def announcements(self, dnis: str, language: str) -> tuple[str, ...]:
        """The messages of the switches that are on for a number."""
        now_is = self._snapshot()
        on = (now_is.config.routing.switches.get(name) for name in sorted(now_is.switches))
        heard = (each for each in on if each and not each.queues and (not each.numbers or dnis in each.numbers))
        return tuple(each.message[language] for each in heard if language in each.message)

    def _config(self, version: int | None) -> Compiled:
        now_is = self._snapshot().config
        if version is None or version == now_is.version:
            return now_is
        return self._older(version) or now_is

    def _states(self, config: Compiled) -> Mapping[str, QueueState]:
        """The queues as they stand, with those that a switch closes."""
        return self._snapshot().states
