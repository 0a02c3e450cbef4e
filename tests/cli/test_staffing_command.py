"""`wismo staffing` on a generated past: what it forecasts, and the people that it counts, from the record itself."""

import csv
import os
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.records.tables import calls
from ivr.adapters.sql.staffing.forecasts import SqlForecasts
from ivr.cli import main

DAYS = 29


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs a command on four weeks of some 1,000 generated calls."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("WISMO_DATA_DIR", str(tmp_path_factory.mktemp("data")))

        def run(*words: str) -> str:
            outcome = CliRunner().invoke(main, words, catch_exceptions=False)
            assert outcome.exit_code == 0, outcome.output
            return outcome.output

        run("history", "sample", "--days", str(DAYS), "--calls", "1000")
        yield run


@pytest.fixture
def engine(run):
    engine = connect("", Path(os.environ["WISMO_DATA_DIR"]))
    yield engine
    engine.dispose()


def test_the_forecast_of_four_weeks_is_near_the_calls_on_record(run, engine):
    lines = [line.split() for line in run("staffing", "forecast").splitlines()[1:]]
    assert len(lines) == 28
    since = datetime.now(UTC) - timedelta(days=28)
    with engine.connect() as connection:
        came = connection.scalar(select(func.count()).select_from(calls).where(calls.c.began_at >= since)) or 0
    assert sum(int(line[1]) for line in lines) == pytest.approx(came, rel=0.4)
    assert all(int(line[2]) <= int(line[1]) <= int(line[4]) for line in lines)


def test_every_half_hour_is_written_and_people_are_counted_where_the_record_has_a_handling_time(run):
    rows = list(csv.DictReader(StringIO(run("staffing", "forecast", "--days", "7", "--csv", "-"))))
    assert len({row["day"] for row in rows}) == 7
    house = [row for row in rows if not row["vendor"]]
    assert sum(float(row["calls"]) for row in house) > 0
    assert all(
        int(row["people scheduled"]) >= int(row["people needed"]) > 0 for row in house if float(row["calls"]) > 1
    )


def test_a_queue_that_is_not_there_is_told_of(run):
    outcome = CliRunner().invoke(main, ["staffing", "forecast", "--queue", "gone"])
    assert (outcome.exit_code, "there is no queue 'gone'" in outcome.output) == (1, True)


def test_what_was_forecast_today_is_not_made_again_and_its_errors_are_told(run, engine):
    run("staffing", "forecast")
    made = SqlForecasts(engine).made_on()
    assert made["line", ""] == datetime.now(ZoneInfo("America/New_York")).date()
    assert set(made.values()) == {made["line", ""]}
    assert "4 weeks ahead: error (wape)" in run("staffing", "accuracy")
