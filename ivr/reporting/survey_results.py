"""What callers answered after their agent: shares and means with their intervals, by queue, vendor, agent and so on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import Literal, Protocol, TypeAlias

from ivr.reporting.confidence import t_quantile, wilson
from ivr.reporting.kpis import Kpi
from ivr.reporting.period_counts import SurveyCounts
from routing.kpi_formulas import ratio

SurveyPart = Literal["queue", "vendor", "agent", "issue", "language"]
"""Whereby answers are told apart."""
FEWEST = 10
"""Answers below which no figure is shown: too few to say, and too near to one person's call."""
SATISFIED = 4
"""The lowest score of a satisfied caller."""
NOBODY = "who was not asked, and who did not answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFigure:
    """A figure with the interval that holds the true one at 95 %. `low` and `high` are None with too few answers."""

    kpi: Kpi
    n: int
    low: float | None = None
    high: float | None = None

    @property
    def text(self) -> str:
        """The displayed figure: 83 %, 4.2, too few to say."""
        if self.n < FEWEST:
            return "too few to say"
        return self.kpi.text if self.kpi.unit == "%" or self.kpi.value is None else f"{self.kpi.value:.1f}"

    @property
    def interval(self) -> str:
        """The displayed interval: 71 to 91 %, 3.9 to 4.5; empty with too few answers."""
        if self.low is None or self.high is None:
            return ""
        if self.kpi.unit == "%":
            return f"{100 * self.low:.0f} to {100 * self.high:.0f} %"
        return f"{self.low:.1f} to {self.high:.1f}"


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """The figures of some callers. `response` is the share of those asked who gave a score."""

    response: Kpi
    satisfied: SurveyFigure
    mean: SurveyFigure
    solved: SurveyFigure


SurveyRows: TypeAlias = Sequence[tuple[str, SurveyCounts]]


class SurveyResults(Protocol):
    """The answers on record."""

    def by(
        self,
        part: SurveyPart,
        *,
        since: datetime,
        until: datetime,
        queues: frozenset[str] | None,
        vendors: frozenset[str] | None,
    ) -> SurveyRows:
        """The counts of callers asked in a period, by key; of these queues and vendors alone, None for all."""


def survey_counts(score: int | None, is_solved: bool | None) -> SurveyCounts:
    """The counts of one caller who was asked."""
    scored = score is not None
    return SurveyCounts(
        asked=1,
        scored=int(scored),
        score=float(score or 0),
        squares=float((score or 0) ** 2),
        satisfied=int(scored and (score or 0) >= SATISFIED),
        solved_asked=int(is_solved is not None),
        solved=int(bool(is_solved)),
    )


def survey_figures(counts: SurveyCounts) -> SurveyFigures:
    """The figures of counts."""
    response = _share("Response rate", "gave a score / asked", counts.scored, counts.asked, ("gave a score", "asked"))
    scores = ("scores of 4 and 5", "scores")
    satisfied = _share("Satisfied (CSAT)", " / ".join(scores), counts.satisfied, counts.scored, scores)
    inputs = ("said it was solved", "answered that question")
    solved = _share("Solved, they say", " / ".join(inputs), counts.solved, counts.solved_asked, inputs)
    return SurveyFigures(
        response,
        _with_wilson(satisfied, counts.satisfied, counts.scored),
        _mean(counts),
        _with_wilson(solved, counts.solved, counts.solved_asked),
    )


def _share(name: str, formula: str, found: int, of: int, inputs: tuple[str, str]) -> Kpi:
    return Kpi(name, ratio(found, of), "%", formula, dict(zip(inputs, (found, of), strict=True)), NOBODY)


def _with_wilson(kpi: Kpi, found: int, of: int) -> SurveyFigure:
    low, high = wilson(found, of) if of >= FEWEST else (None, None)
    return SurveyFigure(kpi=kpi, n=of, low=low, high=high)


def _mean(counts: SurveyCounts) -> SurveyFigure:
    n = counts.scored
    inputs = {"sum of scores": counts.score, "scores": n}
    kpi = Kpi("Mean score", ratio(counts.score, n), "", "sum of scores / scores, from 1 to 5", inputs, NOBODY)
    if n < FEWEST or kpi.value is None:
        return SurveyFigure(kpi=kpi, n=n)
    variance = max(counts.squares - counts.score**2 / n, 0.0) / (n - 1)
    half = t_quantile(n - 1) * sqrt(variance / n)
    return SurveyFigure(kpi=kpi, n=n, low=max(kpi.value - half, 1.0), high=min(kpi.value + half, 5.0))
