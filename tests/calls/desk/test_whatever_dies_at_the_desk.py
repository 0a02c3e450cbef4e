"""Whatever dies while a call is offered or under way: no caller in silence, no agent kept, nothing counted twice."""

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from ivr.adapters.redis.desk.dispatcher_turn import DispatcherTurn
from ivr.adapters.redis.sessions import keys
from ivr.adapters.sql.records.tables import calls, legs
from ivr.calls.desk.matching import match
from ivr.calls.ports import Unavailable
from ivr.emulator import Phone
from ivr.emulator.rest import RestFault
from tests.calls.desk.conftest import Desk


def talks(desk: Desk, handset, caller: Phone) -> None:
    handset.accepts()
    desk.looks()
    handset.says("Hello, this is the desk.")
    caller.hears("this is the desk")


def test_a_dispatcher_that_dies_after_taking_a_caller_is_mended_by_the_next(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    waiting = desk.dispatcher.lines.heads(["care-en"], 1)
    (pair,) = match(desk.presences.all(), waiting, desk.now())
    assert desk.dispatcher.conversations.offer(pair)
    browser.does_not_ring()
    caller.waits(16)
    desk.looks()
    assert desk.state(anna).state == "ready"
    clock.advance(seconds=11)
    desk.looks()
    talks(desk, browser, caller)
    assert Counter(row.became for row in desk.handled()) == {"lost": 1, "answered": 1}


def test_a_caller_is_taken_once_by_two_dispatchers(desk: Desk, caller: Phone):
    for name in ("Anna", "Ben"):
        desk.agent(name)
    agents, waiting = desk.presences.all(), desk.dispatcher.lines.heads(["care-en"], 1)
    offers = [desk.dispatcher.conversations.offer(match([each], waiting, desk.now())[0]) for each in agents]
    assert [bool(each) for each in offers] == [True, False]
    assert Counter(each.state for each in desk.presences.all()) == {"ringing": 1, "ready": 1}


def test_one_dispatcher_is_at_work_and_another_takes_over(desk: Desk):
    first, second = DispatcherTurn(desk.stores.redis), DispatcherTurn(desk.stores.redis)
    assert (first.keep(), second.keep(), first.keep()) == (True, False, True)
    first.give_up()
    assert (second.keep(), first.keep()) == (True, False)
    assert 0 < desk.stores.redis.ttl("wismo:desk:turn") <= 5


def test_twilio_does_not_answer_the_ringing_and_the_orphan_is_hung_up(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.faults.add(RestFault(500, path="/Calls.json"))
    desk.looks()
    assert desk.state(anna).state == "ready"
    clock.advance(seconds=11)
    desk.looks()
    talks(desk, browser, caller)


def test_twilio_refuses_to_move_the_caller_at_first(desk: Desk, caller: Phone, clock):
    browser = desk.handset(desk.agent("Anna"))
    desk.looks()
    browser.accepts()
    desk.faults.add(RestFault(400, path=caller.call_sid))
    desk.looks()
    clock.advance(seconds=1)
    desk.looks()
    browser.says("Hello, this is the desk.")
    caller.hears("this is the desk")


def test_twilio_never_moves_the_caller_and_they_keep_their_place(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    browser.accepts()
    desk.faults.add(*(RestFault(500, path=caller.call_sid) for _ in range(9)))
    for _ in range(4):
        desk.looks()
        clock.advance(seconds=6)
    desk.looks()
    assert browser.leg.call.is_over
    caller.is_in_queue("care-en")
    assert desk.stores.redis.zcard(keys.line("care-en")) == 1
    assert Counter(row.became for row in desk.handled()) == {"lost": 1}


def test_the_conference_ends_as_the_caller_comes_in(desk: Desk, caller: Phone):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.switchboard.conferences.break_at_join("caller")
    desk.looks()
    browser.accepts()
    desk.looks()
    caller.is_hung_up()
    desk.looks()
    assert browser.leg.call.is_over
    assert desk.state(anna).state == "wrap_up"


def test_the_conference_ends_as_the_agent_comes_in_and_the_caller_keeps_the_place(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.switchboard.conferences.break_at_join(f"agent-{anna.id}")
    desk.looks()
    browser.accepts()
    desk.looks()
    assert desk.state(anna).state == "ready"
    clock.advance(seconds=11)
    desk.looks()
    talks(desk, browser, caller)


def test_news_of_the_conference_that_is_lost_is_not_waited_for(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    browser.accepts()
    (room,) = desk.rooms.in_use()
    forgotten = tuple(replace(seat, joined=0.0) for seat in room.seats)
    desk.rooms.change(room.name, lambda was: replace(was, seats=forgotten))
    clock.advance(seconds=4)
    desk.looks()
    browser.says("Hello, this is the desk.")
    caller.hears("this is the desk")


def test_a_silent_browser_of_a_ready_agent_counts_as_gone(desk: Desk, clock):
    anna, ben = desk.agent("Anna"), desk.agent("Ben")
    desk.presences.beat(anna.id, "a tab")
    clock.advance(seconds=41)
    desk.looks()
    assert (desk.state(anna).state, desk.state(anna).reason) == ("away", "Connection lost")
    assert desk.state(ben).state == "ready"


def test_an_agent_whose_room_is_gone_is_free_again(desk: Desk, caller: Phone):
    anna = desk.agent("Anna")
    desk.handset(anna)
    desk.looks()
    (room,) = desk.rooms.in_use()
    desk.stores.redis.delete(f"wismo:room:{room.name}")
    desk.dispatcher.look()
    assert desk.state(anna).state in ("ready", "ringing")
    assert desk.state(anna).room != room.name


def test_whoever_went_home_is_forgotten_after_a_while(desk: Desk, clock):
    anna = desk.agent("Anna")
    desk.presences.change(anna.id, lambda was: replace(was, state="offline", since=desk.now()))
    desk.looks()
    assert desk.presences.all()
    clock.advance(seconds=601)
    desk.looks()
    assert not desk.presences.all()


def test_each_call_is_counted_once_in_the_record_and_the_pace(desk: Desk, caller: Phone):
    browser = desk.handset(desk.agent("Anna"))
    desk.looks()
    talks(desk, browser, caller)
    assert desk.stores.redis.llen(keys.pace("care-en")) == 1
    browser.hangs_up()
    caller.hears("Goodbye")
    assert len(desk.handled()) == 1
    with desk.stores.engine.connect() as connection:
        assert connection.execute(select(legs.c.became)).scalars().all() == ["answered"]
        assert connection.execute(select(calls.c.disposition)).scalars().all() == ["handed_off"]
    assert desk.stores.redis.smembers("wismo:rooms") == set()


def test_the_events_of_a_conference_may_come_twice_and_late(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.looks()
    talks(desk, browser, caller)
    (room,) = desk.rooms.in_use()
    browser.hangs_up()
    for _ in range(2):
        desk.dispatcher.conversations.came(room.name, "caller", "CF1")
        desk.dispatcher.conversations.went(room.name, f"agent-{anna.id}")
        desk.dispatcher.conversations.conference_over(room.name, "caller")
        desk.dispatcher.conversations.leg_over(room.name, f"agent-{anna.id}", "missed")
    (row,) = desk.handled()
    assert (row.became, row.ended_by) == ("answered", "agent")
    assert desk.state(anna).state == "wrap_up"


def test_twilio_rings_but_its_answer_is_lost_and_the_orphan_finds_no_caller(desk: Desk, caller: Phone, clock):
    anna = desk.agent("Anna")
    browser = desk.handset(anna)
    desk.faults.add(RestFault(500, path="/Calls.json", afterwards=True))
    desk.looks()
    browser.accepts()
    assert browser.leg.call.is_over
    caller.is_in_queue("care-en")
    clock.advance(seconds=11)
    desk.looks()
    talks(desk, browser, caller)
    assert Counter(row.became for row in desk.handled()) == {"lost": 1, "answered": 1}


def test_twilio_moves_the_caller_but_its_answer_is_lost(desk: Desk, caller: Phone, clock):
    browser = desk.handset(desk.agent("Anna"))
    desk.looks()
    browser.accepts()
    desk.faults.add(RestFault(500, path=caller.call_sid, afterwards=True))
    desk.looks()
    clock.advance(seconds=20)
    desk.looks()
    browser.says("Hello, this is the desk.")
    caller.hears("this is the desk")
    assert [row.became for row in desk.handled()] == ["answered"]


def test_while_redis_is_away_the_agent_and_the_caller_still_meet(desk: Desk, caller: Phone):
    browser = desk.handset(desk.agent("Anna"))
    desk.looks()
    browser.accepts()
    pool = desk.stores.redis.connection_pool
    url = desk.dispatcher.caller_url(desk.rooms.in_use()[0])
    pool.connection_kwargs["path"], path = "/nowhere", pool.connection_kwargs["path"]
    pool.reset()
    try:
        with pytest.raises(Unavailable):
            desk.dispatcher.look()
        desk.dispatcher.control.redirect(caller.call_sid, url)
        browser.says("Hello, this is the desk.")
        caller.hears("this is the desk")
    finally:
        pool.connection_kwargs["path"] = path
        pool.reset()


def test_callbacks_in_front_hold_up_no_caller(desk: Desk, caller: Phone):
    desk.stores.redis.zadd(keys.line("care-en"), {f"cb:CA{number}": number for number in range(60)})
    browser = desk.handset(desk.agent("Anna"))
    desk.looks()
    talks(desk, browser, caller)


def test_news_of_a_caller_who_talks_already_is_asked_for_and_nobody_is_torn_away(desk: Desk, caller: Phone, clock):
    browser = desk.handset(desk.agent("Anna"))
    desk.looks()
    browser.accepts()
    desk.looks()
    browser.says("Hello, this is the desk.")
    (room,) = desk.rooms.in_use()
    desk.rooms.change(room.name, lambda was: replace(was, phase="joining"))
    clock.advance(seconds=6)
    desk.looks()
    assert desk.rooms.in_use()[0].phase == "talking"
    browser.says("Are you still there?")
    caller.hears("still there")
