"""Forecasts and launches in SQL, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, insert

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.routing.tables import ledger
from ivr.adapters.sql.staffing.forecasts import SqlForecasts
from ivr.adapters.sql.staffing.launches import SqlLaunches
from ivr.reporting.audit import Actor
from ivr.reporting.forecast_accuracy import ForecastError
from ivr.reporting.forecast_model import ForecastDay
from ivr.reporting.kept_forecasts import ForecastSubject
from ivr.reporting.launches import Launch

FIRST = date(2026, 11, 20)
SUBJECT = ForecastSubject(
    part="queue", key="care-en", made_on=FIRST, errors={1: ForecastError(halves=3, off=2.5)}, handling=240.5, offered=7
)


def days(first: date, count: int, mean: float) -> list[ForecastDay]:
    return [
        ForecastDay(
            day=first + timedelta(days=place), means=(mean,) * 48, lows=(1,) * 48, highs=(9,) * 48, low=50, high=300,
            half_spread=0.01, day_spread=0.02, names=("Launch",), is_guessed=True,
        )
        for place in range(count)
    ]  # fmt: skip


def test_what_is_kept_is_read_back_and_the_newest_counts(database: Engine):
    kept = SqlForecasts(database)
    for night in range(3):
        made = FIRST + timedelta(days=night)
        kept.keep(replace(SUBJECT, made_on=made), days(made, 30, mean=4.0 + night))
    assert kept.subjects() == [replace(SUBJECT, made_on=FIRST + timedelta(days=2))]
    last = kept.days("queue", None, since=FIRST, until=FIRST + timedelta(days=40))
    assert [each.forecast for each in last[2:]] == days(FIRST + timedelta(days=2), 30, mean=6.0)
    ahead = kept.made_ahead("queue", "care-en", 7, since=FIRST, until=FIRST + timedelta(days=10))
    assert [each.forecast.means[0] for each in ahead] == [4.0, 5.0, 6.0]
    assert kept.made_ahead("queue", "care-en", 10, since=FIRST, until=FIRST + timedelta(days=11)) == []


def test_a_launch_is_kept_and_makes_forecasts_due_again(database: Engine):
    at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    kept, launches = SqlForecasts(database), SqlLaunches(database, lambda: at)
    kept.keep(SUBJECT, days(FIRST, 2, mean=4.0))
    launch = Launch(name="Mug", first=FIRST, last=FIRST, factor=1.5, extra=20, queues=("care-en",))
    launches.add(launch, actor=Actor("ada", "console"))
    found = launches.all()
    assert [replace(each, id="", made_by="") for each in found] == [launch]
    assert kept.made_on() == {("queue", "care-en"): FIRST - timedelta(days=1)}
    launches.remove(found[0].id, actor=Actor("ada", "console"))
    assert launches.all() == []


def test_calls_that_splits_gave_are_added_up_from_days_and_not_from_months(database: Engine):
    rows = [
        {"period": period, "rule": "English", "queue": "care-en", "owed": 1.0, "given": given, "kept": 0, "moved": 0}
        for period, given in (("2026-11-20", 3), ("2026-11-21", 4), ("2026-11", 100), ("2026-12-01", 50))
    ]
    with writing(database) as connection:
        connection.execute(insert(ledger), rows)
    assert SqlForecasts(database).given(since=FIRST, until=FIRST + timedelta(days=9)) == {("English", "care-en"): 7}
