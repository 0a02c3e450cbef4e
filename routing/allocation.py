"""Sharing calls out between vendors: counted, not drawn at random.

Each call of a split owes every queue its share of one call and gives the whole of it to one of them. The queue that is
owed most is chosen, so that no share is ever off by more than a call. A queue that cannot take calls goes on being
owed, up to what its vendor `makes_up`; beyond that its share is owed to the others.

A caller whose last call was with a queue of the split is kept there as long as that leaves every share within half of
its tolerance. Such a call counts as any other, so that the calls after it make good for it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from routing.model import TOLERANCE, Routing

LedgerKey = tuple[str, str]
"""Rule and queue."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """Calls owed to a queue by a rule, and calls given, in one period.

    `kept` are those of the given calls whose caller was kept in the queue of the last call; `moved` are the calls that
    the queue gained by that from queues that were owed more, less those that it lost.
    """

    owed: float = 0.0
    given: int = 0
    kept: int = 0
    moved: int = 0

    @property
    def debt(self) -> float:
        """Calls that are still owed; negative when too many were given."""
        return self.owed - self.given


NOTHING = LedgerEntry()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was owed and given this month, and today. The month decides; both are capped."""

    month: Mapping[LedgerKey, LedgerEntry] = field(default_factory=dict)
    day: Mapping[LedgerKey, LedgerEntry] = field(default_factory=dict)

    def entry(self, rule: str, queue: str) -> LedgerEntry:
        """What a queue was owed and given by a rule this month."""
        return self.month.get((rule, queue), NOTHING)

    def debt(self, rule: str, queue: str) -> float:
        """Calls that a queue is owed by a rule this month."""
        return self.entry(rule, queue).debt

    def given_today(self, queues: Collection[str]) -> int:
        """Calls given to queues today, by all rules."""
        return sum(entry.given for (_, queue), entry in self.day.items() if queue in queues)

    def given_this_month(self, queues: Collection[str]) -> int:
        """Calls given to queues this month, by all rules."""
        return sum(entry.given for (_, queue), entry in self.month.items() if queue in queues)

    def counted(self, given: "Assignment") -> "Ledger":
        """The ledger after one more call."""
        return Ledger(_counted(self.month, given), _counted(self.day, given))


@dataclass(frozen=True, slots=True)
class Assignment:
    """One call given to a queue by a rule; `owed` is what that adds to what each queue of its split is owed.

    `kept` is whether the caller stays in the queue of the last call; `instead_of` is then the queue that was owed more.
    """

    rule: str
    queue: str
    owed: Mapping[str, float] = field(default_factory=dict)
    kept: bool = False
    instead_of: str = ""

    @classmethod
    def recalled(cls, kept: Mapping[str, Any]) -> Self:
        """What a decision that was kept gave, as far as this version knows what it says."""
        return cls(**{each.name: kept[each.name] for each in fields(cls) if each.name in kept})

    def entries(self) -> Iterator[tuple[str, LedgerEntry]]:
        """What the call adds to the entry of each queue that it concerns."""
        for queue in {*self.owed, self.queue, *filter(None, [self.instead_of])}:
            is_given, is_lost = queue == self.queue, queue == self.instead_of
            moved = bool(self.instead_of) * is_given - is_lost
            yield queue, LedgerEntry(self.owed.get(queue, 0.0), int(is_given), int(is_given and self.kept), moved)


def added(one: LedgerEntry, other: LedgerEntry) -> LedgerEntry:
    """The sum of two entries."""
    return LedgerEntry(one.owed + other.owed, one.given + other.given, one.kept + other.kept, one.moved + other.moved)


def _counted(period: Mapping[LedgerKey, LedgerEntry], given: Assignment) -> dict[LedgerKey, LedgerEntry]:
    after = dict(period)
    for queue, entry in given.entries():
        key = given.rule, queue
        after[key] = added(after.get(key, NOTHING), entry)
    return after


def owed_by_one_call(
    rule: str, shares: Mapping[str, int], fit: Collection[str], *, ledger: Ledger, makes_up: Mapping[str, int]
) -> dict[str, float]:
    """What one more call owes each queue, 1 in all. `makes_up` is the most debt of a queue that is not fit now."""
    owing = [queue for queue in shares if queue in fit or ledger.debt(rule, queue) < makes_up.get(queue, 0)]
    whole = sum(shares[queue] for queue in owing)
    return {queue: shares[queue] / whole for queue in owing}


@dataclass(frozen=True, slots=True)
class QueueShare:
    """A queue of a split as one call finds it: its target (percent), and the month before the call.

    `debt` are the calls that it is owed once this one is shared out; `fit` is whether it can take the call.
    """

    queue: str
    target: int
    owed: float
    given: int
    debt: float
    fit: bool


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """How a split gave a call, and why.

    `most_owed` is the queue that was owed most; `last` is the queue of the split that had the caller's last call, empty
    where there is none that can take this one; `kept` is whether the call went there for that reason. `room` is by how
    many calls a share may be off for a caller's sake.
    """

    queues: tuple[QueueShare, ...]
    most_owed: str
    last: str = ""
    kept: bool = False
    room: float = 0.0

    @property
    def queue(self) -> str:
        """The queue that the call is given to."""
        return self.last if self.kept else self.most_owed


def choose(
    rule: str,
    shares: Mapping[str, int],
    fit: Collection[str],
    *,
    owed: Mapping[str, float],
    ledger: Ledger,
    tolerances: Mapping[str, float],
    last: str = "",
) -> SplitChoice:
    """The queue of a split for one more call. `owed` is what the call owes; `tolerances` are points by queue.

    `last` is the queue that had the caller's last call. Its story is known there; but not every share is for that.
    """
    debts = {queue: ledger.debt(rule, queue) + owed.get(queue, 0.0) for queue in shares}
    found = tuple(
        QueueShare(queue, target, entry.owed, entry.given, debts[queue], queue in fit)
        for queue, target in shares.items()
        for entry in [ledger.entry(rule, queue)]
    )
    first = max(fit, key=lambda queue: debts[queue])
    if last not in fit:
        return SplitChoice(found, first)
    calls = 1 + sum(each.given for each in found)
    rooms = {queue: max(1.0, tolerances.get(queue, TOLERANCE) / 200 * calls) for queue in fit}
    return SplitChoice(found, first, last, last == first or _is_fair(last, debts, rooms), rooms[last])


def _is_fair(last: str, debts: Mapping[str, float], rooms: Mapping[str, float]) -> bool:
    """Whether the queue may have one more call without being too far ahead, or any other too far behind."""
    behind = all(debts[queue] <= room for queue, room in rooms.items() if queue != last)
    return behind and debts[last] - 1 >= -rooms[last]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger as people read it. Shares are percent, `deviation` is points above the target.

    `kept` and `moved` are as in `LedgerEntry`.
    """

    rule: str
    queue: str
    vendor: str
    target: int
    owed: float
    given: int
    share: float
    deviation: float
    is_off: bool
    """Whether the deviation is more than the vendor's tolerance."""
    kept: int
    moved: int


def table(routing: Routing, period: Mapping[LedgerKey, LedgerEntry]) -> Iterator[LedgerRow]:
    """The splits of a document, which may be unfinished, with what was owed and given in a period."""
    for rule in routing.rules:
        whole = sum(period.get((rule.name, queue), NOTHING).given for queue in rule.split or ())
        for queue, target in (rule.split or {}).items():
            entry = period.get((rule.name, queue), NOTHING)
            share = 100 * entry.given / whole if whole else 0.0
            vendor = (routing.queues[queue].vendor or "") if queue in routing.queues else ""
            deviation = share - target if whole else 0.0
            tolerance = routing.vendors[vendor].tolerance if vendor in routing.vendors else 100.0
            yield LedgerRow(
                rule=rule.name,
                queue=queue,
                vendor=vendor,
                target=target,
                owed=entry.owed,
                given=entry.given,
                share=share,
                deviation=deviation,
                is_off=abs(deviation) > tolerance,
                kept=entry.kept,
                moved=entry.moved,
            )
