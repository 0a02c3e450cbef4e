from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from ivr.adapters.redis.event_stream import REFUSED
from ivr.adapters.redis.sessions.store import LIVE, LIVE_SEEN
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.tables import calls, decisions, hops, messages, turns
from ivr.adapters.sql.records.upkeep import QUIET, SILENT, Swept, forget, sweep


@pytest.fixture
def told(database, happened):
    """A database with two turns of a call whose end was not told."""
    write_events(database, [happened.turn(), happened.text()])
    return database


def call(database, sid="CA1"):
    with database.connect() as connection:
        return connection.execute(select(calls).where(calls.c.sid == sid)).one()


def last_heard(happened):
    return happened.now + timedelta(seconds=10)


def test_a_call_of_which_nothing_is_heard_is_closed(told, store, happened):
    swept = sweep(told, store, None, last_heard(happened) + SILENT + timedelta(seconds=1))
    assert swept == Swept(silent=1)
    assert (call(told).ended_at, call(told).disposition) == (last_heard(happened), "contained")


def test_a_call_under_way_is_left_alone(told, store, happened):
    assert sweep(told, store, None, last_heard(happened) + SILENT) == Swept()
    assert call(told).ended_at is None


def test_a_call_that_we_hung_up_is_closed_soon(database, store, happened):
    write_events(database, [happened.turn(number=3)])
    at = happened.now + timedelta(seconds=30)
    assert sweep(database, store, None, at + QUIET) == Swept()
    assert sweep(database, store, None, at + QUIET + timedelta(seconds=1)) == Swept(silent=1)


def test_a_quiet_call_that_twilio_knows_to_be_over_is_closed(told, store, happened):
    ended = lambda sid: replace(happened.status(sid), sequence=2**31 - 1)  # noqa: E731
    now = last_heard(happened) + QUIET + timedelta(seconds=1)
    assert sweep(told, store, ended, now) == Swept(told=1)
    assert (call(told).status, call(told).seconds) == ("completed", 31)


def test_a_quiet_call_that_twilio_knows_to_go_on_is_left_alone(told, store, happened):
    goes_on = lambda sid: happened.status(sid, sequence=2)  # noqa: E731
    assert sweep(told, store, goes_on, last_heard(happened) + QUIET + timedelta(seconds=1)) == Swept()
    assert call(told).ended_at is None


def test_twilio_that_does_not_answer_stops_no_sweep(told, store, happened):
    def unreachable(sid):
        raise OSError("no route")

    with capture_logs() as logs:
        swept = sweep(told, store, unreachable, last_heard(happened) + SILENT + timedelta(seconds=1))
    assert (swept, [line["call"] for line in logs]) == (Swept(silent=1), ["CA1"])


def test_a_call_that_is_told_to_be_over_after_it_was_swept_has_its_length(told, store, happened):
    sweep(told, store, None, last_heard(happened) + SILENT + timedelta(seconds=1))
    write_events(told, [happened.status()])
    assert (call(told).status, call(told).seconds) == ("completed", 31)


def test_calls_that_nobody_hears_of_leave_the_live_map(told, store, happened):
    now = happened.now + SILENT + timedelta(seconds=1)
    for sid, seen in (("CA1", happened.now), ("CA2", now)):
        store.hset(LIVE, sid, "[]")
        store.zadd(LIVE_SEEN, {sid: seen.timestamp()})
    sweep(told, store, None, now)
    assert (store.hkeys(LIVE), store.zrange(LIVE_SEEN, 0, -1)) == (["CA2"], ["CA2"])


def test_old_calls_are_forgotten_with_all_that_is_on_record_of_them(told, store, happened):
    write_events(told, [happened.turn(number=2, decision={"queue": "care-en"})])
    assert forget(told, store, happened.now + timedelta(seconds=1)) == 1
    with told.connect() as connection:
        left = [
            connection.scalar(select(func.count()).select_from(t)) for t in (calls, turns, hops, decisions, messages)
        ]
    assert left == [0, 0, 0, 0, 0]


def test_young_calls_are_kept(told, store, happened):
    assert forget(told, store, happened.now) == 0
    assert call(told).sid == "CA1"


def test_events_that_were_set_aside_are_forgotten_too(database, store, happened):
    store.xadd(REFUSED, {"event": "{}", "cause": "ValueError"})
    forget(database, store, happened.now + timedelta(days=36500))
    assert store.xlen(REFUSED) == 0
