"""The report of a simulation run: figures by queue, vendor, kind of caller and team, and deviations from shares."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from math import ceil

from routing import kpi_formulas
from routing.allocation import LedgerRow as Split
from routing.allocation import table
from routing.json_value import JsonValue
from routing.model import Routing, ServiceLevel
from routing.simulate.dispatcher import AgentTeam
from routing.simulate.run import SimulationResult
from routing.simulate.tally import Tally

IN_HOUSE = "in house"
"""The name of the row that sums in-house queues, beside the vendors."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of figures: counts, seconds, and fractions of 1. None means unknown.

    `target` is the service level target as in "80 / 20" (percent / seconds); empty if the row is not a single queue.
    `ninety_percent` is the 90th percentile of the waits of answered and abandoned calls. `share` is the fraction of all
    calls offered to queues.
    """

    name: str
    offered: int
    answered: int
    abandoned: int
    flowed_out: int
    waiting: int
    target: str
    service_level: float | None
    average_wait: float | None
    ninety_percent: float | None
    longest_wait: float
    abandonment: float | None
    occupancy: float | None
    share: float | None
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team: agent hours present, and the fraction of them on calls."""

    name: str
    hours: float
    occupancy: float | None


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """The report. `line` counts each call once, `queues` each time that it is sent to a queue."""

    line: ReportRow
    queues: tuple[ReportRow, ...]
    vendors: tuple[ReportRow, ...]
    kinds: tuple[ReportRow, ...]
    teams: tuple[TeamRow, ...]
    splits: tuple[Split, ...]
    busy_tone: int

    def to_json(self) -> dict[str, JsonValue]:
        """The report as JSON values."""
        return {**asdict(self), "splits": [each.to_json() for each in self.splits]}


def report(result: SimulationResult, routing: Routing) -> SimulationReport:
    """Compute the figures of a run."""
    statistics, offered = result.statistics, sum(tally.offered for tally in result.statistics.queues.values())
    queues = [
        row(name, tally, of=offered, people=_serving(result, {name}), target=routing.queues[name].service_level)
        for name, tally in statistics.queues.items()
    ]
    return SimulationReport(
        line=row("all", statistics.line, of=statistics.line.offered, people=result.teams),
        queues=tuple(queues),
        vendors=tuple(_vendors(result, routing, offered)),
        kinds=tuple(row(name, tally, of=statistics.line.offered) for name, tally in statistics.kinds.items()),
        teams=tuple(_team(team) for team in result.teams),
        splits=tuple(table(routing, statistics.ledger)),
        busy_tone=statistics.busy_tone,
    )


def row(
    name: str, tally: Tally, *, of: int, people: Collection[AgentTeam] = (), target: ServiceLevel | None = None
) -> ReportRow:
    """The figures of a tally: a part of `of` calls in all, answered by these teams."""
    busy, present = sum(each.busy_time for each in people), sum(each.present_time for each in people)
    return ReportRow(
        name=name,
        offered=tally.offered,
        answered=tally.answered,
        abandoned=tally.abandoned,
        flowed_out=tally.flowed_out,
        waiting=tally.waiting,
        target=f"{target.percent} / {target.seconds}" if target else "",
        service_level=kpi_formulas.service_level(
            in_target=tally.in_target,
            answered=tally.answered,
            abandoned=tally.abandoned,
            short_abandoned=tally.short_abandoned,
        ),
        average_wait=kpi_formulas.average_speed_of_answer(waited=tally.waited, answered=tally.answered),
        ninety_percent=_not_exceeded(sorted(tally.waits), 0.9),
        longest_wait=tally.longest,
        abandonment=kpi_formulas.abandonment(abandoned=tally.abandoned, offered=tally.offered),
        occupancy=kpi_formulas.occupancy(busy=busy, present=present),
        share=kpi_formulas.ratio(tally.offered, of),
        reasons=dict(tally.reasons),
    )


def _not_exceeded(waits: list[float], part: float) -> float | None:
    return waits[ceil(part * len(waits)) - 1] if waits else None


def _vendors(result: SimulationResult, routing: Routing, offered: int) -> Iterator[ReportRow]:
    """The sums of the queues of each vendor, and of the in-house queues."""
    for vendor in dict.fromkeys(queue.vendor for queue in routing.queues.values()):
        names = {name for name, queue in routing.queues.items() if queue.vendor == vendor}
        tally = Tally.of(result.statistics.queues[name] for name in sorted(names))
        yield row(vendor or IN_HOUSE, tally, of=offered, people=_serving(result, names))


def _serving(result: SimulationResult, queues: Collection[str]) -> list[AgentTeam]:
    """The teams that serve any of these queues."""
    return [team for team in result.teams if any(queue in queues for queue in team.queues)]


def _team(people: AgentTeam) -> TeamRow:
    occupancy = kpi_formulas.occupancy(busy=people.busy_time, present=people.present_time)
    return TeamRow(people.name, people.present_time / 3600, occupancy)
