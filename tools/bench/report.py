"""The report: measured values beside their budgets as a table, with verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table


class Verdict(StrEnum):
    """The verdict of a measurement on its budget. UNSURE exceeds it by less than the spread of the rounds."""

    KEPT = "[green]kept[/]"
    UNSURE = "[yellow]unsure[/]"
    MISSED = "[bold red]MISSED[/]"

    @classmethod
    def on(cls, fits: bool) -> "Verdict":
        """The verdict on a value without spread."""
        return cls.KEPT if fits else cls.MISSED


@dataclass(frozen=True, slots=True)
class Line:
    """One measured value. `verdict` is None without a budget."""

    name: str
    measured: str
    budget: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A turn's CPU time a request over the floor's, round by round."""

    turn: Sequence[float]
    floor: Sequence[float]

    @property
    def rounds(self) -> list[float]:
        """The ratio of each round: both were measured within seconds of each other."""
        return [turn / floor for turn, floor in zip(self.turn, self.floor, strict=True)]

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)

    def against(self, budget: float) -> Verdict:
        """Kept where the middle of the rounds keeps it; missed only when three rounds in four were over it."""
        if self.middle <= budget:
            return Verdict.KEPT
        lower = quantiles(self.rounds, n=4)[0] if len(self.rounds) > 1 else self.middle
        return Verdict.UNSURE if lower <= budget else Verdict.MISSED


def at_most(name: str, value: float, budget: float, unit: str = "", digits: int = 0) -> Line:
    """A line for a value that must not be larger than its budget."""
    return Line(name, f"{value:.{digits}f}{unit}", f"at most {budget:g}{unit}", Verdict.on(value <= budget))


def at_least(name: str, value: float, budget: float, unit: str = "") -> Line:
    """A line for a value that must not be smaller than its budget."""
    return Line(name, f"{value:.1f}{unit}", f"at least {budget:g}{unit}", Verdict.on(value >= budget))


def show(title: str, lines: Sequence[Line]) -> None:
    """Print the table."""
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    table.add_column("measured", justify="right")
    table.add_column("budget", justify="right")
    table.add_column("")
    for line in lines:
        table.add_row(line.name, line.measured, line.budget, line.verdict or "")
    Console(width=110).print(table)
