"""Confidence intervals of figures from several simulation runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

SURE = 0.95
"""The confidence of every interval, alone or together."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure; with 95 % confidence the true value is within `half_width` of it.

    `joint_half_width` belongs to intervals that hold for all compared figures simultaneously (Bonferroni).
    """

    value: float
    half_width: float
    joint_half_width: float


def estimate(pairs: Sequence[tuple[float, float]], *, comparisons: int = 1) -> Estimate:
    """The ratio of two sums, from one pair for each of at least two independent runs.

    By the delta method: the residuals of the runs are treated as a sample of independent values.
    """
    runs, whole = len(pairs), sum(under for _, under in pairs)
    value = sum(over for over, _ in pairs) / whole
    residuals = sum((over - value * under) ** 2 for over, under in pairs)
    error = sqrt(residuals / (runs - 1) / runs) / (whole / runs)
    return Estimate(value, error * student(runs - 1), error * student(runs - 1, comparisons))


def student(freedom: int, comparisons: int = 1) -> float:
    """The half-width of an interval in standard errors: a quantile of Student's distribution.

    Source: Abramowitz and Stegun, 26.7.5, accurate to one percent from nine degrees of freedom.
    """
    z = NormalDist().inv_cdf(1 - (1 - SURE) / 2 / comparisons)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / freedom + second / freedom**2 + third / freedom**3 + fourth / freedom**4
