"""Confidence intervals, one definition each for all figures."""

from math import sqrt
from statistics import NormalDist

LEVEL = 0.95
"""The confidence of all intervals, on both sides."""
NORMAL_QUANTILE = NormalDist().inv_cdf((1 + LEVEL) / 2)


def wilson(found: int, of: int) -> tuple[float, float]:
    """The interval of a share by Wilson's score, which holds for small numbers and at both ends too."""
    share, square = found / of, NORMAL_QUANTILE * NORMAL_QUANTILE / of
    middle = (share + square / 2) / (1 + square)
    half = NORMAL_QUANTILE / (1 + square) * sqrt(share * (1 - share) / of + square / (4 * of))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def t_quantile(degrees: int) -> float:
    """The quantile of Student's t for LEVEL on both sides (Abramowitz and Stegun 26.7.5); right to 0.001 from 9 on."""
    z: float = NORMAL_QUANTILE
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(degrees) ** power for power, term in enumerate(terms, 1))
