"""The comparison as a document shows it."""

from collections.abc import Iterable, Iterator

from routing.simulate.published.comparison import Compared, Group
from routing.simulate.published.systems import System

_HEAD = (
    "| system | figure | should be | simulated | 95 % interval | off by | agrees |",
    "|---|---|---|---|---|---|---|",
)


def written(groups: Iterable[Group], *, seed: str) -> Iterator[str]:
    """The tables, line by line as they become known, and what they come to."""
    seen: list[Compared] = []
    for source, systems in groups:
        yield from (f"### {source.title}", "", source.about, "", *_HEAD)
        for system, found in systems:
            yield from _rows(system, found)
            seen += found
        yield ""
    yield _summary(seen, seed)


def _rows(system: System, found: list[Compared]) -> Iterator[str]:
    for place, each in enumerate(found):
        name = "" if place else system.name
        value, sure = each.estimate.value, each.estimate.half_width
        cells = (name, each.figure.name, said(each.figure.expected), said(value), f"± {said(sure)}", _off(each))
        yield f"| {' | '.join(cells)} | {_verdict(each)} |"


def said(value: float) -> str:
    """Four digits that count, and no exponent."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _off(each: Compared) -> str:
    """In half-widths of the interval: beyond one it is off by more than chance makes 19 in 20."""
    return f"{each.off / each.alone:+.2f}"


def _verdict(each: Compared) -> str:
    if abs(each.off) <= each.alone:
        return "yes"
    return "jointly" if each.agrees else "**no**"


def _summary(seen: list[Compared], seed: str) -> str:
    alone, together = sum(abs(each.off) <= each.alone for each in seen), sum(each.agrees for each in seen)
    return (
        f"Of {len(seen)} figures {alone} are within their own 95 % interval, where {0.95 * len(seen):.0f} may be "
        f"expected, and {together} within the intervals that hold for all of them at once. Seed {seed}."
    )
