"""The figures of a vendor's month, each with its target and whether it was met."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from ivr.reporting.kpis import OURS, Kpi, ServiceLevelRule, abandonment, answer_speed, service_level
from ivr.reporting.period_counts import PeriodCounts, SurveyCounts
from routing import kpi_formulas
from routing.vendor_targets import VendorTargets

Standing = Literal["met", "missed", ""]
"""Against the target; "" without one, or without a value."""
NORMAL_95 = 1.96
"""Standard errors on each side of a 95 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardFigure:
    """A figure of a month. `target` is in the unit of the figure: a share of 1, seconds, or a score.

    `low` and `high` bound a satisfaction by its 95 % interval.
    """

    key: str
    kpi: Kpi
    target: float | None
    standing: Standing
    low: float | None = None
    high: float | None = None

    @property
    def text(self) -> str:
        """The displayed value."""
        return figure_text(self.kpi, self.kpi.value)

    @property
    def target_text(self) -> str:
        """The displayed target with its direction; "" without one."""
        if self.target is None:
            return ""
        return f"{'at least' if RULES[self.key].is_least else 'at most'} {figure_text(self.kpi, self.target)}"

    @property
    def interval_text(self) -> str:
        """The displayed interval; "" without one."""
        if self.low is None or self.high is None:
            return ""
        return f"{figure_text(self.kpi, self.low)} to {figure_text(self.kpi, self.high)}"


def figure_text(kpi: Kpi, value: float | None) -> str:
    """A value of a figure as it is shown: 83.4 %, 12 s, 4.21, n/a."""
    if value is None:
        return "n/a"
    if kpi.unit == "%":
        return f"{100 * value:.1f} %"
    return f"{value:.0f} s" if kpi.unit == "s" else f"{value:.2f}"


def vendor_handling_time(counts: PeriodCounts) -> Kpi:
    """The average talk and hold (AHT); the wrap-up of a vendor's people is not known."""
    its = counts.handlings
    value = kpi_formulas.ratio(its.talk + its.hold, its.timed)
    inputs = {"seconds of talk": round(its.talk, 1), "seconds of hold": round(its.hold, 1), "timed": its.timed}
    leaves_out = "wrap-up, and conversations whose end is not known"
    return Kpi("Handling time, talk + hold only", value, "s", "(talk + hold) / timed conversations", inputs, leaves_out)


def transfers_back(counts: PeriodCounts) -> Kpi:
    """The share of conversations after which the caller was in a queue of the line again."""
    inputs = {"came back": counts.handlings.back, "handled": counts.handlings.handled}
    value = kpi_formulas.ratio(*inputs.values())
    formula = "conversations that came back to a queue / conversations"
    return Kpi("Transfers back", value, "%", formula, inputs, "calls passed on within the vendor")


def repeats_after_talk(counts: PeriodCounts, *, provisional: bool) -> Kpi:
    """The share of conversations followed by another call of the same caller about the same issue within 7 days."""
    inputs = {"rang again": counts.handlings.taken_again, "from known numbers": counts.handlings.taken}
    value = kpi_formulas.ratio(*inputs.values())
    formula = "conversations with another call of the same caller and issue within 7 days / those from known numbers"
    return Kpi("Repeats in 7 days", value, "%", formula, inputs, "withheld numbers", provisional)


def mean_satisfaction(survey: SurveyCounts) -> Kpi:
    """The mean score of 1 to 5 (CSAT)."""
    inputs = {"sum of scores": survey.score, "answered": survey.scored, "asked": survey.asked}
    value = kpi_formulas.ratio(survey.score, survey.scored)
    return Kpi("Satisfaction, 1 to 5", value, "", "sum of scores / scores", inputs, "callers who gave no score")


def score_error(survey: SurveyCounts) -> float | None:
    """The standard error of the mean score; None for fewer than two scores."""
    if survey.scored < 2:
        return None
    spread = max(survey.squares - survey.score**2 / survey.scored, 0.0) / (survey.scored - 1)
    return sqrt(spread / survey.scored)


@dataclass(frozen=True, slots=True)
class FigureRule:
    """How a figure follows from counts, which target it has, and whether that is the least value or the most."""

    title: str
    of: Callable[[PeriodCounts, bool, ServiceLevelRule], Kpi]
    target: Callable[[VendorTargets], float | None]
    is_least: bool


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


RULES: Mapping[str, FigureRule] = {
    "service_level": FigureRule(
        "Service level",
        lambda counts, _open, by: service_level(counts.waits, target=None, by=by),
        lambda targets: _share(targets.service_percent),
        is_least=True,
    ),
    "asa": FigureRule(
        "ASA",
        lambda counts, _open, _by: answer_speed(counts.waits),
        lambda targets: targets.asa_seconds,
        is_least=False,
    ),
    "abandonment": FigureRule(
        "Abandonment",
        lambda counts, _open, _by: abandonment(counts.waits),
        lambda targets: _share(targets.abandonment_percent),
        is_least=False,
    ),
    "handling": FigureRule(
        "Handling time",
        lambda counts, _open, _by: vendor_handling_time(counts),
        lambda targets: targets.handling_seconds,
        is_least=False,
    ),
    "transfers_back": FigureRule(
        "Transfers back",
        lambda counts, _open, _by: transfers_back(counts),
        lambda targets: _share(targets.transfers_back_percent),
        is_least=False,
    ),
    "repeats": FigureRule(
        "Repeats in 7 days",
        lambda counts, is_open, _by: repeats_after_talk(counts, provisional=is_open),
        lambda targets: _share(targets.repeats_percent),
        is_least=False,
    ),
    "satisfaction": FigureRule(
        "Satisfaction",
        lambda counts, _open, _by: mean_satisfaction(counts.survey),
        lambda targets: targets.satisfaction,
        is_least=True,
    ),
}
"""The figures of a scorecard by key, in the order of the page."""


def figures_of(
    counts: PeriodCounts, targets: VendorTargets, *, provisional: bool, by: ServiceLevelRule = OURS
) -> tuple[ScorecardFigure, ...]:
    """All figures of a period; `provisional` if the 7 days after it are not over."""
    return tuple(_figure(key, rule, counts, targets, rule.of(counts, provisional, by)) for key, rule in RULES.items())


def standing_of(value: float | None, target: float | None, *, is_least: bool) -> Standing:
    """Whether a value meets a target; exactly the target is met."""
    if value is None or target is None:
        return ""
    return "met" if (value >= target if is_least else value <= target) else "missed"


def _figure(key: str, rule: FigureRule, counts: PeriodCounts, targets: VendorTargets, kpi: Kpi) -> ScorecardFigure:
    target = rule.target(targets)
    standing = standing_of(kpi.value, target, is_least=rule.is_least)
    error = score_error(counts.survey) if key == "satisfaction" else None
    if error is None or kpi.value is None:
        return ScorecardFigure(key=key, kpi=kpi, target=target, standing=standing)
    low, high = (min(max(kpi.value + side * NORMAL_95 * error, 1.0), 5.0) for side in (-1, 1))
    return ScorecardFigure(key=key, kpi=kpi, target=target, standing=standing, low=low, high=high)
