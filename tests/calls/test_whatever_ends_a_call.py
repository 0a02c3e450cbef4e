"""The end of a call releases everything it holds, with every signal that can report the end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from ivr.adapters.redis.sessions.keys import hand, line, taken, waits
from ivr.adapters.redis.sessions.store import LIVE, LIVE_SEEN, LIVE_TALKS
from ivr.adapters.sql.callbacks import SqlCallbacks, callbacks, enqueue_due
from ivr.adapters.sql.records.event_writer import write_events
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.records.upkeep import QUIET, sweep
from ivr.app.parts import Stores
from ivr.calls.events import StatusChanged, TurnTaken
from ivr.emulator import Phone
from ivr.emulator.signing import signature
from tests.calls.conftest import LINE, PUBLIC_URL, TOKEN
from tests.calls.test_the_desk_line import ANNA, BEN, at_desk, caller
from tests.calls.test_the_desk_line import agents as agents
from tests.calls.test_the_desk_line import ring as ring

QUEUE = "care-en"
Told = Callable[..., None]


@pytest.fixture
def told(app: Flask) -> Told:
    """Twilio's word that a call is over, as the status callback brings it."""

    def tell(sid: str, status: str = "completed", path: str = "/voice/status") -> None:
        form = {"CallSid": sid, "CallStatus": status, "From": "+14155550100", "To": LINE}
        headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + path, form)}
        content = "application/x-www-form-urlencoded"
        answer = app.test_client().post(path, data=urlencode(form), headers=headers, content_type=content)
        assert answer.status_code == 204

    return tell


def held(stores: Stores, sid: str) -> list[str]:
    """The keys in Redis that still mention a call, except its session, which expires, and the record."""
    found = [key for key in stores.redis.scan_iter("wismo:*") if key.endswith(f":{sid}") and ":call:" not in key]
    found += [key for key in (line(QUEUE), waits(QUEUE), taken(QUEUE)) if stores.redis.zscore(key, sid) is not None]
    found += [key for key in (LIVE, LIVE_TALKS) if stores.redis.hexists(key, sid)]
    return found + [LIVE_SEEN] * (stores.redis.zscore(LIVE_SEEN, sid) is not None)


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "canceled", "no-answer"])
def test_an_end_that_the_status_alone_tells_leaves_nothing_behind(phone: Phone, shop, stores, told: Told, status):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    assert held(stores, sid)
    told(sid, status)
    assert held(stores, sid) == []
    told(sid, status)
    assert held(stores, sid) == []


def test_a_call_that_we_placed_ends_by_whatever_word_there_is(phone: Phone, shop, stores, told: Told):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    told(sid, "failed", "/voice/callback/nobody/ended")
    assert held(stores, sid) == []


def test_an_action_that_comes_after_the_end_takes_no_place_in_a_line(phone: Phone, shop, stores, told: Told):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    told(sid)
    phone.hangs_up()
    assert held(stores, sid) == []


def test_a_key_pressed_in_the_last_moment_keeps_nothing_for_ever(phone: Phone, shop, stores, told: Told):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    told(sid)
    stores.redis.delete(f"wismo:call:{sid}")
    phone.waits(40)
    assert stores.redis.ttl(f"wismo:call:{sid}") != -1


def test_the_next_caller_waits_where_a_ghost_would_have_filled_the_line(switchboard, shop, stores, told: Told, ring):
    for number in range(1001, 1004):
        told(caller(switchboard, number).call_sid)
    caller(switchboard, 1004).is_in_queue(QUEUE)
    assert stores.redis.zcard(waits(QUEUE)) == stores.redis.zcard(line(QUEUE)) == 1


def test_an_end_told_while_redis_was_away_is_seen_by_the_sweeper(phone: Phone, shop, stores, clock):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    on_record(stores, sid)
    assert held(stores, sid)
    sweep(stores.engine, stores.redis, None, clock.now())
    assert held(stores, sid) == []


def test_an_agent_does_not_hear_the_story_of_a_caller_whose_end_redis_missed(phone, shop, stores, ring):
    on_record(stores, phone.dials().presses("0").call_sid)
    at_desk(ring, ANNA).hears("Nobody is waiting")
    assert stores.redis.zcard(waits(QUEUE)) == 0


def test_a_caller_who_went_on_while_redis_was_away_stands_in_no_line(phone: Phone, shop, stores, clock):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    write_events(stores.engine, [TurnTaken(sid, 2, clock.now(), "en-US", heard="left")])
    sweep(stores.engine, stores.redis, None, clock.now())
    assert held(stores, sid) == [LIVE, LIVE_SEEN]


def test_the_sweeper_leaves_those_alone_who_wait(phone: Phone, shop, stores, clock):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    for record in (lambda: None, lambda: drain(stores.redis, stores.engine)):
        record()
        before = held(stores, sid)
        sweep(stores.engine, stores.redis, None, clock.now(), queues=[QUEUE])
        assert held(stores, sid) == before


def test_the_sweeper_asks_about_a_caller_of_whom_no_end_was_told(phone: Phone, shop, stores, clock):
    sid = phone.dials().presses("0").is_in_queue(QUEUE).call_sid
    drain(stores.redis, stores.engine)
    now = clock.now() + QUIET + timedelta(seconds=1)
    sweep(stores.engine, stores.redis, lambda each: StatusChanged(each, "completed", 9, now), now)
    assert held(stores, sid) == []


def test_nobody_is_asked_about_who_was_heard_waiting_a_moment_ago(phone: Phone, shop, stores, clock):
    asked: list[str] = []
    phone.dials().presses("0").is_in_queue(QUEUE)
    drain(stores.redis, stores.engine)
    phone.waits(QUIET.total_seconds() + 60)
    sweep(stores.engine, stores.redis, asked.append, clock.now())
    assert asked == []


def test_a_ghost_without_a_session_is_taken_out(shop, stores, clock):
    stores.redis.zadd(line(QUEUE), {"CAghost": 1.0, "cb:CAghost": 2.0})
    stores.redis.zadd(waits(QUEUE), {"CAghost": 1.0})
    sweep(stores.engine, stores.redis, None, clock.now(), queues=[QUEUE])
    assert stores.redis.zrange(line(QUEUE), 0, -1) == ["cb:CAghost"]
    assert stores.redis.zcard(waits(QUEUE)) == 0


def test_an_agents_end_gives_back_the_caller_whose_story_was_told(switchboard, shop, stores, told: Told, ring):
    phone = caller(switchboard, 1001)
    anna = ring(ANNA)
    stores.redis.zadd(taken(QUEUE), {phone.call_sid: 1.0})
    stores.redis.zrem(line(QUEUE), phone.call_sid)
    stores.redis.hset(f"wismo:hand:{anna.call_sid}", mapping={"queue": QUEUE, "member": phone.call_sid})
    told(anna.call_sid)
    assert stores.redis.zscore(line(QUEUE), phone.call_sid) == 1.0
    at_desk(ring, BEN)
    phone.is_connected_to(BEN)


def test_a_webhook_of_the_desk_that_comes_twice_takes_one_caller(switchboard, shop, stores, app, ring):
    first, second = caller(switchboard, 1001), caller(switchboard, 1002)
    form = {"CallSid": "CAagent", "From": ANNA, "To": LINE}
    for _ in range(2):
        headers = {"X-Twilio-Signature": signature(TOKEN, f"{PUBLIC_URL}/voice/agent/next", form)}
        app.test_client().post("/voice/agent/next", data=form, headers=headers)
    assert stores.redis.zrange(taken(QUEUE), 0, -1) == [first.call_sid]
    assert stores.redis.zrange(line(QUEUE), 0, -1) == [second.call_sid]


def on_record(stores: Stores, sid: str) -> None:
    """The end of a call, told while Redis did not answer: it goes to SQL alone."""
    write_events(stores.engine, [StatusChanged(sid, "completed", 9, datetime(2026, 11, 24, 15, 0, tzinfo=UTC))])


def test_an_agents_end_gives_up_the_callback_that_was_about_to_be_made(
    switchboard, shop, stores, clock, told: Told, ring
):
    phone = Phone(switchboard, number="+14155551001", to=LINE).dials().presses("0")
    phone.presses("1").presses("1").is_hung_up()
    drain(stores.redis, stores.engine)
    enqueue_due(stores.engine, stores.redis, clock.now())
    agent = ring(ANNA)
    claimed = SqlCallbacks(stores.engine, clock.now).claim(phone.call_sid)
    stores.redis.zadd(taken(QUEUE), {f"cb:{phone.call_sid}": 1.0})
    stores.redis.hset(hand(agent.call_sid), mapping={"queue": QUEUE, "member": f"cb:{phone.call_sid}"})
    told(agent.call_sid)
    with stores.engine.connect() as connection:
        assert (claimed is not None, connection.scalar(select(callbacks.c.state))) == (True, "due")
