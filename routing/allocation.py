"""Sharing calls out between vendors: counted, not drawn at random.

Each call of a split owes every queue its share of one call and gives the whole of it to one of them. The queue that is
owed most is chosen, so that no share is ever off by more than a call. A queue that cannot take calls goes on being
owed, up to what its vendor `makes_up`; beyond that its share is owed to the others.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from routing.model import Routing

Key = tuple[str, str]
"""Rule and queue."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Calls owed to a queue by a rule, and calls given, in one period."""

    owed: float = 0.0
    given: int = 0

    @property
    def debt(self) -> float:
        """Calls that are still owed; negative when too many were given."""
        return self.owed - self.given


NOTHING = Entry()


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was owed and given this month, and today. The month decides; both are capped."""

    month: Mapping[Key, Entry] = field(default_factory=dict)
    day: Mapping[Key, Entry] = field(default_factory=dict)

    def debt(self, rule: str, queue: str) -> float:
        """Calls that a queue is owed by a rule this month."""
        return self.month.get((rule, queue), NOTHING).debt

    def given_today(self, queues: Collection[str]) -> int:
        """Calls given to queues today, by all rules."""
        return sum(entry.given for (_, queue), entry in self.day.items() if queue in queues)

    def given_this_month(self, queues: Collection[str]) -> int:
        """Calls given to queues this month, by all rules."""
        return sum(entry.given for (_, queue), entry in self.month.items() if queue in queues)

    def counted(self, given: "Given") -> "Ledger":
        """The ledger after one more call."""
        return Ledger(_counted(self.month, given), _counted(self.day, given))


@dataclass(frozen=True, slots=True)
class Given:
    """One call given to a queue by a rule; `owed` is what that adds to what each queue of its split is owed."""

    rule: str
    queue: str
    owed: Mapping[str, float] = field(default_factory=dict)


def _counted(period: Mapping[Key, Entry], given: Given) -> dict[Key, Entry]:
    after = dict(period)
    for queue in {*given.owed, given.queue}:
        entry = after.get((given.rule, queue), NOTHING)
        owed = entry.owed + given.owed.get(queue, 0.0)
        after[given.rule, queue] = Entry(owed, entry.given + (queue == given.queue))
    return after


def owed_by_one_call(
    rule: str, shares: Mapping[str, int], fit: Collection[str], *, ledger: Ledger, makes_up: Mapping[str, int]
) -> dict[str, float]:
    """What one more call owes each queue, 1 in all. `makes_up` is the most debt of a queue that is not fit now."""
    owing = [queue for queue in shares if queue in fit or ledger.debt(rule, queue) < makes_up.get(queue, 0)]
    whole = sum(shares[queue] for queue in owing)
    return {queue: shares[queue] / whole for queue in owing}


def most_owed(rule: str, owed: Mapping[str, float], fit: Collection[str], ledger: Ledger) -> str:
    """The fit queue that is furthest below its share once this call is owed."""
    return max(fit, key=lambda queue: ledger.debt(rule, queue) + owed.get(queue, 0.0))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger as people read it. Shares are percent, `deviation` is points above the target."""

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


def table(routing: Routing, period: Mapping[Key, Entry]) -> Iterator[Row]:
    """The splits of a document, which may be unfinished, with what was owed and given in a period."""
    for rule in routing.rules:
        whole = sum(period.get((rule.name, queue), NOTHING).given for queue in rule.split or ())
        for queue, target in (rule.split or {}).items():
            entry = period.get((rule.name, queue), NOTHING)
            share = 100 * entry.given / whole if whole else 0.0
            vendor = (routing.queues[queue].vendor or "") if queue in routing.queues else ""
            deviation = share - target if whole else 0.0
            tolerance = routing.vendors[vendor].tolerance if vendor in routing.vendors else 100.0
            yield Row(
                rule.name, queue, vendor, target, entry.owed, entry.given, share, deviation, abs(deviation) > tolerance
            )
