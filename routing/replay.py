"""What a change of the document would do: calls that were, decided once more by what is in force and by the draft.

Each queue is taken to be as if nobody waited, so that what differs is the documents' doing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from routing.allocation import Ledger
from routing.caller import CallerProfile
from routing.decide import Compiled, SkippedQueue, decide

Called = tuple[datetime, CallerProfile]
"""When somebody called, and what was known of them."""


@dataclass(frozen=True, slots=True)
class QueueChange:
    """Calls of a queue by either document, and why it is closed right now by the draft; None: it is open."""

    queue: str
    before: int
    after: int
    closed: SkippedQueue | None = None

    @property
    def is_risky(self) -> bool:
        """Whether it would get more calls while nobody is there."""
        return self.closed is not None and self.after > self.before


@dataclass(frozen=True, slots=True)
class Replay:
    """`lost` are calls that reached nobody, before and after.

    `because` is why calls would not be taken by the queue that they are meant for, and how many.
    """

    calls: int
    queues: tuple[QueueChange, ...]
    lost: tuple[int, int]
    because: tuple[tuple[SkippedQueue, int], ...]

    @property
    def loses_more(self) -> bool:
        """Whether more callers would find nobody than now."""
        return self.lost[1] > self.lost[0]

    @property
    def is_risky(self) -> bool:
        """Whether somebody should look twice before the draft is in force at once."""
        return self.loses_more or any(each.is_risky for each in self.queues)


def replay(current: Compiled, draft: Compiled, called: Sequence[Called], now: datetime) -> Replay:
    """Each call at the time it came; of the queues that would get other calls than now, how they stand `now`."""
    (before, _), (after, reasons) = _decided(current, called), _decided(draft, called)
    changed = [
        QueueChange(queue, before[queue], after[queue], _closed(draft, queue, now))
        for queue in {**before, **after}
        if queue and before[queue] != after[queue]
    ]
    ordered = sorted(changed, key=lambda each: each.before - each.after)
    return Replay(len(called), tuple(ordered), (before[""], after[""]), tuple(reasons.most_common()))


def _decided(config: Compiled, called: Sequence[Called]) -> tuple[Counter[str], Counter[SkippedQueue]]:
    """Calls by queue, "" for nobody; and why the queue that was meant took none. Splits are counted from nothing."""
    queues, reasons, ledger = Counter[str](), Counter[SkippedQueue](), Ledger()
    for at, caller in called:
        decision = decide(config, caller, {}, ledger, at)
        queues[decision.queue or ""] += 1
        if decision.assignment:
            ledger = ledger.counted(decision.assignment)
        if refusal := decision.refusal:
            reasons[SkippedQueue(refusal.queue, refusal.reason, refusal.detail)] += 1
    return queues, reasons


def _closed(config: Compiled, name: str, now: datetime) -> SkippedQueue | None:
    queue = config.routing.queues.get(name)
    if queue is None:
        return None
    opening = config.opening(queue, now)
    return None if opening.is_open else SkippedQueue(name, opening.reason, opening.name, opening.opens)
