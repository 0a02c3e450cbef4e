"""Previews a draft: past calls are decided again by the document in force and by the draft.

Every queue is assumed empty, so that all differences are due to the documents.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from routing.allocation import Ledger
from routing.caller import CallerProfile
from routing.decide import CompiledRouting, SkippedQueue, decide

Called = tuple[datetime, CallerProfile]
"""The time of a call, and the facts on its caller."""


@dataclass(frozen=True, slots=True)
class QueueChange:
    """Calls of a queue by each document. `closed` is the reason why the draft has it closed now; None if it is open."""

    queue: str
    before: int
    after: int
    closed: SkippedQueue | None = None

    @property
    def is_risky(self) -> bool:
        """Whether the queue would get more calls while it is closed."""
        return self.closed is not None and self.after > self.before


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of a replay. `lost` counts calls that reached no queue, before and after.

    `because` counts the reasons why the draft's wanted queues would not take calls.
    """

    calls: int
    queues: tuple[QueueChange, ...]
    lost: tuple[int, int]
    because: tuple[tuple[SkippedQueue, int], ...]

    @property
    def loses_more(self) -> bool:
        """Whether more calls would reach no queue than now."""
        return self.lost[1] > self.lost[0]

    @property
    def is_risky(self) -> bool:
        """Whether the draft needs a confirmation before it is published at once."""
        return self.loses_more or any(each.is_risky for each in self.queues)


def replay(current: CompiledRouting, draft: CompiledRouting, called: Sequence[Called], now: datetime) -> Replay:
    """Decide each call at its own time; queues whose number of calls changes are checked for being open `now`."""
    (before, _), (after, reasons) = _decided(current, called), _decided(draft, called)
    changed = [
        QueueChange(queue, before[queue], after[queue], _closed(draft, queue, now))
        for queue in {**before, **after}
        if queue and before[queue] != after[queue]
    ]
    ordered = sorted(changed, key=lambda each: each.before - each.after)
    return Replay(len(called), tuple(ordered), (before[""], after[""]), tuple(reasons.most_common()))


def _decided(config: CompiledRouting, called: Sequence[Called]) -> tuple[Counter[str], Counter[SkippedQueue]]:
    """Calls by queue ("" for none), and the reasons of wanted queues that took none. The ledger starts empty."""
    queues, reasons, ledger = Counter[str](), Counter[SkippedQueue](), Ledger()
    for at, caller in called:
        decision = decide(config, caller, {}, ledger, at)
        queues[decision.queue or ""] += 1
        if decision.assignment:
            ledger = ledger.counted(decision.assignment)
        if refusal := decision.refusal:
            reasons[SkippedQueue(refusal.queue, refusal.reason, refusal.detail)] += 1
    return queues, reasons


def _closed(config: CompiledRouting, name: str, now: datetime) -> SkippedQueue | None:
    queue = config.routing.queues.get(name)
    if queue is None:
        return None
    opening = config.opening(queue, now)
    return None if opening.is_open else SkippedQueue(name, opening.reason, opening.name, opening.opens)
