"""Forecasts, launches, and what people are counted by."""

from dataclasses import dataclass

from ivr.reporting.kept_forecasts import KeptForecasts
from ivr.reporting.launches import Launches


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingDesk:
    """`shrinkage` is the share of paid time that is spent otherwise, 0 to 1."""

    forecasts: KeptForecasts
    launches: Launches
    shrinkage: float
