"""The forecast of calls by half-hour, from the history of the same weekday and half-hour.

The mean of a half-hour is the trimmed mean of its last eight, times the level of the last two weeks. Beyond a few days
such averages are hard to beat (J. W. Taylor, "A comparison of univariate time series methods for forecasting intraday
arrivals at a call center", Management Science 54, 2008). Holidays, launches and outages are no days to learn from.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from ivr.reporting.forecast_band import band, dispersion
from ivr.reporting.forecast_days import (
    DAY,
    ORDINARY,
    SLOTS,
    CallSeries,
    SpecialDay,
    days_from,
    half_hours,
    trimmed_mean,
    used_days,
    wall_slots,
)

WEEKS = 8
"""Days of a weekday that are averaged."""
LEAST_WEEKS = 2
"""Days that each weekday must have before anything is said."""
FARTHEST = 366
"""Days ahead that are looked through for the first forecast."""
LEVEL_DAYS = 14
LEVEL_WEIGHT = 0.75
"""The exponent of the level: 0 would leave it to the eight weeks, 1 to the last two."""
JUDGED_WEEKS = 4
"""Weeks whose forecasts, made as if they were to come, tell how far forecasts are off."""
UNKNOWN_SPREAD = 0.1
"""The dispersion that is taken until a week can be judged."""

Profile = tuple[tuple[float, ...], ...]
"""The mean calls by weekday and half-hour of the wall clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastModel:
    """What was learned: mean calls by weekday and half-hour; how widely half-hours and whole days vary about them."""

    zone: tzinfo
    profile: Profile
    half_spread: float = UNKNOWN_SPREAD
    day_spread: float = UNKNOWN_SPREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastDay:
    """The forecast of a day: mean, and the ends of the band that holds 80 %, of each half-hour and of the day.

    `names` are the holidays and launches of the day. The spreads are the dispersions of half-hours and days.
    """

    day: date
    means: tuple[float, ...]
    lows: tuple[int, ...]
    highs: tuple[int, ...]
    low: int
    high: int
    half_spread: float
    day_spread: float
    names: tuple[str, ...] = ()
    is_guessed: bool = False

    @property
    def mean(self) -> float:
        """The calls of the day."""
        return sum(self.means)


def known_from(series: CallSeries, left_out: Collection[date], today: date) -> date:
    """The first day on which there will be a forecast; of `left_out` those to come count as well."""
    missing = {weekday: LEAST_WEEKS - len(found) for weekday, found in used_days(series, left_out).items()}
    day = today
    while any(count > 0 for count in missing.values()) and day < today + timedelta(days=FARTHEST):
        missing[day.weekday()] -= day not in left_out
        day += DAY
    return day


def fit(series: CallSeries, left_out: Collection[date] = ()) -> ForecastModel | None:
    """The model of a series; None if a weekday has too few days to learn from."""
    profile = _profile(series, left_out)
    if profile is None:
        return None
    pairs = list(_judged(series, left_out))
    if not pairs:
        return ForecastModel(zone=series.zone, profile=profile)
    halves = ((mean, count) for means, counts in pairs for mean, count in zip(means, counts, strict=True))
    days = ((sum(means), sum(counts)) for means, counts in pairs)
    return ForecastModel(zone=series.zone, profile=profile, half_spread=dispersion(halves), day_spread=dispersion(days))


def _profile(series: CallSeries, left_out: Collection[date]) -> Profile | None:
    used = used_days(series, left_out)
    if any(len(days) < LEAST_WEEKS for days in used.values()):
        return None
    by_weekday = {weekday: [series.slots(day) for day in days[:WEEKS]] for weekday, days in used.items()}
    raw = tuple(
        tuple(trimmed_mean([day[slot] for day in days if slot in day] or [0.0]) for slot in range(SLOTS))
        for days in by_weekday.values()
    )
    level = _level(series, raw, sorted(day for days in used.values() for day in days)[-LEVEL_DAYS:])
    return tuple(tuple(level * mean for mean in means) for means in raw)


def _level(series: CallSeries, profile: Profile, days: Sequence[date]) -> float:
    """The calls of the last days relative to what the profile says of them, weighed."""
    expected = sum(sum(profile[day.weekday()]) for day in days)
    found = sum(sum(series.slots(day).values()) for day in days)
    return (found / expected) ** LEVEL_WEIGHT if expected and found else 1.0


def _judged(series: CallSeries, left_out: Collection[date]) -> Iterator[tuple[list[float], tuple[int, ...]]]:
    """The means forecast for each day of the last weeks, from several weeks before, and its calls."""
    today = max(series.days) + DAY
    skipped = set(series.days) - {day for days in used_days(series, left_out).values() for day in days}
    for weeks in range(1, JUDGED_WEEKS + 1):
        origin = today - timedelta(days=7 * weeks)
        profile = _profile(series.before(origin), left_out)
        for day in days_from(origin, 7 * weeks) if profile else ():
            if day in series.days and day not in skipped and profile:
                yield _means(profile, day, series.zone), series.days[day]


def _means(profile: Profile, day: date, zone: tzinfo) -> list[float]:
    return [profile[day.weekday()][slot] for slot in wall_slots(day, zone)]


def forecast_day(
    model: ForecastModel,
    day: date,
    *,
    special: SpecialDay = ORDINARY,
    is_open: Callable[[datetime], bool] = lambda _at: True,
) -> ForecastDay:
    """The forecast of a day. In half-hours that are not open at their beginning there are no calls."""
    times = half_hours(day, model.zone)
    means = [mean * is_open(at) for at, mean in zip(times, _means(model.profile, day, model.zone), strict=True)]
    whole = sum(means)
    extra = special.extra / whole if whole else 0.0
    scaled = tuple(round(mean * (special.factor + extra), 3) for mean in means)
    return _with_bands(day, scaled, model.half_spread, model.day_spread, special)


def _with_bands(
    day: date, means: tuple[float, ...], half_spread: float, day_spread: float, special: SpecialDay
) -> ForecastDay:
    bands = [band(mean, half_spread) for mean in means]
    low, high = band(sum(means), day_spread)
    return ForecastDay(
        day=day,
        means=means,
        lows=tuple(each[0] for each in bands),
        highs=tuple(each[1] for each in bands),
        low=low,
        high=high,
        half_spread=half_spread,
        day_spread=day_spread,
        names=special.names,
        is_guessed=special.is_guessed,
    )


def updated(forecast: ForecastDay, counts: Sequence[int]) -> ForecastDay:
    """The forecast of a day whose first half-hours are over, with `counts` calls: the others follow their level.

    The level of a day varies as a gamma distribution with the dispersion of days; its mean after some calls is
    (1/a + calls) / (1/a + expected), so that few calls change little.
    """
    done, rest = forecast.means[: len(counts)], forecast.means[len(counts) :]
    if not done or not forecast.day_spread:
        return forecast
    before = 1 / forecast.day_spread
    ratio = (before + sum(counts)) / (before + sum(done))
    special = SpecialDay(names=forecast.names, is_guessed=forecast.is_guessed)
    means = tuple(round(mean * ratio, 3) for mean in rest)
    spread = 1 / (before + sum(counts))
    newer = _with_bands(forecast.day, means, forecast.half_spread, spread, special)
    return replace(
        newer,
        means=(*done, *means),
        lows=(*forecast.lows[: len(counts)], *newer.lows),
        highs=(*forecast.highs[: len(counts)], *newer.highs),
        low=sum(counts) + newer.low,
        high=sum(counts) + newer.high,
        day_spread=forecast.day_spread,
    )
