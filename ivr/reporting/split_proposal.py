"""Shares of a split that follow quality: proposed with their arithmetic, never set by themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from math import sqrt
from statistics import NormalDist

from ivr.reporting.kpis import OURS, Kpi, ServiceLevelRule
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.scorecard_figures import RULES, FigureRule, figure_text, score_error
from ivr.reporting.vendor_breaches import is_enough, rests_on
from routing.display_names import queue_names
from routing.model import Routing, Rule
from routing.vendor_targets import SplitFollows

JUDGED = timedelta(days=28)
"""Quality is that of the 28 days that end with yesterday; of repeats, of those that ended a week before."""
CONFIDENCE = 0.95
"""Of all comparisons of a rule's queues together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueQuality:
    """A queue's quality: the figure, how many calls or scores it rests on, and its standard error."""

    queue: str
    name: str
    kpi: Kpi
    many: int
    error: float | None

    @property
    def told(self) -> str:
        """The figure as a text: "English care 3.90 (n 300)"."""
        return f"{self.name} {figure_text(self.kpi, self.kpi.value)} (n {self.many})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitProposal:
    """What a rule's shares should be. Without a change, `shares` is empty and `why` says what is missing."""

    rule: str
    before: Mapping[str, int]
    shares: Mapping[str, int]
    qualities: tuple[QueueQuality, ...]
    why: str

    @property
    def is_change(self) -> bool:
        """Whether other shares are proposed."""
        return bool(self.shares)

    def told(self, names: Mapping[str, str]) -> str:
        """The change and its reason: "English care 60 -> 57, Acme English 40 -> 43, because ..."."""
        moved = (
            f"{names.get(queue, queue)} {self.before[queue]} -> {share}"
            for queue, share in self.shares.items()
            if share != self.before[queue]
        )
        return f"{', '.join(moved)}, because {self.why}" if self.is_change else self.why


def split_proposals(
    routing: Routing,
    counts: Mapping[str, PeriodCounts],
    settled: Mapping[str, PeriodCounts],
    *,
    by: ServiceLevelRule = OURS,
) -> Iterator[SplitProposal]:
    """Yield a proposal for each rule whose split follows quality.

    `counts` are those of JUDGED by queue; `settled`, for repeats, those of as many days that ended a week before.
    """
    names = queue_names(routing)
    for rule in routing.rules:
        if rule.split and rule.split_follows:
            found = settled if rule.split_follows.by == "repeats" else counts
            qualities = tuple(
                _quality(queue, names.get(queue, queue), rule.split_follows, found.get(queue, PeriodCounts()), by)
                for queue in rule.split
            )
            yield _proposal(rule, rule.split, rule.split_follows, qualities)


def _quality(queue: str, name: str, follows: SplitFollows, counts: PeriodCounts, by: ServiceLevelRule) -> QueueQuality:
    kpi, many = RULES[follows.by].of(counts, False, by), rests_on(follows.by, counts)
    error = score_error(counts.survey) if follows.by == "satisfaction" else _error_of_share(kpi.value, many)
    known = error if is_enough(follows.by, counts) else None
    return QueueQuality(queue=queue, name=name, kpi=kpi, many=many, error=known)


def _error_of_share(value: float | None, many: int) -> float | None:
    """The standard error of a share of 1 (binomial, with two successes and failures added: Agresti and Coull)."""
    if value is None or not many:
        return None
    near = (value * many + 2) / (many + 4)
    return sqrt(near * (1 - near) / (many + 4))


def _proposal(
    rule: Rule, split: Mapping[str, int], follows: SplitFollows, qualities: tuple[QueueQuality, ...]
) -> SplitProposal:
    def none(why: str) -> SplitProposal:
        return SplitProposal(rule=rule.name, before=split, shares={}, qualities=qualities, why=why)

    figure = RULES[follows.by]
    known = [each for each in qualities if each.error is not None and each.kpi.value is not None]
    if len(known) < len(qualities) or len(known) < 2:
        few = ", ".join(each.told for each in qualities if each not in known)
        return none(f"not enough to say: {few or 'one queue alone'}")
    ranked = sorted(known, key=lambda each: each.kpi.value or 0.0, reverse=figure.is_least)
    best, worst = ranked[0], ranked[-1]
    apart = abs((best.kpi.value or 0.0) - (worst.kpi.value or 0.0))
    by_chance = _by_chance(best, worst, pairs=len(list(combinations(known, 2))))
    arithmetic = _arithmetic(figure, best, worst, apart, by_chance)
    if apart <= by_chance:
        return none(f"not enough to say: {arithmetic}")
    points = min(follows.points, split[worst.queue] - follows.least_share, follows.most_share - split[best.queue])
    if points < 1:
        return none(f"the bounds of {follows.least_share} to {follows.most_share} % leave no room: {arithmetic}")
    shares = {**split, best.queue: split[best.queue] + points, worst.queue: split[worst.queue] - points}
    return SplitProposal(rule=rule.name, before=split, shares=shares, qualities=qualities, why=arithmetic)


def _by_chance(one: QueueQuality, other: QueueQuality, *, pairs: int) -> float:
    """The largest difference that chance explains, with Bonferroni's correction for the pairs compared."""
    standard = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / pairs)
    return standard * sqrt((one.error or 0.0) ** 2 + (other.error or 0.0) ** 2)


def _arithmetic(figure: FigureRule, best: QueueQuality, worst: QueueQuality, apart: float, by_chance: float) -> str:
    difference, chance = (_points(best.kpi, value) for value in (apart, by_chance))
    compared = "more" if apart > by_chance else "not more"
    told = f"{figure.title.lower()} of {best.told} and of {worst.told}"
    return f"{told} differ by {difference}, {compared} than the {chance} that chance explains"


def _points(kpi: Kpi, value: float) -> str:
    """A difference of two values: 7.6 points between shares, 0.50 between scores."""
    return f"{100 * value:.1f} points" if kpi.unit == "%" else figure_text(kpi, value)
