"""Breaches of vendors' targets as measurements of alerts, on windows with enough calls."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from ivr.reporting.alerts import Measurement
from ivr.reporting.kpis import OURS, ServiceLevelRule
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.scorecard_figures import RULES, ScorecardFigure, figures_of
from routing.display_names import vendor_names
from routing.model import Routing
from routing.vendor_targets import VendorTargets

BREACH_WINDOW = timedelta(days=7)
"""Today and the six days before. Repeats are of the seven days before these: a repeat takes up to seven days."""
FEWEST_CALLS, FEWEST_SCORES = 100, 30
"""The least calls or conversations, and scores, of a window by which a target is measured."""
BREACH = "vendor target"
"""The kind of these alerts."""
LEAST_MISSED = 1e-9
"""A target is missed by any amount above this."""

_COUNTED: Mapping[str, tuple[Callable[[PeriodCounts], int], int]] = {
    "service_level": (lambda its: its.waits.answered + its.waits.abandoned - its.waits.short, FEWEST_CALLS),
    "asa": (lambda its: its.waits.answered, FEWEST_CALLS),
    "abandonment": (lambda its: its.waits.offered, FEWEST_CALLS),
    "handling": (lambda its: its.handlings.timed, FEWEST_CALLS),
    "transfers_back": (lambda its: its.handlings.handled, FEWEST_CALLS),
    "repeats": (lambda its: its.handlings.taken, FEWEST_CALLS),
    "satisfaction": (lambda its: its.survey.scored, FEWEST_SCORES),
}
"""By figure: how many calls or scores it rests on, and the least number of them."""


def rests_on(key: str, counts: PeriodCounts) -> int:
    """The calls or scores that a figure rests on."""
    return _COUNTED[key][0](counts)


def is_enough(key: str, counts: PeriodCounts) -> bool:
    """Whether these are enough to judge by."""
    return rests_on(key, counts) >= _COUNTED[key][1]


def has_targets(routing: Routing) -> bool:
    """Whether any target is agreed with any vendor."""
    return any(vendor.targets != VendorTargets() for vendor in routing.vendors.values())


def target_measurements(
    routing: Routing,
    recent: Mapping[str, PeriodCounts],
    settled: Mapping[str, PeriodCounts],
    *,
    by: ServiceLevelRule = OURS,
) -> Iterator[Measurement]:
    """Yield a measurement for each target with enough calls; one that has too few is not measured.

    `recent` are the counts of BREACH_WINDOW by vendor, `settled` those of the seven days before.
    """
    names, others = vendor_names(routing), RULES.keys() - {"repeats"}
    for key, vendor in routing.vendors.items():
        lately, before = recent.get(key, PeriodCounts()), settled.get(key, PeriodCounts())
        for window, counts, wanted in (("7 days", lately, others), ("the 7 days before", before, {"repeats"})):
            for figure in figures_of(counts, vendor.targets, provisional=False, by=by):
                if figure.key in wanted and figure.standing and is_enough(figure.key, counts):
                    yield _measurement(key, names[key], figure, window, rests_on(figure.key, counts))


def _measurement(vendor: str, name: str, figure: ScorecardFigure, window: str, many: int) -> Measurement:
    rule = RULES[figure.key]
    assert figure.kpi.value is not None and figure.target is not None  # noqa: S101 - it has a standing
    missed = figure.target - figure.kpi.value if rule.is_least else figure.kpi.value - figure.target
    counted = f"{many} {'scores' if figure.key == 'satisfaction' else 'calls'}"
    words = f"{name}: {rule.title} {figure.text} in {window}, {figure.target_text} is agreed ({counted})"
    return Measurement(BREACH, f"{vendor}, {figure.key}", missed, LEAST_MISSED, 0.0, words)
