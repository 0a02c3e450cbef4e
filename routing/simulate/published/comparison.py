"""The simulation's figures beside those that are known, and whether they agree."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import hypot

from routing.decide import Compiled
from routing.simulate.confidence_intervals import Estimate, estimate, student
from routing.simulate.published import sources
from routing.simulate.published.figures import Pair
from routing.simulate.published.systems import ReferenceFigure, ReferenceSource, ReferenceSystem
from routing.simulate.run import SimulationRun
from routing.simulate.timeline import Timeline

MANY = 1000
"""Runs from which published intervals are."""
Group = tuple[ReferenceSource, list[tuple[ReferenceSystem, list["ComparedFigure"]]]]
_HEAD = (
    "| system | figure | should be | simulated | 95 % interval | off by | agrees |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure as simulated and as it should be."""

    figure: ReferenceFigure
    estimate: Estimate
    alone: float
    """How far off it may be by chance, if it is the only one looked at."""
    together: float
    """How far, if all figures are to be right at once."""

    @property
    def off(self) -> float:
        """How far it is off."""
        return self.estimate.value - self.figure.expected

    @property
    def agrees(self) -> bool:
        """Whether it may be right."""
        return abs(self.off) <= self.together


def ratios(system: ReferenceSystem, run: int, seed: str) -> list[Pair]:
    """Each figure of one run."""
    timeline = Timeline(system.scenario, system.scenario.days)
    config = Compiled(system.routing, version=0)
    result = SimulationRun(
        system.scenario, config, seed=f"{seed} {run}", timeline=timeline, window=system.window
    ).result()
    return [figure.counted(result) for figure in system.figures]


def compared(system: ReferenceSystem, runs: Sequence[Sequence[Pair]], *, comparisons: int) -> Iterator[ComparedFigure]:
    """Each figure of several runs beside what it should be; `comparisons` figures in all shall be right together."""
    for figure, pairs in zip(system.figures, zip(*runs, strict=True), strict=True):
        found = estimate(pairs, comparisons=comparisons)
        alone = hypot(found.half_width, figure.margin)
        together = hypot(found.joint_half_width, figure.margin * student(MANY, comparisons) / student(MANY))
        yield ComparedFigure(figure, found, alone, together)


def everything(seed: str) -> Iterator[Group]:
    """All systems of all sources, run on all processors."""
    known = sources()
    comparisons = sum(len(system.figures) for source in known for system in source.systems)
    with ProcessPoolExecutor() as pool:
        pending = [
            [
                [pool.submit(_one, s, y, run, seed) for run in range(system.runs)]
                for y, system in enumerate(source.systems)
            ]
            for s, source in enumerate(known)
        ]
        for source, systems in zip(known, pending, strict=True):
            runs = ([each.result() for each in system] for system in systems)
            yield (
                source,
                [
                    (system, list(compared(system, done, comparisons=comparisons)))
                    for system, done in zip(source.systems, runs, strict=True)
                ],
            )


def _one(source: int, system: int, run: int, seed: str) -> list[Pair]:
    """Named by its place, since how a figure is counted cannot be sent to another process."""
    return ratios(sources()[source].systems[system], run, seed)


def as_markdown(groups: Iterable[Group], *, seed: str) -> Iterator[str]:
    """The tables, line by line as they become known, and what they come to."""
    seen: list[ComparedFigure] = []
    for source, systems in groups:
        yield from (f"### {source.title}", "", source.about, "", *_HEAD)
        for system, found in systems:
            yield from _rows(system, found)
            seen += found
        yield ""
    yield _summary(seen, seed)


def _rows(system: ReferenceSystem, found: list[ComparedFigure]) -> Iterator[str]:
    for place, each in enumerate(found):
        name = "" if place else system.name
        value, sure = each.estimate.value, each.estimate.half_width
        cells = (
            name,
            each.figure.name,
            four_digits(each.figure.expected),
            four_digits(value),
            f"± {four_digits(sure)}",
            _off(each),
        )
        yield f"| {' | '.join(cells)} | {_verdict(each)} |"


def four_digits(value: float) -> str:
    """Four digits that count, and no exponent."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _off(each: ComparedFigure) -> str:
    """In half-widths of the interval: beyond one it is off by more than chance makes 19 in 20."""
    return f"{each.off / each.alone:+.2f}"


def _verdict(each: ComparedFigure) -> str:
    if abs(each.off) <= each.alone:
        return "yes"
    return "jointly" if each.agrees else "**no**"


def _summary(seen: list[ComparedFigure], seed: str) -> str:
    alone, together = sum(abs(each.off) <= each.alone for each in seen), sum(each.agrees for each in seen)
    return (
        f"Of {len(seen)} figures {alone} are within their own 95 % interval, where {0.95 * len(seen):.0f} may be "
        f"expected, and {together} within the intervals that hold for all of them at once. Seed {seed}."
    )
