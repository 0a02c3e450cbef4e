"""Statistics of a simulation run: by queue, by kind of caller, and for the line as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf

from routing.allocation import NOTHING, Assignment, LedgerEntry, LedgerKey, added
from routing.decide import Decision
from routing.model import Queue
from routing.simulate.caller_streams import SimulatedCaller
from routing.simulate.tally import Tally


@dataclass(frozen=True, slots=True)
class MeasurementWindow:
    """The calls that count: those that arrive from `since` until `until` (seconds), the end of the run.

    With `empties`, calls in progress at the end are simulated to their end; with `overtime`, that time counts as
    working time.
    """

    since: float
    until: float
    empties: bool = False
    overtime: bool = False

    @property
    def work_ends(self) -> float:
        """The end of the counted working time."""
        return inf if self.overtime else self.until


@dataclass(slots=True)
class RunStatistics:
    """The tallies. The wait of a queue is the time in that queue; of a kind and of the line it is the caller's total.

    `ledger` is the ledger of the run as a whole; `busy_tone` are calls that found no line.
    """

    documents: Mapping[str, Queue]
    window: MeasurementWindow
    short: float
    queues: dict[str, Tally] = field(default_factory=dict)
    kinds: dict[str, Tally] = field(default_factory=dict)
    line: Tally = field(default_factory=Tally)
    ledger: dict[LedgerKey, LedgerEntry] = field(default_factory=dict)
    busy_tone: int = 0

    @classmethod
    def opened(
        cls, queues: Mapping[str, Queue], kinds: Iterable[str], window: MeasurementWindow, short: float
    ) -> "RunStatistics":
        """Empty statistics. A caller who gives up within `short` seconds is excluded from service levels."""
        return cls(queues, window, short, {name: Tally() for name in queues}, {name: Tally() for name in kinds})

    def busy(self, simulated: SimulatedCaller) -> None:
        """Count a call that found all lines busy."""
        self.busy_tone += self._counts(simulated)

    def arrived(self, simulated: SimulatedCaller) -> None:
        """Count an arrived call."""
        if self._counts(simulated):
            for tally in self._of(simulated):
                tally.offered += 1

    def sent(self, simulated: SimulatedCaller, queue: str, assignment: Assignment | None) -> None:
        """Count a call sent to a queue."""
        if not self._counts(simulated):
            return
        self.queues[queue].offered += 1
        if assignment is not None:
            for each, entry in assignment.entries():
                key = assignment.rule, each
                self.ledger[key] = added(self.ledger.get(key, NOTHING), entry)

    def answered(self, simulated: SimulatedCaller, queue: str, since: float, now: float) -> None:
        """Count an answered caller who had waited in the queue since `since`."""
        if self._counts(simulated):
            target = self.documents[queue].service_level.seconds
            self.queues[queue].answer(now - since, target)
            for tally in self._of(simulated):
                tally.answer(now - simulated.arrived, target)

    def gave_up(self, simulated: SimulatedCaller, queue: str, since: float, now: float) -> None:
        """Count a caller who hung up while waiting."""
        if self._counts(simulated):
            self.queues[queue].abandon(now - since, self.short)
            for tally in self._of(simulated):
                tally.abandon(now - simulated.arrived, self.short)

    def moved_on(self, simulated: SimulatedCaller, queue: str, reason: str) -> None:
        """Count a caller who left the queue for another; the call as a whole goes on."""
        if self._counts(simulated):
            self.queues[queue].flow_out(reason)

    def left_a_message(self, simulated: SimulatedCaller, queue: str, reason: str) -> None:
        """Count a call that ended at a voicemail or with a callback request."""
        if self._counts(simulated):
            for tally in (self.queues[queue], *self._of(simulated)):
                tally.flow_out(reason)

    def refused(self, simulated: SimulatedCaller, decision: Decision, *, at_once: bool) -> None:
        """Count a call that no queue could take. If no queue had it before, it counts at the wanted queue."""
        if not self._counts(simulated):
            return
        reason = decision.refusal.reason if decision.refusal else "nobody"
        if at_once:
            self.queues[decision.wanted].offered += 1
            self.queues[decision.wanted].flow_out(reason)
        for tally in self._of(simulated):
            tally.flow_out(reason)

    def still_waits(self, simulated: SimulatedCaller, queue: str, since: float, now: float) -> None:
        """Count a caller who still waits at the end of the run."""
        if self._counts(simulated):
            self.queues[queue].keep_waiting(now - since)
            for tally in self._of(simulated):
                tally.keep_waiting(now - simulated.arrived)

    def _counts(self, simulated: SimulatedCaller) -> bool:
        return self.window.since <= simulated.arrived < self.window.until

    def _of(self, simulated: SimulatedCaller) -> tuple[Tally, Tally]:
        return self.kinds[simulated.kind], self.line
