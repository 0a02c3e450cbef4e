"""The history against the record: every raw count once more in plain SQL; and days that are rolled up again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.history.retention import forget_half_hours
from ivr.adapters.sql.history.rolling_up import Rolled, RollUp
from ivr.adapters.sql.history.store import SqlHistory
from ivr.adapters.sql.history.tables import COLUMNS, period_counts
from ivr.adapters.sql.records.tables import calls, legs, messages
from ivr.reporting.board import IN_HOUSE
from ivr.reporting.call_prices import CallPrices
from routing.document import read
from tests.adapters.sql.history.made_past import BEGINS, MadePast
from tests.adapters.sql.history.plain_sql import counted
from tests.migrated import make_tables

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 5, tzinfo=UTC)
DOCUMENT = """
brand: Northwind
vendors: {acme: {name: Acme}}
queues:
  care-en: {name: Care, kind: in_house, languages: [en-US], hand_off: {desk: care-en}}
  acme-es: {name: Acme, kind: outsourced, vendor: acme, languages: [es-MX], hand_off: {sip: "sip:a@acme.example"},
            service_level: {seconds: 12}}
default: care-en
"""


def rolling(engine, *, zone=NEW_YORK, kept_since=BEGINS - timedelta(days=1), **terms):
    return RollUp(engine=engine, zone=zone, first=read(DOCUMENT), kept_since=kept_since, **terms)


def roll(engine, now=NOW, **terms):
    found = rolling(engine, **terms)
    return sum(found.roll(found.days(BEGINS - timedelta(days=9), now), now=now), Rolled())


def stored(engine, grain="half_hour"):
    """The counts other than 0 by (part, beginning in seconds, key, queue)."""
    with engine.connect() as connection:
        rows = connection.execute(select(period_counts).where(period_counts.c.grain == grain)).mappings().all()
    found = {}
    for row in rows:
        counts = {name: round(row[name], 3) for name in COLUMNS if row[name]}
        if counts:
            found[row["part"], int(row["starts_at"].timestamp()), row["key"], row["queue"]] = counts
    return found


def whole(engine, **wanted):
    asked = {"by": "line", "grain": "whole", "since": BEGINS, "until": NOW.replace(hour=5), **wanted}
    return {row.key: row.counts for row in SqlHistory(engine, NEW_YORK).rows(**asked)}


def test_the_cost_is_that_of_begun_minutes_and_texts(database):
    MadePast(9, many=30).write(database)
    with database.begin() as connection:
        text = {"call_sid": "CA9x1", "recipient": "+14155550100", "body": "", "attempts": 1, "provider_sid": ""}
        when = {"due_at": BEGINS, "created_at": BEGINS, "error": "", "about": ""}
        connection.execute(
            insert(messages), [{**text, **when, "id": state, "state": state} for state in ("sent", "due")]
        )
    prices = CallPrices(inbound=0.01, sip=1.0, desk=10.0, text=100_000.0)
    roll(database, prices=prices)
    line = whole(database)[""]
    vendor = whole(database, by="vendor")["acme"].calls.cost
    assert line.calls.cost // 100_000 == 1
    assert round(line.calls.cost % 1, 4) == round(0.09 * line.calls.ended % 1, 4)  # all last for nine minutes
    assert vendor >= whole(database, by="vendor")["acme"].handlings.timed > 0


@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 10_000), st.integers(0, 40), st.sampled_from(["America/New_York", "Asia/Kathmandu"]))
def test_every_count_is_that_of_the_record(seed, many, zone):
    with TemporaryDirectory() as directory:
        engine = connect("", Path(directory))
        make_tables(engine)
        MadePast(seed, many=many).write(engine)
        roll(engine, zone=ZoneInfo(zone))
        with engine.connect() as connection:
            assert stored(engine) == counted(connection, int(NOW.timestamp()))
        for counts in stored(engine).values():
            ends = ("answered", "abandoned", "flowed", "waiting")
            assert counts.get("offered", 0) == sum(counts.get(each, 0) for each in ends)
        engine.dispose()


def test_days_are_the_sum_of_their_half_hours_and_weeks_that_of_days(database):
    MadePast(1, many=60).write(database)
    roll(database)
    days = whole(database, by="issue")
    assert days["returns"].waits.offered + days["refund"].waits.offered == whole(database)[""].waits.offered > 0
    assert whole(database, by="issue", until=NOW.replace(hour=5, minute=30)) == days  # half-hours: no whole days
    weeks = SqlHistory(database, NEW_YORK).rows(by="line", grain="week", since=BEGINS, until=NOW)
    assert [(f"{row.starts_at:%m-%d %H}", row.starts_at.weekday()) for row in weeks] == [
        ("10-26 04", 0),
        ("11-02 05", 0),
    ]
    assert sum(row.counts.calls.calls for row in weeks) == 60
    months = SqlHistory(database, NEW_YORK).rows(by="queue", grain="month", since=BEGINS, until=NOW)
    assert sum(row.counts.waits.offered for row in months) == whole(database)[""].waits.offered
    assert [row.starts_at.month for row in months] == sorted(row.starts_at.month for row in months)
    assert len({row.starts_at for row in months}) == 2


def test_a_day_has_fifty_half_hours_when_the_clock_is_set_back_and_forty_six_when_it_is_set_forward(database):
    MadePast(1, many=1, begins=datetime(2026, 3, 7, 12, tzinfo=UTC), days=0.1).write(database)
    roll(database, kept_since=datetime(2026, 1, 1, tzinfo=UTC))
    history, found = SqlHistory(database, NEW_YORK), rolling(database)
    list(found.roll(found.days(datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC)), now=NOW))
    for day, many in (((2026, 11, 1), 50), ((2026, 3, 8), 46), ((2026, 3, 9), 48)):
        begins = datetime(*day, tzinfo=NEW_YORK)
        rows = history.rows(by="line", grain="half_hour", since=begins, until=begins + timedelta(days=1))
        assert (len(rows), {row.counts.calls.calls for row in rows}) == (many, {0})


def test_rolling_again_gives_the_same_and_takes_up_what_ended_late(database):
    MadePast(3, many=40).write(database)
    first, before = roll(database), stored(database)
    assert (roll(database), stored(database)) == (first, before)
    with database.begin() as connection:
        connection.execute(update(calls).values(ended_at=NOW - timedelta(hours=1), disposition="contained"))
    found = rolling(database)
    rolled = sum(found.roll(found.recent_days(NOW), now=NOW), Rolled())
    assert rolled.calls == 40
    assert whole(database)[""].calls.contained == 40


def test_an_import_is_noticed(database):
    MadePast(3, many=10).write(database)
    roll(database)
    MadePast(4, many=5).write(database)
    found = rolling(database)
    assert sum(found.roll(found.recent_days(NOW), now=NOW), Rolled()).calls == 0
    list(found.roll(found.changed_days(NOW), now=NOW))
    assert whole(database)[""].calls.calls == 15


def test_calls_that_were_deleted_stay_counted(database):
    MadePast(3, many=10).write(database)
    roll(database)
    with database.begin() as connection:
        connection.execute(delete(legs))
        connection.execute(delete(calls).where(calls.c.sid != "CA3x0"))
    roll(database, kept_since=NOW - timedelta(days=2))
    assert whole(database)[""].calls.calls == 10


def test_a_queue_that_was_removed_keeps_its_figures_and_a_vendor_has_those_of_its_queues(database):
    MadePast(5, many=60).write(database)
    roll(database)
    queues, vendors = whole(database, by="queue"), whole(database, by="vendor")
    assert set(queues) == {"care-en", "acme-es", "gone"}
    assert vendors["acme"].waits == queues["acme-es"].waits
    assert set(whole(database, by="vendor", vendors=frozenset({"acme"}))) == {"acme"}
    assert vendors[IN_HOUSE].waits == queues["care-en"].waits + queues["gone"].waits
    bound = whole(database, queues=frozenset({"acme-es"}))[""]
    assert (bound.waits, bound.calls.calls) == (queues["acme-es"].waits, 0)


def test_an_empty_record_has_no_history_and_one_call_has_one(database):
    history = SqlHistory(database, NEW_YORK)
    assert (roll(database), history.known_until(), whole(database)) == (Rolled(), None, {})
    MadePast(6, many=1).write(database)
    assert roll(database).calls == 1
    assert history.known_until() == NOW
    assert whole(database)[""].calls.calls == 1


def test_old_half_hours_go_and_days_stay(database):
    MadePast(7, many=30).write(database)
    roll(database)
    days = stored(database, "day")
    assert forget_half_hours(database, before=NOW, agents_before=NOW)
    assert (stored(database), stored(database, "day")) == ({}, days)


@pytest.mark.parametrize("times", [2])
def test_two_at_once_leave_one_set_of_rows(database, times):
    MadePast(8, many=20).write(database)
    found = rolling(database)
    days = found.days(BEGINS, NOW)
    both = [found.roll(days, now=NOW) for _ in range(times)]
    for _ in zip(*both, strict=True):
        pass
    with database.connect() as connection:
        whole_days = select(func.sum(period_counts.c.calls)).where(period_counts.c.grain == "day")
        line = whole_days.where(period_counts.c.part == "queue")
        assert connection.scalar(line) == 20
