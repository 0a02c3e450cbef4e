"""How far forecasts were off: the error of those that were kept, and of some made as if their days were to come."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ivr.reporting.forecast_band import poisson_floor
from ivr.reporting.forecast_days import DAY, CallSeries, days_from, used_days
from ivr.reporting.forecast_model import ForecastDay, fit, forecast_day
from ivr.reporting.kpis import Kpi
from ivr.reporting.period_counts import Summed
from routing.kpi_formulas import ratio

LEAD_WEEKS = (1, 2, 3, 4)
"""Weeks from the day of a forecast to the days that it is for."""
BACKTEST_WEEKS = 8
"""Weeks before today from which forecasts are made."""
NAIVE = "Error of the week before"
LEFT_OUT = "holidays, launches and days of an outage"


@dataclass(frozen=True, slots=True)
class ForecastError(Summed):
    """Errors over half-hours: sums of calls and of absolute errors, and how many half-hours lay within the band.

    `naive` is the error of the last known week, taken as it was, over `naive_calls`; `least` is the error that Poisson
    calls have about a mean that is known exactly.
    """

    halves: int = 0
    calls: int = 0
    off: float = 0.0
    least: float = 0.0
    inside: int = 0
    naive: float = 0.0
    naive_calls: int = 0


def error_of(forecast: ForecastDay, counts: Sequence[int], naive: Sequence[int] | None = None) -> ForecastError:
    """The error of a day's forecast. Half-hours without calls, forecast to have none, count in no coverage."""
    each = list(zip(forecast.means, forecast.lows, forecast.highs, counts, strict=True))
    lively = [one for one in each if one[0] > 0 or one[3]]
    is_known = naive is not None and len(naive) == len(counts)
    return ForecastError(
        halves=len(lively),
        calls=sum(counts),
        off=sum(abs(count - mean) for mean, _, _, count in each),
        least=sum(poisson_floor(mean) for mean in forecast.means),
        inside=sum(low <= count <= high for _, low, high, count in lively),
        naive=sum(abs(a - b) for a, b in zip(counts, naive or (), strict=False)) if is_known else 0.0,
        naive_calls=sum(counts) if is_known else 0,
    )


def backtest(
    series: CallSeries, left_out: Collection[date] = (), *, weeks: int = BACKTEST_WEEKS
) -> dict[int, ForecastError]:
    """The errors by weeks ahead, of forecasts made each week from what was known then. Left out days are not judged."""
    found = dict.fromkeys(LEAD_WEEKS, ForecastError())
    if not series.days:
        return found
    judged = {day for days in used_days(series, left_out).values() for day in days}
    today = max(series.days) + DAY
    for back in range(1, weeks + 1):
        origin = today - timedelta(days=7 * back)
        for lead, error in _from(series, left_out, origin, judged):
            found[lead] += error
    return found


def _from(
    series: CallSeries, left_out: Collection[date], origin: date, judged: Collection[date]
) -> Iterator[tuple[int, ForecastError]]:
    known = series.before(origin)
    model = fit(known, left_out) if known.days else None
    for place, day in enumerate(days_from(origin, 7 * len(LEAD_WEEKS))):
        if model is None or day not in judged:
            continue
        lead = place // 7 + 1
        last = known.days.get(day - timedelta(days=7 * lead))
        yield lead, error_of(forecast_day(model, day), series.days[day], last)


def error_kpis(error: ForecastError) -> tuple[Kpi, ...]:
    """The figures of a forecast: WAPE, that of the last week as it was, the least possible, and the coverage."""
    off, naive, least = round(error.off, 1), round(error.naive, 1), round(error.least, 1)
    lively = f"{LEFT_OUT}; half-hours forecast to have no calls"
    return (
        _share("Error (WAPE)", "sum of |calls - forecast| / calls, by half-hour", sum_of_errors=off, calls=error.calls),
        _share(
            NAIVE,
            "sum of |calls - calls of the last known week| / calls",
            sum_of_errors=naive,
            calls=error.naive_calls,
        ),
        _share(
            "Least possible error",
            "mean deviation of Poisson calls about the forecast / calls",
            sum_of_deviations=least,
            calls=error.calls,
        ),
        _share(
            "Within the band",
            "half-hours within the 80 % band / half-hours",
            lively,
            within=error.inside,
            half_hours=error.halves,
        ),
    )


def kept_error_kpis(error: ForecastError) -> tuple[Kpi, ...]:
    """The same of forecasts that were kept, which are not held against the week before; nothing is left out of them."""
    return tuple(
        replace(each, leaves_out="days that were not forecast in the night before")
        for each in error_kpis(error)
        if each.name != NAIVE
    )


def _share(name: str, formula: str, leaves_out: str = LEFT_OUT, **inputs: float) -> Kpi:
    part, whole = inputs.values()
    return Kpi(
        name,
        ratio(part, whole),
        "%",
        formula,
        {key.replace("_", " "): each for key, each in inputs.items()},
        leaves_out,
    )
