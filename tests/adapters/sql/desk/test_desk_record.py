"""The record of the desk on SQLite and PostgreSQL: the same result in any order, and however often."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

from sqlalchemy import Engine, delete, select

from ivr.adapters.sql.agents import agents
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.desk.tables import agent_states, handlings
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.schema import upgrade
from ivr.calls.desk.desk_events import Handled, StateChanged
from ivr.calls.events import Event
from tests.migrated import move_to

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return AT + timedelta(seconds=seconds)


OFFERED = Handled(
    handling="h1",
    sid="CA1",
    at=at(0),
    agent="a1",
    agent_name="Anna",
    queue="care-en",
    language="en-US",
    issue="refund",
    offered_at=at(0),
    became="ringing",
    direction="in",
)
ANSWERED = Handled(handling="h1", sid="CA1", at=at(5), answered_at=at(5), became="answered")
ENDED = Handled(handling="h1", sid="CA1", at=at(95), ended_at=at(95), ended_by="caller", hold_seconds=12.5)
NOTED = Handled(handling="h1", sid="CA1", at=at(99), disposition="other", note="first", noted_at=at(99))
NOTED_AGAIN = Handled(handling="h1", sid="CA1", at=at(120), disposition="resolved", note="done", noted_at=at(120))
WRAPPED = Handled(handling="h1", sid="CA1", at=at(130), wrapped_at=at(130))


def test_a_handling_is_merged_in_any_order_and_however_often(database: Engine):
    events = (OFFERED, ANSWERED, ENDED, NOTED, NOTED_AGAIN, WRAPPED)
    for order in list(permutations(events))[::60]:
        with writing(database) as connection:
            connection.execute(delete(handlings))
        for event in (*order, *order):
            write_events(database, [event])
        with database.connect() as connection:
            row = connection.execute(select(handlings)).one()
        assert (row.became, row.ended_by, row.disposition, row.note) == ("answered", "caller", "resolved", "done")
        assert (row.agent_name, row.queue, row.issue, row.hold_seconds) == ("Anna", "care-en", "refund", 12.5)
        assert (row.offered_at, row.answered_at, row.ended_at, row.wrapped_at) == (at(0), at(5), at(95), at(130))


def test_what_became_of_an_offer_is_final(database: Engine):
    missed = Handled(handling="h1", sid="CA1", at=at(20), ended_at=at(20), became="missed")
    write_events(database, [OFFERED, missed, ANSWERED])
    with database.connect() as connection:
        assert connection.scalar(select(handlings.c.became)) == "missed"


def test_a_batch_of_the_desk_and_of_calls_is_written_together_and_states_once(database: Engine):
    events: Sequence[Event] = [
        StateChanged(agent="a1", number=1, state="ready", at=at(0)),
        StateChanged(agent="a1", number=2, state="away", reason="Lunch" * 40, at=at(0)),
    ]
    write_events(database, [*events, *events])
    with database.connect() as connection:
        rows = connection.execute(select(agent_states).order_by(agent_states.c.number)).all()
    assert [(row.state, len(row.reason)) for row in rows] == [("ready", 0), ("away", 64)]


def test_agents_from_before_keep_their_number_pin_and_queues(empty_database: Engine):
    move_to(empty_database, "0025")
    with writing(empty_database) as connection:
        connection.exec_driver_sql(
            "INSERT INTO agents (number, name, pin, queues, away, switches)"
            """ VALUES ('+12125550142', 'Anna', 'x', '["care-en"]', false, '["s"]')"""
        )
    upgrade(empty_database)
    with empty_database.connect() as connection:
        row = connection.execute(select(agents)).one()
    assert (row.number, row.pin, row.queues, row.switches) == ("+12125550142", "x", ["care-en"], ["s"])
    assert (row.user, row.languages, row.issues, row.station, len(row.id)) == (None, [], [], "phone", 16)
