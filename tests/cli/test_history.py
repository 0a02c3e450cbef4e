"""`wismo history`: a generated past, rolled up, and rolled up again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select, update

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.history.store import SqlHistory
from ivr.adapters.sql.records.tables import calls, legs
from ivr.adapters.sql.routing.split_ledger import half_hours_of, ledger_days
from ivr.cli import main

SMALL = ("history", "sample", "--days", "13", "--calls", "200")


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))

    def run(*words, succeeds=True):
        outcome = CliRunner().invoke(main, words)
        assert (outcome.exit_code == 0) is succeeds, outcome.output
        return outcome.output

    return run


@pytest.fixture
def engine(run, tmp_path):
    engine = connect("", tmp_path)
    yield engine
    engine.dispose()


def figures(engine, by="vendor"):
    asked = {"since": datetime.now(UTC) - timedelta(days=60), "until": datetime.now(UTC)}
    rows = SqlHistory(engine, ZoneInfo("America/New_York")).rows(by=by, grain="month", **asked)
    return [(row.starts_at, row.key, row.counts.waits, row.counts.handlings, row.counts.calls) for row in rows]


def recorded(engine):
    with engine.connect() as connection:
        return connection.execute(select(legs).order_by(legs.c.call_sid, legs.c.turn)).all()


def test_a_generated_past_is_the_same_for_the_same_seed_and_has_two_vendors(run, engine):
    run(*SMALL)
    first = recorded(engine)
    assert {key for _, key, *_ in figures(engine)} == {"acme", "bravo", "in house"}
    run(*SMALL)
    again = recorded(engine)
    assert len(first) > 50
    assert [row[:6] for row in again][:50] == [row[:6] for row in first][:50]  # the last hours are later now


def test_no_past_is_generated_beside_real_calls_unless_it_is_forced(run, engine):
    run("db", "upgrade")
    at = datetime.now(UTC) - timedelta(days=2)
    real = {"sid": "CA1", "began_at": at, "last_at": at, "dnis": "", "caller_key": "", "caller_hint": "", "status": ""}
    with engine.begin() as connection:
        connection.execute(insert(calls).values(**real, language="en-US", last_turn=0, status_sequence=3))
    assert "--force" in run(*SMALL, succeeds=False)
    with engine.connect() as connection:
        assert connection.scalars(select(calls.c.sid)).all() == ["CA1"]
    run(*SMALL, "--force")
    run(*SMALL, "--force")
    with engine.connect() as connection:
        assert "CA1" in connection.scalars(select(calls.c.sid)).all()


def test_days_are_counted_again_by_hand(run, engine):
    run(*SMALL)
    before = figures(engine)
    assert "days were rolled up" in run("history", "roll")
    assert figures(engine) == before
    with engine.begin() as connection:
        connection.execute(update(legs).values(became="answered"))
    run("history", "roll", "--since", f"{datetime.now(UTC) - timedelta(days=9):%Y-%m-%d}")
    assert figures(engine) != before


def test_a_generated_past_has_owed_and_given_calls_by_day_and_half_hour(run, engine):
    run(*SMALL)
    days = [datetime.now(UTC).date() - timedelta(days=back) for back in range(15)]
    first = datetime.now(UTC) - timedelta(days=15)

    def total(entries):
        assigned, entitled = zip(*((each.assigned, each.entitled) for each in entries), strict=True)
        return sum(assigned), round(sum(entitled), 6)

    daily = total(entry for entries in ledger_days(engine, days).values() for entry in entries.values())
    assert daily == total(each.entry for each in half_hours_of(engine, first, datetime.now(UTC)))
    assert daily[0] == daily[1] > 50
