"""Items of the work list from the record, on both databases: once each, whatever the order, and ended by rule."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, update

from ivr.adapters.sql.callbacks import SqlCallbacks, callbacks
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.privacy.person_rows import calls_of, delete_rows
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.requests.store import SqlRequests
from ivr.adapters.sql.work.store import SqlWork, forget_work
from ivr.adapters.sql.work.tending import WorkTended, tend
from ivr.calls.events import Answered
from ivr.orders.personal_data import Traces
from ivr.orders.phone_numbers import hashed
from ivr.reporting.audit import Actor
from ivr.reporting.work_items import NoSuchWork, WorkChange, WorkFilter, WorkItem, WorkMark, WorkMoved
from routing.document import of_json
from routing.model import Routing
from tests.requests_made import ALICE, NOW, asked
from tests.work_made import RECORDING, booked, gave_up, left_message

HOUR, ADA, KEY = timedelta(hours=1), Actor("ada", "console"), b"key"


def routing(**due: float) -> Routing:
    """A queue that is open from ten to noon in New York; it is ten there."""
    hours = {"mornings": {"time_zone": "America/New_York", "open": {"mon-fri": "10:00-12:00"}}}
    queue = {"name": "Care", "kind": "in_house", "languages": ["en-US"], "hand_off": {"desk": "a"}, "hours": "mornings"}
    return of_json({
        "brand": "B", "default": "care-en", "hours": hours, "queues": {"care-en": queue}, "agent_desk": {"due": due}
    })  # fmt: skip


def work(engine: Engine, now: datetime = NOW) -> SqlWork:
    asked_for = SqlRequests(engine, lambda: now, lambda _: None)
    return SqlWork(engine, lambda: now, asked_for, lambda _: None, lambda _: False)


def items(engine: Engine, **wanted: object) -> list[WorkItem]:
    return work(engine).listed(WorkFilter(**wanted))  # type: ignore[arg-type]


def test_messages_callbacks_missed_calls_and_requests_stand_in_one_list(database: Engine):
    write_events(database, [*gave_up(), *left_message(key="beef"), *booked(number="+14155550123"), asked("CA4")])
    found = {each.kind: each for each in items(database)}
    assert sorted(found) == ["callback", "missed", "request", "voicemail"]
    assert (found["voicemail"].recording, found["voicemail"].number) == (RECORDING, ALICE)
    assert (found["callback"].number, found["callback"].progress) == ("+14155550123", "due")
    assert (found["missed"].queue, found["missed"].number, found["missed"].hint) == ("care-en", ALICE, "00")
    assert (found["request"].about, found["request"].queue) == ("start_return 1001", "")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_missed_call_stands_once_with_its_number_in_any_order_of_events(database: Engine, order: Sequence[int]):
    events = gave_up()
    for place in (*order, *order):
        write_events(database, [events[place]])
    (item,) = items(database)
    assert (item.kind, item.number, item.state, item.revision) == ("missed", ALICE, "open", 0)


def test_what_was_done_comes_back_by_no_replay(database: Engine):
    events = [*gave_up(), *left_message(key="beef")]
    write_events(database, events)
    for each in items(database):
        work(database).change(each.id, WorkChange(act="done", revision=0, outcome="reached"), ADA)
    write_events(database, events)
    assert items(database) == []
    assert len(items(database, state="done")) == 2


def test_a_call_given_up_within_seconds_is_of_another_kind_and_ends_by_rule(database: Engine):
    write_events(database, gave_up(waited=3))
    assert items(database) == []
    assert [each.kind for each in items(database, kind="short")] == ["short"]
    assert tend(database, routing(), NOW) == WorkTended(timed=1)
    assert tend(database, routing(), NOW + 25 * HOUR) == WorkTended(ended=1)
    assert [each.outcome for each in items(database, state="done")] == ["short_expired"]


def test_nobody_is_called_whose_number_was_withheld(database: Engine):
    write_events(database, gave_up(key=""))
    assert [each.outcome for each in items(database, state="done")] == ["number_withheld"]


def test_a_caller_who_gives_up_again_stands_in_the_list_once(database: Engine):
    write_events(database, gave_up())
    write_events(database, gave_up("CA9", after=HOUR))
    assert [each.call_sid for each in items(database)] == ["CA1"]
    assert [(each.call_sid, each.outcome) for each in items(database, state="done")] == [("CA9", "listed_already")]


@pytest.mark.parametrize("answered_first", [False, True])
def test_a_missed_call_ends_when_its_caller_is_reached_and_a_message_says_so(database: Engine, answered_first: bool):
    later = [gave_up("CA9", after=HOUR)[0], Answered("CA9", NOW + HOUR)]
    batches = [[*gave_up(queue="other"), *left_message()], later]
    for batch in reversed(batches) if answered_first else batches:
        write_events(database, batch)
    (message,) = items(database)
    (missed,) = items(database, state="done")
    assert (missed.outcome, missed.reached_in) == ("reached_since", "CA9")
    assert (message.kind, message.reached_in) == ("voicemail", "CA9")


def test_a_talk_before_the_missed_call_ends_nothing(database: Engine):
    write_events(database, [gave_up("CA9")[0], Answered("CA9", NOW)])
    write_events(database, gave_up(after=HOUR))
    assert [each.kind for each in items(database)] == ["missed"]


@pytest.mark.parametrize(("reached", "outcome"), [(True, "called_back"), (False, "")])
def test_a_callback_ends_when_the_line_reached_the_caller_and_stays_when_it_gave_up(
    database: Engine, reached: bool, outcome: str
):
    write_events(database, booked())
    name, desk = "CA3", SqlCallbacks(database, lambda: NOW + HOUR)
    assert desk.claim(name)
    if reached:
        desk.over(name, reached=True)
    else:
        desk.give_up(name)
    tend(database, routing(), NOW + HOUR)
    (item,) = work(database).of_call(name)
    assert (item.outcome, item.progress, item.tries) == (outcome, "done" if reached else "gave_up", 1)
    assert [each.state for each in items(database)] == ([] if reached else ["open"])


def test_terms_and_opening_hours_say_when_an_item_is_due(database: Engine):
    write_events(database, [*gave_up(waited=0.0 + 60), asked("CA4")])
    tend(database, routing(missed_hours=3, request_hours=2), NOW)
    due = {each.kind: each.due_at for each in items(database)}
    tomorrow_at_eleven = NOW + timedelta(days=1) + HOUR + timedelta(seconds=60)
    assert due == {"missed": tomorrow_at_eleven, "request": NOW + 2 * HOUR}
    assert tend(database, routing(missed_hours=1), NOW) == WorkTended()


def test_a_callback_at_a_chosen_time_is_due_at_its_end(database: Engine):
    until = (NOW + 5 * HOUR).isoformat()
    write_events(database, [asked(kind="call_back_at", answers={"from": NOW.isoformat(), "until": until})])
    tend(database, routing(), NOW)
    assert [(each.kind, each.due_at) for each in items(database, kind="callback")] == [("callback", NOW + 5 * HOUR)]


def test_pages_follow_each_other_by_due_time_without_gap_or_repetition(database: Engine):
    for place in range(7):
        write_events(database, gave_up(f"CA{place}", key=f"k{place}", after=place % 3 * HOUR))
        write_events(database, [asked(f"CB{place}", order=str(place), after=(place - 20) * HOUR)])
    whole = items(database)
    seen: list[WorkItem] = []
    while page := work(database).listed(WorkFilter(), since=_mark(seen), most=4):
        seen += page
    assert seen == whole
    assert [each.due_at for each in whole] == sorted(each.due_at for each in whole)
    assert len(whole) == 14


def _mark(seen: Sequence[WorkItem]) -> WorkMark | None:
    return WorkMark(seen[-1].due_at, seen[-1].id) if seen else None


def test_of_two_changes_of_one_revision_one_is_made(database: Engine):
    write_events(database, gave_up())
    (item,) = items(database)
    work(database).change(item.id, WorkChange(act="take", revision=0), ADA)
    with pytest.raises(WorkMoved, match="taken by ada"):
        work(database).change(item.id, WorkChange(act="take", revision=0), Actor("bob", "console"))


def test_filters_and_counts_agree(database: Engine):
    write_events(database, [*gave_up(), *gave_up("CA5", queue="acme", key="k5"), *left_message(key="beef")])
    write_events(database, [asked("CA4")])
    work(database).change("ms-CA1", WorkChange(act="take", revision=0), ADA)
    late = work(database, NOW + 5 * HOUR)
    counts = late.counts()
    assert sum(each.count for each in counts) == len(late.listed(WorkFilter())) == 4
    assert sum(each.count for each in counts if each.is_overdue) == len(late.listed(WorkFilter(is_overdue=True))) == 3
    assert [each.id for each in late.listed(WorkFilter(mine="ada"))] == ["ms-CA1"]
    assert [each.id for each in late.listed(WorkFilter(queue="acme"))] == ["ms-CA5"]
    assert [each.id for each in late.listed(WorkFilter(queues=("acme",)))] == ["ms-CA5"]
    assert late.listed(WorkFilter(queues=())) == late.listed(WorkFilter(older=24 * HOUR)) == []


def test_an_item_of_another_queue_does_not_exist(database: Engine):
    write_events(database, gave_up())
    with pytest.raises(NoSuchWork):
        work(database).story("ms-CA1", queues=("acme",))
    with pytest.raises(NoSuchWork):
        work(database).change("ms-CA1", WorkChange(act="take", revision=0), ADA, queues=("acme",))


def test_requests_are_taken_handed_and_refused_by_their_own_states(database: Engine):
    write_events(database, [asked("CA4")])
    (item,) = items(database)
    desk = work(database)
    handed = desk.change(item.id, WorkChange(act="hand", revision=0, to="bob", note="hers"), ADA)
    assert (handed.state, handed.taken_by, handed.note) == ("taken", "bob", "hers")
    done = desk.change(item.id, WorkChange(act="done", revision=1, outcome="refused"), ADA)
    assert (done.state, done.outcome, items(database)) == ("done", "refused", [])


def test_only_what_is_done_is_forgotten(database: Engine):
    write_events(database, [*gave_up(), *gave_up("CA5", key="k5")])
    work(database).change("ms-CA1", WorkChange(act="done", revision=0, outcome="reached"), ADA)
    assert forget_work(database, NOW + HOUR) == 1
    assert [each.id for each in items(database)] == ["ms-CA5"]


def test_a_callback_that_the_line_no_longer_has_is_still_owed(database: Engine):
    write_events(database, booked())
    with writing(database) as connection:
        connection.execute(update(callbacks).values(state="refused"))
    tend(database, routing(), NOW)
    assert [each.progress for each in items(database)] == ["refused"]


def test_erasing_a_person_takes_their_items_along(database: Engine):
    write_events(database, [*gave_up(key=hashed(ALICE, KEY)), *left_message(), *gave_up("CA9", key="")])
    with writing(database) as connection:
        traces = Traces(phones=(ALICE,))
        delete_rows(connection, traces, calls_of(connection, traces, KEY).calls, KEY, NOW)
    assert [each.call_sid for each in (*items(database), *items(database, state="done"))] == ["CA9"]
