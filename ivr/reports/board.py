"""The board: what every queue, vendor and language was offered and gave today, and how it stands now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ivr.reports.figures import Counts, Figure, abandonment, answer_speed, service_level, total
from routing.caller import QUIET, QueueState
from routing.model import Routing

IN_HOUSE = "in house"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `goal` is the share of callers (percent) to be answered in time; None where queues differ."""

    name: str
    counts: Counts
    waiting: int
    longest: float
    agents: int | None
    service: Figure
    speed: Figure
    abandoned: Figure
    goal: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether the service level is below its goal."""
        return self.goal is not None and self.service.value is not None and 100 * self.service.value < self.goal


@dataclass(frozen=True, slots=True)
class Board:
    """The rows by what they are of."""

    queues: tuple[Row, ...]
    vendors: tuple[Row, ...]
    languages: tuple[Row, ...]
    whole: Row


def board(
    routing: Routing,
    counts: Mapping[tuple[str, str], Counts],
    states: Mapping[str, QueueState],
    agents: Mapping[str, int],
) -> Board:
    """The board from the counts by queue and language, the queues as they stand, and who is at each desk."""
    by_queue = _summed(counts, lambda queue, _: queue)
    by_vendor = _summed(counts, lambda queue, _: vendor_of(routing, queue))
    by_language = _summed(counts, lambda _, language: language)
    names = dict.fromkeys([*routing.queues, *sorted(by_queue)])  # those that are gone had calls today as well
    queues = tuple(_of_queue(routing, name, by_queue.get(name, Counts()), states, agents) for name in names)
    vendors = dict.fromkeys([*(vendor_of(routing, name) for name in routing.queues), *by_vendor])
    return Board(
        queues=queues,
        vendors=tuple(_of_several(routing, name, by_vendor.get(name, Counts()), states) for name in vendors),
        languages=tuple(_row(name, its, waiting=its.waiting) for name, its in sorted(by_language.items())),
        whole=_row("all", total(counts.values()), waiting=sum(state.waiting for state in states.values())),
    )


def vendor_of(routing: Routing, queue: str) -> str:
    """Whose queue it is; in house also for one that is no longer there."""
    known = routing.queues.get(queue)
    return (known.vendor if known else None) or IN_HOUSE


def targets(routing: Routing) -> dict[str, int]:
    """The seconds within which each queue should answer."""
    return {name: queue.service_level.seconds for name, queue in routing.queues.items()}


def lines(found: Board) -> Iterator[tuple[object, ...]]:
    """The board as a table: a heading, then a line a row, with raw counts and ratios."""
    yield (
        "of", "name", "offered", "answered", "answered_in_target", "seconds_waited", "abandoned", "short_abandoned",
        "flowed_out", "waiting", "waiting_now", "longest_wait", "service_level", "asa", "abandonment",
    )  # fmt: skip
    parts = (("queue", found.queues), ("vendor", found.vendors), ("language", found.languages))
    for kind, rows in (*parts, ("all", (found.whole,))):
        for row in rows:
            c = row.counts
            raw = (c.offered, c.answered, c.within, round(c.waited, 1), c.abandoned, c.short, c.flowed, c.waiting)
            figures = (row.service, row.speed, row.abandoned)
            ratios = ("n/a" if each.value is None else each.value for each in figures)
            yield (kind, row.name, *raw, row.waiting, round(row.longest), *ratios)


def _summed(counts: Mapping[tuple[str, str], Counts], of: Callable[[str, str], str]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for (queue, language), its in counts.items():
        name = of(queue, language)
        found[name] = found.get(name, Counts()) + its
    return found


def _of_queue(
    routing: Routing, name: str, counts: Counts, states: Mapping[str, QueueState], agents: Mapping[str, int]
) -> Row:
    queue, state = routing.queues.get(name), states.get(name, QUIET)
    at_desk = agents.get(name, 0) if queue and queue.calls_back else None
    row = _row(name, counts, waiting=state.waiting, longest=state.longest, agents=at_desk)
    if queue is None:
        return row
    level = queue.service_level
    return replace(row, goal=level.percent, service=service_level(counts, target=level.seconds))


def _of_several(routing: Routing, vendor: str, counts: Counts, states: Mapping[str, QueueState]) -> Row:
    its = [states[name] for name in routing.queues if vendor_of(routing, name) == vendor and name in states]
    longest = max((state.longest for state in its), default=0.0)
    return _row(vendor, counts, waiting=sum(state.waiting for state in its), longest=longest)


def _row(name: str, counts: Counts, *, waiting: int, longest: float = 0.0, agents: int | None = None) -> Row:
    return Row(
        name=name,
        counts=counts,
        waiting=waiting,
        longest=longest,
        agents=agents,
        service=service_level(counts),
        speed=answer_speed(counts),
        abandoned=abandonment(counts),
    )
