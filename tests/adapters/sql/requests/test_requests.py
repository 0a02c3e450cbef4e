"""Requests in SQL, on both databases."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.dead_letter import write_or_set_aside
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.requests.store import SqlRequests, forget_requests
from ivr.adapters.sql.requests.tables import deliveries, requests
from ivr.adapters.sql.routing.tables import audit
from ivr.effects.make_request import KINDS
from ivr.reporting.audit import Actor
from ivr.reporting.requests import NoSuchRequest, RequestChange, RequestMoved, RequestRecord
from tests.calls.hostile import NASTY
from tests.requests_made import ALICE, NOW, asked

ADA = Actor("ada", "console")
DAY = timedelta(days=1)
EXAMPLES = count()


def desk(database: Engine, settled: list[RequestRecord] | None = None) -> SqlRequests:
    return SqlRequests(database, lambda: NOW + DAY, ([] if settled is None else settled).append)


def the_one(database: Engine) -> RequestRecord:
    (found,) = desk(database).all()
    return found


def told(database: Engine) -> list[str]:
    with database.connect() as connection:
        return list(connection.scalars(select(deliveries.c.event).order_by(deliveries.c.id)))


def settle(database: Engine, to: str = "done") -> RequestRecord:
    found = the_one(database)
    return desk(database).change(found.id, RequestChange(to, found.revision), ADA)


def test_a_request_is_on_record_as_it_was_made(database: Engine) -> None:
    write_events(database, [asked()])
    found = the_one(database)
    assert (found.kind, found.order_number, found.caller, found.level) == ("start_return", "1001", ALICE, 2)
    assert (found.call_sid, found.caller_key, found.line) == ("CA1", "c0ffee", "+18005550199")
    assert (found.answers, found.asked_at, found.state) == ({"reason": "too small"}, NOW, "open")
    assert told(database) == ["made"]


def test_a_turn_that_is_recorded_again_makes_no_second_request(database: Engine) -> None:
    for events in ([asked()], [asked(), asked()], [asked(after=DAY)]):
        write_events(database, events)
    assert the_one(database).again == ()
    assert told(database) == ["made"]


def test_the_same_in_a_later_call_is_added_to_the_first(database: Engine) -> None:
    write_events(database, [asked()])
    write_events(database, [asked("CA2", answers={"reason": "torn"}, after=DAY)])
    found = the_one(database)
    assert [(each.call, each.at, each.answers) for each in found.again] == [("CA2", NOW + DAY, {"reason": "torn"})]
    assert (found.call_sid, found.revision, found.changed_at) == ("CA1", 1, NOW + DAY)
    assert told(database) == ["made", "again"]


@pytest.mark.parametrize(
    "other",
    [{"kind": "cancel_order"}, {"order": "1002"}, {"shop": "north"}, {"key": "beef"}],
    ids=["another kind", "another order", "another shop", "another caller"],
)
def test_anything_else_is_a_request_of_its_own(database: Engine, other: dict[str, str]) -> None:
    write_events(database, [asked(), asked("CA2", **other)])
    assert len(desk(database).all()) == 2


def test_callers_without_a_number_do_not_share_a_request_without_an_order(database: Engine) -> None:
    hidden = {"caller": "", "key": "", "kind": "call_back_at"}
    write_events(database, [asked("CA1", order="", **hidden), asked("CA2", order="", **hidden)])
    assert len(desk(database).all()) == 2


def test_who_changes_an_answer_in_the_same_call_adds_to_the_request(database: Engine) -> None:
    write_events(database, [asked(), asked(turn=1, answers={"reason": "torn"}), asked(turn=2, answers={})])
    assert [each.answers for each in the_one(database).again] == [{"reason": "torn"}, {}]


def test_after_it_is_settled_a_caller_may_ask_again(database: Engine) -> None:
    write_events(database, [asked()])
    settle(database)
    write_events(database, [asked("CA2", after=DAY)])
    assert sorted(each.state for each in desk(database).all()) == ["done", "open"]


def test_a_request_settled_during_its_call_is_opened_by_another_answer(database: Engine) -> None:
    write_events(database, [asked()])
    settle(database)
    write_events(database, [asked(turn=1, answers={"reason": "torn"})])
    assert (the_one(database).state, len(the_one(database).again)) == ("open", 1)


def test_a_request_that_somebody_has_taken_stays_theirs(database: Engine) -> None:
    write_events(database, [asked()])
    settle(database, "taken")
    write_events(database, [asked("CA2", after=DAY)])
    assert (the_one(database).state, the_one(database).taken_by) == ("taken", "ada")


def test_calls_at_the_same_moment_make_one_request(database: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        left = list(pool.map(lambda n: write_or_set_aside(database, [asked(f"CA{n}")]), range(8)))
    assert left == [[]] * 8
    assert len(the_one(database).again) == 7
    assert sorted(told(database)) == ["again"] * 7 + ["made"]


def test_no_answer_is_too_long_or_too_strange(database: Engine) -> None:
    events = [asked(f"CA{n}", order=text[:9] + str(n), answers={text: text * 50}) for n, text in enumerate(NASTY)]
    assert write_or_set_aside(database, events) == []
    assert all(len(text) <= 1000 for each in desk(database).all() for text in each.answers.values())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(KINDS), st.sampled_from(["", "1", "2"])), max_size=12))
def test_however_turns_are_recorded_each_wish_is_one_request(database: Engine, wishes: list[tuple]) -> None:
    with writing(database) as connection:
        for table in (requests, deliveries):
            connection.execute(table.delete())
    example = next(EXAMPLES)
    made = [(f"CX{example}:{call}", n, kind, order) for n, (call, kind, order) in enumerate(wishes)]
    turns = [asked(sid, turn=n, kind=kind, order=order) for sid, n, kind, order in made]
    for event in (*turns, *turns):
        write_events(database, [event])
    assert len(desk(database).all()) == len({(kind, order) for _, kind, order in wishes})


def test_a_change_is_on_record_with_its_author(database: Engine) -> None:
    write_events(database, [asked()])
    found = the_one(database)
    desk(database).change(found.id, RequestChange("taken", 0, "rang her, no answer"), ADA)
    after = desk(database).get(found.id)
    assert (after.state, after.taken_by, after.revision, after.note) == ("taken", "ada", 1, "rang her, no answer")
    with database.connect() as connection:
        (entry,) = connection.execute(
            select(audit.c.who, audit.c.action, audit.c.subject, audit.c.before, audit.c.after)
        )
    assert tuple(entry) == ("ada", "request", found.id, "open", "taken")


def test_of_two_people_at_once_one_takes_it(database: Engine) -> None:
    write_events(database, [asked()])
    found = the_one(database)

    def take(who: str) -> str:
        try:
            return desk(database).change(found.id, RequestChange("taken", 0), Actor(who, "console")).taken_by
        except RequestMoved:
            return ""

    with ThreadPoolExecutor(4) as pool:
        takers = [who for who in pool.map(take, [f"user {n}" for n in range(6)]) if who]
    assert takers == [the_one(database).taken_by]


def test_what_is_settled_stays_settled(database: Engine) -> None:
    write_events(database, [asked()])
    done = settle(database)
    for to in ("open", "taken", "refused"):
        with pytest.raises(RequestMoved, match="it is done"):
            desk(database).change(done.id, RequestChange(to, done.revision), ADA)


def test_only_the_end_is_told_to_the_callers_memory(database: Engine) -> None:
    write_events(database, [asked()])
    settled: list[RequestRecord] = []
    line = desk(database, settled)
    for to, revision in (("taken", 0), ("open", 1), ("refused", 2)):
        line.change(the_one(database).id, RequestChange(to, revision), ADA)
    assert [each.state for each in settled] == ["refused"]


def test_there_is_no_request_of_another_name(database: Engine) -> None:
    with pytest.raises(NoSuchRequest):
        desk(database).get("rq_0")


def test_requests_are_found_by_state_kind_and_call(database: Engine) -> None:
    write_events(database, [asked(), asked("CA2", kind="claim"), asked("CA3", kind="claim", after=DAY)])
    line = desk(database)
    assert [each.call_sid for each in line.all(kind="claim")] == ["CA2"]
    assert [each.kind for each in line.of_call("CA3", "c0ffee") if each.is_of("CA3")] == ["claim"]
    assert len(line.of_call("CA3", "c0ffee")) == len(line.of_call("CA9", "c0ffee")) == 2
    assert line.of_call("CA3", "beef") == line.of_call("CA3", "") == []
    assert names(line.all(state="unsettled")) == names(line.all(state="open")) == names(line.all())
    assert line.all(state="done") == []


def names(found: Iterable[RequestRecord]) -> list[str]:
    return [each.id for each in found]


def test_settled_requests_go_in_time_and_open_ones_stay(database: Engine) -> None:
    write_events(database, [asked()])
    settle(database)
    write_events(database, [asked("CA2", order="1002")])
    assert forget_requests(database, NOW + DAY) == 0
    assert forget_requests(database, NOW + 2 * DAY) == 1
    assert the_one(database).order_number == "1002"
    with database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(deliveries)) == 1
