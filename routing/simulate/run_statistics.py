"""What is written down in a run: of each queue, each kind of callers, and the line as a whole."""

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
    """Which calls count: those that come from `since` until `until` (seconds), when the run is over.

    `empties`: callers who are there by then are seen through to the end of their calls, and `overtime`: the time that
    takes counts as working time.
    """

    since: float
    until: float
    empties: bool = False
    overtime: bool = False

    @property
    def work_ends(self) -> float:
        """Until when working time counts."""
        return inf if self.overtime else self.until


@dataclass(slots=True)
class RunStatistics:
    """The tallies. Of a queue the wait is that in the queue; of a kind and of the line it is the caller's in all.

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
        """Books with nothing in them. Who gives up within `short` seconds counts in no service level."""
        return cls(queues, window, short, {name: Tally() for name in queues}, {name: Tally() for name in kinds})

    def busy(self, guest: SimulatedCaller) -> None:
        """A call found every line taken."""
        self.busy_tone += self._counts(guest)

    def arrived(self, guest: SimulatedCaller) -> None:
        """A call came."""
        if self._counts(guest):
            for tally in self._of(guest):
                tally.offered += 1

    def sent(self, guest: SimulatedCaller, queue: str, assignment: Assignment | None) -> None:
        """A call was sent to a queue."""
        if not self._counts(guest):
            return
        self.queues[queue].offered += 1
        if assignment is not None:
            for each, entry in assignment.entries():
                key = assignment.rule, each
                self.ledger[key] = added(self.ledger.get(key, NOTHING), entry)

    def answered(self, guest: SimulatedCaller, queue: str, since: float, now: float) -> None:
        """Somebody took a caller who had waited in the queue since then."""
        if self._counts(guest):
            target = self.documents[queue].service_level.seconds
            self.queues[queue].answer(now - since, target)
            for tally in self._of(guest):
                tally.answer(now - guest.arrived, target)

    def gave_up(self, guest: SimulatedCaller, queue: str, since: float, now: float) -> None:
        """A caller hung up while waiting."""
        if self._counts(guest):
            self.queues[queue].abandon(now - since, self.short)
            for tally in self._of(guest):
                tally.abandon(now - guest.arrived, self.short)

    def moved_on(self, guest: SimulatedCaller, queue: str, reason: str) -> None:
        """A caller left the queue for another: the call as a whole goes on."""
        if self._counts(guest):
            self.queues[queue].flow_out(reason)

    def left_a_message(self, guest: SimulatedCaller, queue: str, reason: str) -> None:
        """A call ended where nobody is to answer it: at a voicemail, or with a callback asked for."""
        if self._counts(guest):
            for tally in (self.queues[queue], *self._of(guest)):
                tally.flow_out(reason)

    def refused(self, guest: SimulatedCaller, decision: Decision, *, at_once: bool) -> None:
        """Nobody could take a call. If no queue had it before, it is counted at the queue that was wanted."""
        if not self._counts(guest):
            return
        reason = decision.refusal.reason if decision.refusal else "nobody"
        if at_once:
            self.queues[decision.wanted].offered += 1
            self.queues[decision.wanted].flow_out(reason)
        for tally in self._of(guest):
            tally.flow_out(reason)

    def still_waits(self, guest: SimulatedCaller, queue: str, since: float, now: float) -> None:
        """The run is over, and the caller still waits."""
        if self._counts(guest):
            self.queues[queue].keep_waiting(now - since)
            for tally in self._of(guest):
                tally.keep_waiting(now - guest.arrived)

    def _counts(self, guest: SimulatedCaller) -> bool:
        return self.window.since <= guest.arrived < self.window.until

    def _of(self, guest: SimulatedCaller) -> tuple[Tally, Tally]:
        return self.kinds[guest.kind], self.line
