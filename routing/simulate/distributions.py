"""Distributions of durations in a scenario: a parametric shape, or points of measured data."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import exp, log, log1p, sqrt
from statistics import NormalDist
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, model_validator

Inverse = Callable[[float], float]
"""The quantile function: seconds that a fraction (0 to below 1) of all does not exceed."""
_SMALLEST = 1e-12
"""Replaces a fraction of 0, for which the normal quantile is infinite."""


class ScenarioPart(BaseModel):
    """A group of fields in a scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Lognormal(ScenarioPart):
    """The usual shape of talk times. `cv` is the coefficient of variation: standard deviation / mean."""

    mean: PositiveFloat
    cv: PositiveFloat


class Duration(ScenarioPart):
    """A distribution of seconds: exactly one of these fields.

    `exponential` is its mean. `quantiles` maps percentages to the seconds that they do not exceed; `survival` maps
    seconds to the fraction (1 to 0) that lasts longer, as in a Kaplan-Meier estimate of patience. Between the points,
    and after the last, the hazard rate is constant.
    """

    exponential: PositiveFloat | None = None
    lognormal: Lognormal | None = None
    constant: PositiveFloat | None = None
    quantiles: Mapping[Annotated[float, Field(gt=0, lt=100)], PositiveFloat] | None = Field(default=None, min_length=2)
    survival: Mapping[PositiveFloat, Annotated[float, Field(gt=0, lt=1)]] | None = Field(default=None, min_length=2)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("must have exactly one of exponential, lognormal, constant, quantiles, survival")
        if any(second[0] <= first[0] or second[1] <= first[1] for first, second in pairwise(self._points)):
            raise ValueError("must rise in seconds and fall in those left from point to point")
        return self

    @property
    def inverse(self) -> Inverse:
        """The quantile function."""
        if self.exponential is not None:
            mean = self.exponential
            return lambda share: -mean * log1p(-share)
        if self.lognormal is not None:
            return _lognormal(self.lognormal)
        if self.constant is not None:
            seconds = self.constant
            return lambda _: seconds
        return _by_points(self._points)

    @property
    def _points(self) -> list[tuple[float, float]]:
        """Pairs of seconds and cumulative hazard (minus the logarithm of the survival), starting at 0."""
        if self.quantiles is not None:
            found = [(seconds, -log1p(-percent / 100)) for percent, seconds in sorted(self.quantiles.items())]
        else:
            found = [(seconds, -log(left)) for seconds, left in sorted((self.survival or {}).items())]
        return [(0.0, 0.0), *found]


def _lognormal(shape: Lognormal) -> Inverse:
    variance = log1p(shape.cv**2)
    standard = NormalDist(log(shape.mean) - variance / 2, sqrt(variance))
    return lambda share: exp(standard.inv_cdf(max(share, _SMALLEST)))


def _by_points(points: list[tuple[float, float]]) -> Inverse:
    segments = list(pairwise(points))

    def seconds(share: float) -> float:
        hazard = -log1p(-share)
        (start, before), (end, after) = next((each for each in segments if hazard <= each[1][1]), segments[-1])
        return start + (end - start) * (hazard - before) / (after - before)

    return seconds
