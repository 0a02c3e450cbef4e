"""Divides calls between vendors by share: counted in a ledger, not drawn at random.

Each call of a split entitles every queue to its share of one call and is assigned whole to one of them. The queue with
the largest debt (calls entitled less calls assigned) is chosen, so that no share is ever off by more than a call. A
queue that cannot take calls stays entitled up to its vendor's `max_makeup_calls`; beyond that its share goes to the
others.

A caller whose last call was with a queue of the split is kept there as long as that leaves every share within half of
its tolerance. Such a call counts like any other, so that later calls compensate for it.

Outside this package the figures have older names, which are a contract: Redis, SQL, the API and recorded decisions call
`entitled` owed and `assigned` given.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Self

from routing.json_value import Json, JsonValue, members, number, text
from routing.kpi_formulas import share_deviation
from routing.model import TOLERANCE, Routing

LedgerKey = tuple[str, str]
"""Rule and queue."""
LEDGER_FIELDS = ("owed", "given", "kept", "moved")
"""The fields of a stored ledger entry."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """Calls that a rule entitles a queue to, and calls assigned to it, in one period.

    `kept` counts the assigned calls whose caller stayed with the queue of the last call; `moved` is the number of calls
    that the queue gained by that from queues with a larger debt, less those that it lost.
    """

    entitled: float = 0.0
    assigned: int = 0
    kept: int = 0
    moved: int = 0

    @property
    def debt(self) -> float:
        """Calls still to be assigned; negative when too many were."""
        return self.entitled - self.assigned

    def stored(self) -> dict[str, float]:
        """The entry by LEDGER_FIELDS."""
        return dict(zip(LEDGER_FIELDS, (self.entitled, self.assigned, self.kept, self.moved), strict=True))

    @classmethod
    def from_stored(cls, found: Mapping[str, float]) -> Self:
        """The entry from LEDGER_FIELDS; a field that is missing counts as 0."""
        owed, *counts = (found.get(name, 0.0) for name in LEDGER_FIELDS)
        return cls(owed, *map(int, counts))


NOTHING = LedgerEntry()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries of the current month and day. The month decides between queues; caps apply to both."""

    month: Mapping[LedgerKey, LedgerEntry] = field(default_factory=dict)
    day: Mapping[LedgerKey, LedgerEntry] = field(default_factory=dict)

    def entry(self, rule: str, queue: str) -> LedgerEntry:
        """The entry of a rule and queue this month."""
        return self.month.get((rule, queue), NOTHING)

    def debt(self, rule: str, queue: str) -> float:
        """The debt of a rule to a queue this month, in calls."""
        return self.entry(rule, queue).debt

    def assigned_today(self, queues: Collection[str]) -> int:
        """Calls assigned to queues today, by all rules."""
        return sum(entry.assigned for (_, queue), entry in self.day.items() if queue in queues)

    def assigned_this_month(self, queues: Collection[str]) -> int:
        """Calls assigned to queues this month, by all rules."""
        return sum(entry.assigned for (_, queue), entry in self.month.items() if queue in queues)

    def counted(self, assignment: "Assignment") -> "Ledger":
        """The ledger after one more call."""
        return Ledger(_counted(self.month, assignment), _counted(self.day, assignment))


@dataclass(frozen=True, slots=True)
class Assignment:
    """One call assigned to a queue by a rule; `entitled` is the part of it that each queue of the split is entitled to.

    `kept` is true if the caller stays with the queue of the last call; `instead_of` then names the queue with the
    largest debt, which would have got the call.
    """

    rule: str
    queue: str
    entitled: Mapping[str, float] = field(default_factory=dict)
    kept: bool = False
    instead_of: str = ""

    def stored(self) -> dict[str, JsonValue]:
        """The assignment as a recorded decision holds it."""
        return {
            "rule": self.rule,
            "queue": self.queue,
            "owed": self.entitled,
            "kept": self.kept,
            "instead_of": self.instead_of,
        }

    @classmethod
    def from_stored(cls, found: Json) -> Self:
        """The assignment of a recorded decision; fields that this version does not know are ignored."""
        entitled = {queue: number(part) for queue, part in members(found.get("owed")).items()}
        rule, queue, instead_of = text(found["rule"]), text(found["queue"]), text(found.get("instead_of"))
        return cls(rule, queue, entitled, kept=found.get("kept") is True, instead_of=instead_of)

    def entries(self) -> Iterator[tuple[str, LedgerEntry]]:
        """The amounts that the call adds to the entry of each queue concerned."""
        for queue in {*self.entitled, self.queue, *filter(None, [self.instead_of])}:
            is_assigned, is_lost = queue == self.queue, queue == self.instead_of
            moved = bool(self.instead_of) * is_assigned - is_lost
            entitled = self.entitled.get(queue, 0.0)
            yield queue, LedgerEntry(entitled, int(is_assigned), int(is_assigned and self.kept), moved)


def added(one: LedgerEntry, other: LedgerEntry) -> LedgerEntry:
    """The sum of two entries."""
    return LedgerEntry(
        one.entitled + other.entitled, one.assigned + other.assigned, one.kept + other.kept, one.moved + other.moved
    )


def _counted(period: Mapping[LedgerKey, LedgerEntry], assignment: Assignment) -> dict[LedgerKey, LedgerEntry]:
    after = dict(period)
    for queue, entry in assignment.entries():
        key = assignment.rule, queue
        after[key] = added(after.get(key, NOTHING), entry)
    return after


def entitlement_of_one_call(
    rule: str, shares: Mapping[str, int], fit: Collection[str], *, ledger: Ledger, max_makeup_calls: Mapping[str, int]
) -> dict[str, float]:
    """The part of one more call that each queue is entitled to, 1 in all.

    `max_makeup_calls` is the largest debt of a queue that cannot take the call and is still entitled to its share.
    """
    entitled = [queue for queue in shares if queue in fit or ledger.debt(rule, queue) < max_makeup_calls.get(queue, 0)]
    total = sum(shares[queue] for queue in entitled)
    return {queue: shares[queue] / total for queue in entitled}


@dataclass(frozen=True, slots=True)
class QueueShare:
    """A queue of a split when a call arrives: its target (percent), and its ledger entry of the month before the call.

    `debt` includes the entitlement of this call; `fit` is true if the queue can take it.
    """

    queue: str
    target: int
    entitled: float
    assigned: int
    debt: float
    fit: bool

    def stored(self) -> dict[str, JsonValue]:
        """The share as a recorded decision holds it."""
        return {
            "queue": self.queue,
            "target": self.target,
            "owed": self.entitled,
            "given": self.assigned,
            "debt": self.debt,
            "fit": self.fit,
        }


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """The queue that a split assigned a call to, and the reason.

    `most_owed` is the queue with the largest debt; `last` is the queue of the split that had the caller's last call,
    empty if none of them can take this one; `kept` is true if the call went there for that reason. `room` is the number
    of calls by which a share may be off to keep a caller.
    """

    queues: tuple[QueueShare, ...]
    most_owed: str
    last: str = ""
    kept: bool = False
    room: float = 0.0

    @property
    def queue(self) -> str:
        """The queue that the call is assigned to."""
        return self.last if self.kept else self.most_owed

    def stored(self) -> dict[str, JsonValue]:
        """The choice as a recorded decision holds it."""
        return {
            "queues": [each.stored() for each in self.queues],
            "most_owed": self.most_owed,
            "last": self.last,
            "kept": self.kept,
            "room": self.room,
            "queue": self.queue,
        }


def choose(
    rule: str,
    shares: Mapping[str, int],
    fit: Collection[str],
    *,
    entitled: Mapping[str, float],
    ledger: Ledger,
    tolerances: Mapping[str, float],
    last: str = "",
) -> SplitChoice:
    """The queue of a split for one more call.

    `entitled` is the part of the call that each queue is entitled to; `tolerances` are points by queue; `last` is the
    queue that had the caller's last call and knows the story. It is preferred only while every share stays near its
    target.
    """
    debts = {queue: ledger.debt(rule, queue) + entitled.get(queue, 0.0) for queue in shares}
    found = tuple(
        QueueShare(queue, target, entry.entitled, entry.assigned, debts[queue], queue in fit)
        for queue, target in shares.items()
        for entry in [ledger.entry(rule, queue)]
    )
    first = max(fit, key=lambda queue: debts[queue])
    if last not in fit:
        return SplitChoice(found, first)
    calls = 1 + sum(each.assigned for each in found)
    rooms = {queue: max(1.0, tolerances.get(queue, TOLERANCE) / 200 * calls) for queue in fit}
    return SplitChoice(found, first, last, last == first or _is_fair(last, debts, rooms), rooms[last])


def _is_fair(last: str, debts: Mapping[str, float], rooms: Mapping[str, float]) -> bool:
    """True if the queue can have one more call without being too far ahead, or any other too far behind."""
    behind = all(debts[queue] <= room for queue, room in rooms.items() if queue != last)
    return behind and debts[last] - 1 >= -rooms[last]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the ledger for people. Shares are percent, `deviation` is points above the target.

    `kept` and `moved` are as in `LedgerEntry`.
    """

    rule: str
    queue: str
    vendor: str
    target: int
    entitled: float
    assigned: int
    share: float
    deviation: float
    is_off: bool
    """True if the deviation exceeds the vendor's tolerance."""
    kept: int
    moved: int

    def to_json(self) -> dict[str, JsonValue]:
        """The row by its names in the API."""
        names = {"entitled": "owed", "assigned": "given"}
        return {names.get(name, name): value for name, value in asdict(self).items()}


def table(routing: Routing, period: Mapping[LedgerKey, LedgerEntry]) -> Iterator[LedgerRow]:
    """The ledger rows of all splits of a document, which may be unfinished, in a period."""
    for rule in routing.rules:
        total = sum(period.get((rule.name, queue), NOTHING).assigned for queue in rule.split or ())
        for queue, target in (rule.split or {}).items():
            entry = period.get((rule.name, queue), NOTHING)
            share = 100 * entry.assigned / total if total else 0.0
            vendor = (routing.queues[queue].vendor or "") if queue in routing.queues else ""
            deviation = share_deviation(share=share, target=target) if total else 0.0
            tolerance = routing.vendors[vendor].tolerance if vendor in routing.vendors else 100.0
            yield LedgerRow(
                rule=rule.name,
                queue=queue,
                vendor=vendor,
                target=target,
                entitled=entry.entitled,
                assigned=entry.assigned,
                share=share,
                deviation=deviation,
                is_off=abs(deviation) > tolerance,
                kept=entry.kept,
                moved=entry.moved,
            )
