from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.tables import calls, decisions, hops, messages, turns

TABLES = (calls, turns, hops, decisions, messages)
numbers = count()


def rows(database, table, sid=None):
    owner = table.c.sid if table is calls else table.c.call_sid
    with database.connect() as connection:
        found = connection.execute(select(table).where(owner == sid if sid else True).order_by(*table.primary_key))
        return [row._asdict() for row in found]


def whole_call(happened, sid="CA1"):
    told = [happened.turn(sid, 0), happened.text(sid, 1), happened.turn(sid, 2, decision={"queue": "care-en"})]
    began = (happened.status(sid, number) for number in range(3))
    return [*began, *told, happened.answered(sid), happened.turn(sid, 3), happened.status(sid)]


def test_a_call_is_one_row_with_all_that_its_events_told(database, happened):
    write_events(database, whole_call(happened))
    (call,) = rows(database, calls)
    assert call == {
        "sid": "CA1",
        "began_at": happened.now - timedelta(seconds=2),
        "last_at": happened.now + timedelta(seconds=31),
        "dnis": "+18005550199",
        "caller_key": "c0ffee",
        "caller_hint": "00",
        "language": "es-MX",
        "last_turn": 3,
        "status": "completed",
        "status_sequence": 3,
        "ended_at": happened.now + timedelta(seconds=31),
        "seconds": 31,
        "answered_at": happened.now + timedelta(seconds=25),
        "disposition": "handed_off",
        "survey": "",
    }


def test_every_turn_and_hop_is_a_row(database, happened):
    write_events(database, whole_call(happened))
    assert [row["turn"] for row in rows(database, turns)] == [0, 1, 2, 3]
    assert [(row["turn"], row["place"]) for row in rows(database, hops)] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (2, 0),
        (3, 0),
        (3, 1),
    ]
    assert rows(database, hops)[0]["outcome"] == "one"


def test_what_was_said_is_kept_with_its_facts(database, happened):
    said = (("order_status.late", {"day": {"day": "2026-11-23"}}, "es-MX"),)
    write_events(database, [happened.turn(said=said)])
    assert rows(database, turns)[0]["said"] == [["order_status.late", {"day": {"day": "2026-11-23"}}, "es-MX"]]


def test_a_decision_is_kept_where_it_was_taken(database, happened):
    write_events(database, whole_call(happened))
    assert [(row["turn"], row["decision"]) for row in rows(database, decisions)] == [(2, {"queue": "care-en"})]


def test_a_message_is_due_at_once(database, happened):
    write_events(database, [happened.text()])
    (message,) = rows(database, messages)
    assert (message["id"], message["recipient"], message["state"]) == ("CA1:1:0", "+14155550100", "due")


def test_events_that_come_twice_change_nothing(database, happened):
    write_events(database, whole_call(happened))
    once = [rows(database, table) for table in TABLES]
    write_events(database, whole_call(happened) * 2)
    assert [rows(database, table) for table in TABLES] == once


def test_a_lower_status_never_overwrites_a_higher_one(database, happened):
    write_events(database, [happened.status(sequence=3)])
    write_events(database, [happened.status(sequence=1)])
    assert rows(database, calls)[0]["status"] == "completed"


def test_a_turn_told_in_two_ways_is_on_record_in_one(database, happened):
    write_events(database, [happened.turn(number=1)])
    write_events(database, [replace(happened.text(number=1), hops=(("a", "b", "c"),) * 5, degraded="sessions")])
    assert (len(rows(database, hops)), rows(database, messages)) == (2, [])


def test_a_caller_who_hung_up_while_talking_was_handed_off(database, happened):
    write_events(database, [happened.turn(number=2), happened.status(), happened.answered()])
    assert rows(database, calls)[0]["disposition"] == "handed_off"


def test_a_caller_whom_nobody_took_has_abandoned(database, happened):
    write_events(database, [happened.turn(number=2), happened.status()])
    assert rows(database, calls)[0]["disposition"] == "abandoned"


def test_where_a_message_was_recorded_is_kept(database, happened):
    write_events(database, [happened.turn(recording="https://api.example/RE1")])
    assert rows(database, turns)[0]["recording"] == "https://api.example/RE1"


def test_a_call_under_way_has_no_disposition(database, happened):
    write_events(database, [happened.turn(), happened.status(sequence=2)])
    assert rows(database, calls)[0]["disposition"] == ""


def test_a_turn_that_comes_after_the_end_still_counts_for_how_the_call_went(database, happened):
    write_events(database, [happened.turn(), happened.status()])
    assert rows(database, calls)[0]["disposition"] == "gave_up"
    write_events(database, [happened.turn(number=number) for number in (1, 2, 3)])
    assert rows(database, calls)[0]["disposition"] == "handed_off"


def test_an_event_that_cannot_be_written_takes_its_batch_with_it(database, happened):
    with pytest.raises(Exception, match=r".+"):
        write_events(database, [happened.turn("CA1"), replace(happened.status("CA2"), seconds=2**70)])
    assert rows(database, calls) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_repeated_reordered_and_late_events_end_as_the_right_order_does(database, happened, data):
    straight, shuffled = f"CA{next(numbers)}", f"CA{next(numbers)}"
    lost = data.draw(st.sets(st.integers(0, 7), max_size=3))
    kept = [number for number in range(8) if number not in lost]
    order = data.draw(st.permutations(kept + data.draw(st.lists(st.sampled_from(kept), max_size=8))))
    write_events(database, [whole_call(happened, straight)[number] for number in kept])
    batches = data.draw(st.integers(1, 4))
    for start in range(batches):
        write_events(database, [whole_call(happened, shuffled)[number] for number in order[start::batches]])
    for table in TABLES:
        assert told(rows(database, table, straight)) == told(rows(database, table, shuffled))


def told(found):
    """Rows without the name of their call."""
    return [{name: value for name, value in row.items() if name not in ("sid", "call_sid", "id")} for row in found]


def test_two_writers_of_the_same_events_write_them_once(database, happened):
    events = [event for number in range(50) for event in whole_call(happened, f"CA{number:03}")]
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(write_events, database, batch) for batch in (events, events[::-1])]:
            each.result()
    assert (len(rows(database, calls)), len(rows(database, hops)), len(rows(database, messages))) == (50, 350, 50)
