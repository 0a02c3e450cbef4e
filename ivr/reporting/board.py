"""The board: today's figures of every queue, vendor and language, and their state now."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ivr.reporting.day_curve import DayCurve, Halves, day_curve
from ivr.reporting.kpis import (
    OURS,
    Counts,
    Kpi,
    Repeats,
    ServiceLevelRule,
    abandonment,
    answer_speed,
    confirmed_containment,
    containment,
    first_contact,
    give_up,
    repeat_contact,
    service_level,
    total,
    verified_containment,
)
from routing.display_names import queue_names, vendor_names
from routing.model import Routing

IN_HOUSE = "in house"

Waits = Mapping[tuple[str, str], tuple[int, float]]
"""Waiting callers by queue and language: their number, and the longest wait in seconds."""


@dataclass(frozen=True, slots=True)
class Present:
    """The state now: waiting callers, calls in menus by language, agents by queue; unless not `is_known`."""

    waits: Waits = field(default_factory=dict)
    menus: Mapping[str, int] = field(default_factory=dict)
    agents: Mapping[str, int] = field(default_factory=dict)
    is_known: bool = True

    def of(self, wanted: Callable[[str, str], bool]) -> tuple[int, float] | None:
        """Return the waiting callers of the selected queues and languages, or None if unknown."""
        found = [waits for (queue, language), waits in self.waits.items() if wanted(queue, language)]
        if not self.is_known:
            return None
        return sum(many for many, _ in found), max((longest for _, longest in found), default=0.0)

    def within(self, queues: Collection[str]) -> "Present":
        """Return the part of some queues. Calls in menus belong to none."""
        waits = {of: its for of, its in self.waits.items() if of[0] in queues}
        agents = {name: many for name, many in self.agents.items() if name in queues}
        return replace(self, waits=waits, menus={}, agents=agents)


@dataclass(frozen=True, slots=True)
class Past:
    """Figures of the record: today by queue and language, and by language and disposition; repeats of the week."""

    counts: Mapping[tuple[str, str], Counts] = field(default_factory=dict)
    ended: Mapping[tuple[str, str], int] = field(default_factory=dict)
    repeats: Repeats = field(default_factory=Repeats)
    halves: Halves = field(default_factory=dict)

    def within(self, queues: Collection[str]) -> "Past":
        """Return the part of some queues. How calls ended is known of the whole line only."""
        halves = {of: its for of, its in self.halves.items() if of[1] in queues}
        return Past({of: its for of, its in self.counts.items() if of[0] in queues}, halves=halves)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One row. None means unknown. `goal` is the percentage of callers to be answered in time.

    `name` is the key of a queue or vendor, or a language; `title` is what people call it.
    """

    name: str
    title: str
    counts: Counts
    service: Kpi
    speed: Kpi
    abandoned: Kpi
    waiting: int | None = None
    longest: float | None = None
    agents: int | None = None
    menus: int | None = None
    contained: Kpi | None = None
    goal: int | None = None

    @property
    def is_short(self) -> bool:
        """Whether the service level is below its target."""
        return self.goal is not None and self.service.value is not None and 100 * self.service.value < self.goal


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of queues, vendors and languages, and the KPIs of the whole line."""

    queues: tuple[BoardRow, ...]
    vendors: tuple[BoardRow, ...]
    languages: tuple[BoardRow, ...]
    whole: BoardRow
    figures: tuple[Kpi, ...]
    curves: Mapping[str, DayCurve] = field(default_factory=dict)
    """Today by half-hour: service, speed, abandoned, offered."""

    @property
    def goal(self) -> int | None:
        """The service level that the queues promise together, weighted by their calls of today."""
        promised = [(row.goal, row.counts.offered) for row in self.queues if row.goal is not None]
        weight = sum(offered for _, offered in promised)
        if not weight:
            return max((goal for goal, _ in promised), default=None)
        return round(sum(goal * offered for goal, offered in promised) / weight)


def board(routing: Routing, past: Past, present: Present, by: ServiceLevelRule = OURS) -> Board:
    """Build the board from the record and the state now."""
    make = _Rows(routing, past, present, by)
    return Board(
        queues=tuple(map(make.queue, make.queues)),
        vendors=tuple(map(make.vendor, make.vendors)),
        languages=tuple(map(make.language, make.languages)),
        whole=make.whole(),
        figures=_figures(past),
        curves=_curves(past.halves, by),
    )


def _curves(halves: Halves, by: ServiceLevelRule) -> dict[str, DayCurve]:
    return {
        "service": day_curve(halves, lambda its: service_level(its, target=None, by=by).value),
        "speed": day_curve(halves, lambda its: answer_speed(its).value),
        "abandoned": day_curve(halves, lambda its: abandonment(its).value),
        "offered": day_curve(halves, lambda its: its.offered),
    }


def board_within(
    queues: Collection[str], routing: Routing, past: Past, present: Present, by: ServiceLevelRule = OURS
) -> Board:
    """Build the board of some queues, for users who see no others: without menus, and figures of the whole line."""
    found = board(routing_within(routing, queues), past.within(queues), present.within(queues), by)
    whole = replace(found.whole, menus=None, contained=None)
    languages = tuple(replace(row, menus=None, contained=None) for row in found.languages)
    return replace(found, whole=whole, languages=languages, figures=())


def routing_within(routing: Routing, queues: Collection[str]) -> Routing:
    """Return a document as users see it who see some queues only: these, their vendors and languages, and no numbers.

    It is for pages and cannot be published, since its rules still name others.
    """
    known = {name: queue for name, queue in routing.queues.items() if name in queues}
    vendors = {name: its for name, its in routing.vendors.items() if any(q.vendor == name for q in known.values())}
    return routing.model_copy(update={"queues": known, "vendors": vendors, "numbers": {}, "rules": ()})


def vendor_of(routing: Routing, queue: str) -> str:
    """Return the vendor of a queue; IN_HOUSE also for a queue that no longer exists."""
    known = routing.queues.get(queue)
    return (known.vendor if known else None) or IN_HOUSE


def targets(routing: Routing) -> dict[str, int]:
    """Return the target answer time of each queue, in seconds."""
    return {name: queue.service_level.seconds for name, queue in routing.queues.items()}


def table_rows(found: Board) -> Iterator[tuple[object, ...]]:
    """Yield the board as table rows after a heading, with raw counts and ratios."""
    yield (
        "of", "name", "offered", "answered", "answered_in_target", "seconds_waited", "abandoned", "short_abandoned",
        "abandoned_in_target", "flowed_out", "waiting", "waiting_now", "longest_wait", "agents", "in_menus",
        "service_level", "asa", "abandonment", "containment", "value",
    )  # fmt: skip
    parts = (("queue", found.queues), ("vendor", found.vendors), ("language", found.languages))
    for kind, rows in (*parts, ("all", (found.whole,))):
        for row in rows:
            c = row.counts
            raw = (c.offered, c.answered, c.within, round(c.waited, 1), c.abandoned, c.short, c.given_up, c.flowed)
            now = (row.waiting, None if row.longest is None else round(row.longest), row.agents, row.menus)
            ratios = (row.service.value, row.speed.value, row.abandoned.value, row.contained and row.contained.value)
            yield (kind, row.name, *raw, c.waiting, *map(_known, (*now, *ratios)), "")
    for figure in found.figures:
        yield ("figure", figure.name, *[""] * 17, _known(figure.value))


def _known(value: object) -> object:
    return "n/a" if value is None else value


def _figures(past: Past) -> tuple[Kpi, ...]:
    ended = _by_disposition(past.ended)
    return (
        containment(ended),
        verified_containment(past.repeats, hours=24),
        confirmed_containment(past.repeats, days=7),
        give_up(ended),
        first_contact(past.repeats, days=7),
        repeat_contact(past.repeats, days=7),
    )


class _Rows:
    """Builds the rows of one board."""

    def __init__(self, routing: Routing, past: Past, present: Present, by: ServiceLevelRule) -> None:
        self._routing, self._past, self._present, self._by = routing, past, present, by
        self._titles = queue_names(routing), {**vendor_names(routing), IN_HOUSE: IN_HOUSE.capitalize()}
        had_calls = sorted({queue for queue, _ in past.counts})
        self.queues = list(dict.fromkeys([*routing.queues, *had_calls]))  # those that are gone had calls today as well
        self.vendors = list(dict.fromkeys(self._vendor(name) for name in self.queues))
        spoken = {language for _, language in past.counts} | {language for language, _ in past.ended}
        self.languages = sorted(spoken | set(present.menus) | {language for _, language in present.waits})

    def queue(self, name: str) -> BoardRow:
        row = self._row(name, lambda queue, _: queue == name, title=self._titles[0].get(name, name))
        queue = self._routing.queues.get(name)
        if queue is None:
            return row
        agents = self._present.agents.get(name, 0) if queue.calls_back else None
        level = queue.service_level
        return replace(row, agents=agents, goal=level.percent, service=self._level(row.counts, level.seconds))

    def vendor(self, name: str) -> BoardRow:
        return self._row(name, lambda queue, _: self._vendor(queue) == name, title=self._titles[1].get(name, name))

    def language(self, name: str) -> BoardRow:
        row = self._row(name, lambda _, language: language == name)
        ended = {how: many for (language, how), many in self._past.ended.items() if language == name}
        menus = self._present.menus.get(name, 0) if self._present.is_known else None
        return replace(row, menus=menus, contained=containment(ended))

    def whole(self) -> BoardRow:
        menus = sum(self._present.menus.values()) if self._present.is_known else None
        contained = containment(_by_disposition(self._past.ended))
        return replace(self._row("all", lambda *_: True), menus=menus, contained=contained)

    def _row(self, name: str, wanted: Callable[[str, str], bool], *, title: str = "") -> BoardRow:
        counts = total(its for (queue, language), its in self._past.counts.items() if wanted(queue, language))
        waiting, longest = self._present.of(wanted) or (None, None)
        return BoardRow(
            name=name,
            title=title or name,
            counts=counts,
            service=self._level(counts),
            speed=answer_speed(counts),
            abandoned=abandonment(counts),
            waiting=waiting,
            longest=longest,
        )

    def _level(self, counts: Counts, target: int | None = None) -> Kpi:
        return service_level(counts, target=target, by=self._by)

    def _vendor(self, queue: str) -> str:
        return vendor_of(self._routing, queue)


def _by_disposition(ended: Mapping[tuple[str, str], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, how), many in ended.items():
        found[how] += many
    return found
