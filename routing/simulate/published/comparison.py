"""Compares simulated figures with the reference figures, and renders the comparison as Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import hypot

from routing.decide import CompiledRouting
from routing.simulate.confidence_intervals import Estimate, estimate, student
from routing.simulate.published import sources
from routing.simulate.published.figures import Pair
from routing.simulate.published.systems import ReferenceFigure, ReferenceSource, ReferenceSystem
from routing.simulate.run import SimulationRun
from routing.simulate.timeline import Timeline

MANY = 1000
"""The number of runs behind published intervals."""
Group = tuple[ReferenceSource, list[tuple[ReferenceSystem, list["ComparedFigure"]]]]
_HEAD = (
    "| system | figure | should be | simulated | 95 % interval | off by | agrees |",
    "|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A simulated figure and its reference."""

    figure: ReferenceFigure
    estimate: Estimate
    alone: float
    """The 95 % tolerance if this is the only figure compared."""
    together: float
    """The 95 % tolerance for all figures simultaneously."""

    @property
    def off(self) -> float:
        """The difference from the reference."""
        return self.estimate.value - self.figure.expected

    @property
    def agrees(self) -> bool:
        """Whether the difference is within the joint tolerance."""
        return abs(self.off) <= self.together


def ratios(system: ReferenceSystem, run: int, seed: str) -> list[Pair]:
    """The figures of one run."""
    timeline = Timeline(system.scenario, system.scenario.days)
    config = CompiledRouting(system.routing, version=0)
    result = SimulationRun(
        system.scenario, config, seed=f"{seed} {run}", timeline=timeline, window=system.window
    ).result()
    return [figure.counted(result) for figure in system.figures]


def compared(system: ReferenceSystem, runs: Sequence[Sequence[Pair]], *, comparisons: int) -> Iterator[ComparedFigure]:
    """Compare the figures of several runs; the joint tolerance is for `comparisons` figures in all."""
    for figure, pairs in zip(system.figures, zip(*runs, strict=True), strict=True):
        found = estimate(pairs, comparisons=comparisons)
        alone = hypot(found.half_width, figure.margin)
        together = hypot(found.joint_half_width, figure.margin * student(MANY, comparisons) / student(MANY))
        yield ComparedFigure(figure, found, alone, together)


def everything(seed: str) -> Iterator[Group]:
    """Run all systems of all sources on all processors."""
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
    """Look the system up by index: its figures hold functions that cannot be sent to another process."""
    return ratios(sources()[source].systems[system], run, seed)


def as_markdown(groups: Iterable[Group], *, seed: str) -> Iterator[str]:
    """The tables in Markdown, line by line as results arrive, and a summary."""
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
    """Four significant digits without an exponent."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _off(each: ComparedFigure) -> str:
    """The difference in half-widths of the interval; beyond 1 it exceeds 19 in 20 random differences."""
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
