"""How sure a figure is that was simulated several times."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

SURE = 0.95
"""The confidence of every interval, alone or together."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure; with 95 % confidence the truth is no further off than `half_width`.

    `joint_half_width` is that of an interval which holds together with those of all figures compared (Bonferroni).
    """

    value: float
    half_width: float
    joint_half_width: float


def estimate(pairs: Sequence[tuple[float, float]], *, comparisons: int = 1) -> Estimate:
    """The ratio of two sums, from the pair of each of several independent runs; two at least.

    By the delta method: what each run adds above the ratio is treated as a sample of independent values.
    """
    runs, whole = len(pairs), sum(under for _, under in pairs)
    value = sum(over for over, _ in pairs) / whole
    residuals = sum((over - value * under) ** 2 for over, under in pairs)
    error = sqrt(residuals / (runs - 1) / runs) / (whole / runs)
    return Estimate(value, error * student(runs - 1), error * student(runs - 1, comparisons))


def student(freedom: int, comparisons: int = 1) -> float:
    """The half-width of an interval in standard errors: a quantile of Student's distribution.

    Source: Abramowitz and Stegun, 26.7.5, good to a per cent from nine degrees of freedom on.
    """
    z = NormalDist().inv_cdf(1 - (1 - SURE) / 2 / comparisons)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / freedom + second / freedom**2 + third / freedom**3 + fourth / freedom**4
