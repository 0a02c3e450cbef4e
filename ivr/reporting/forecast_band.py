"""Bands of counts from the negative binomial distribution: Poisson calls whose mean itself varies.

With mean m and dispersion a the variance is m + a m^2; a = 0 is Poisson. Source: J. W. Taylor, "Density forecasting of
intraday call center arrivals", Management Science 58, 2012: arrivals vary more than Poisson.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import exp, floor, lgamma, log, log1p, sqrt
from statistics import NormalDist

LOW, HIGH = 0.1, 0.9
"""The quantiles of a band that contains 80 % of counts."""
_MANY = 120.0
"""Mean from which the distribution is close enough to a gamma distribution."""


def dispersion(pairs: Iterable[tuple[float, float]]) -> float:
    """The dispersion of counts about their forecast means, by moments; 0 if they vary no more than Poisson."""
    over = squares = 0.0
    for mean, count in pairs:
        over += (count - mean) ** 2 - mean
        squares += mean * mean
    return max(0.0, over / squares) if squares else 0.0


def band(mean: float, spread: float) -> tuple[int, int]:
    """The counts between which 80 % fall, for a mean and a dispersion."""
    key = round(mean, 2), round(spread, 5)
    return _quantile(*key, LOW), _quantile(*key, HIGH)


@lru_cache(maxsize=50_000)
def _quantile(mean: float, spread: float, part: float) -> int:
    if mean <= 0:
        return 0
    return _many(mean, spread, part) if mean > _MANY else _few(mean, spread, part)


def _few(mean: float, spread: float, part: float) -> int:
    """The smallest count whose cumulative probability is at least `part`, by recursion."""
    chance = exp(-log1p(spread * mean) / spread) if spread else exp(-mean)
    step = mean / (1 + spread * mean)
    count, whole = 0, chance
    while whole < part and count < 100 * (mean + 1):
        chance *= step * (1 + spread * count) / (count + 1)
        count, whole = count + 1, whole + chance
    return count


def _many(mean: float, spread: float, part: float) -> int:
    """The quantile of the gamma distribution of the same mean and variance (Wilson and Hilferty, 1931)."""
    relative = 1 / mean + spread
    third = relative / 9
    return max(0, round(mean * (1 - third + NormalDist().inv_cdf(part) * sqrt(third)) ** 3))


def poisson_floor(mean: float) -> float:
    """The mean absolute deviation of Poisson calls: the error of a forecast that knows the true mean."""
    if mean <= 0:
        return 0.0
    most = floor(mean)
    return 2 * exp(-mean + (most + 1) * log(mean) - lgamma(most + 1))
