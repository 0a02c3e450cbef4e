import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from ivr.adapters.redis.event_stream import EVENTS, unpack
from ivr.adapters.redis.fastpath import Wire
from ivr.adapters.redis.sessions.store import (
    AFTER_THE_END,
    ANSWERS_KEPT,
    LIVE,
    LIVE_SEEN,
    LONGEST_CALL,
    key_of,
)
from ivr.calls.events import StatusChanged
from ivr.calls.ports import Stored, Unavailable
from ivr.engine.flow import HANG_UP


def stream(store):
    return [unpack(fields["event"]) for _, fields in store.xrange(EVENTS)]


def completed(event, status="completed"):
    return StatusChanged(sid="CA1", status=status, sequence=3, at=event().at, seconds=31)


def test_a_call_nobody_stored_is_not_there(sessions):
    assert sessions.load("CA1", 0) == Stored(None, None)


def test_a_call_comes_back_as_it_was_kept(sessions, call, event):
    assert sessions.commit(call, was=None, answer="<one/>", events=[event()]) == "<one/>"
    assert sessions.load("CA1", 1) == Stored(call, None)


def test_a_turn_that_was_taken_has_its_answer_kept(sessions, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    assert sessions.load("CA1", 0).answer == "<one/>"


def test_the_events_of_a_turn_lie_in_the_stream(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    assert stream(store) == [event()]


def test_the_loser_of_a_turn_gives_the_winners_answer(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<winner/>", events=[event()])
    assert sessions.commit(call, was=None, answer="<loser/>", events=[event()]) == "<winner/>"
    assert len(stream(store)) == 1


def test_a_loser_who_is_turns_behind_still_gives_the_answer_to_its_turn(sessions, call, event):
    for turn in (1, 2, 3):
        sessions.commit(replace(call, turn=turn), was=turn - 1 or None, answer=f"<{turn}/>", events=[event()])
    assert sessions.commit(replace(call, turn=2), was=1, answer="<late/>", events=[event()]) == "<2/>"


def test_a_turn_that_the_store_never_saw_gives_way_to_where_the_call_stands(sessions, call, event):
    sessions.commit(replace(call, turn=5), was=None, answer="<five/>", events=[event()])
    assert sessions.commit(replace(call, turn=3), was=2, answer="<three/>", events=[event()]) == "<five/>"


def test_a_call_that_the_store_lost_in_mid_turn_is_written_anew(sessions, store, call, event):
    store.flushdb()
    assert sessions.commit(replace(call, turn=4), was=3, answer="<four/>", events=[event()]) == "<four/>"
    assert sessions.load("CA1", 4).call.turn == 4


def test_a_call_under_way_lives_as_long_as_a_call_may(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    assert LONGEST_CALL - 5 < store.ttl(key_of("CA1")) <= LONGEST_CALL


def test_a_call_that_hung_up_is_soon_forgotten(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<bye/>", events=[event(to=HANG_UP)])
    assert 0 < store.ttl(key_of("CA1")) <= AFTER_THE_END


def test_only_the_latest_answers_are_kept(sessions, store, call, event):
    for turn in range(1, ANSWERS_KEPT + 6):
        sessions.commit(replace(call, turn=turn), was=turn - 1 or None, answer="<a/>", events=[event()])
    assert sum(name.startswith("a") for name in store.hkeys(key_of("CA1"))) == ANSWERS_KEPT


def test_a_live_call_shows_its_step_and_language(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    assert json.loads(store.hget(LIVE, "CA1"))[:3] == ["main_line.menu", "es-MX", event().at.isoformat()]
    assert store.zscore(LIVE_SEEN, "CA1") == event().at.timestamp()


def test_a_call_that_hung_up_is_live_no_more(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    sessions.commit(replace(call, turn=2), was=1, answer="<bye/>", events=[event(turn=1, to=HANG_UP)])
    assert (store.hlen(LIVE), store.zcard(LIVE_SEEN)) == (0, 0)


def test_a_call_whose_caller_hung_up_is_live_no_more(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    sessions.note(completed(event))
    assert (store.hlen(LIVE), store.zcard(LIVE_SEEN)) == (0, 0)
    assert stream(store) == [event(), completed(event)]


def test_a_turn_that_comes_in_after_the_end_does_not_bring_the_call_back_to_life(sessions, store, call, event):
    sessions.note(completed(event))
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    assert (store.hlen(LIVE), store.zcard(LIVE_SEEN)) == (0, 0)
    assert store.ttl(key_of("CA1")) <= AFTER_THE_END


def test_a_status_on_the_way_leaves_the_call_live(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    sessions.note(completed(event, status="in-progress"))
    assert store.hlen(LIVE) == 1


def test_a_call_stored_by_another_version_is_unavailable_and_blames_nobody(opened, redis_server, store):
    line = opened(redis_server)
    store.hset(key_of("CA1"), mapping={"turn": 1, "doc": '{"sid": "CA1", "shape": "unknown"}'})
    for _ in range(5):
        with pytest.raises(Unavailable, match="cannot be read"):
            line.sessions.load("CA1", 1)
    assert line.counted == {"unreadable": 5}


def test_a_server_that_lost_its_scripts_is_given_them_again(sessions, store, call, event):
    sessions.commit(call, was=None, answer="<one/>", events=[event()])
    store.script_flush()
    assert sessions.commit(replace(call, turn=2), was=1, answer="<two/>", events=[event(turn=1)]) == "<two/>"


def test_an_error_that_is_not_the_stores_own_is_unavailable_too(opened, redis_server, monkeypatch):
    line = opened(redis_server)

    def broken(*_, **__):
        raise TypeError("argument must be an int, or have a fileno()")

    monkeypatch.setattr(line.redis.connection_pool, "make_connection", broken)
    with pytest.raises(Unavailable):
        line.sessions.load("CA1", 0)
    assert line.counted == {"failed": 1}


def test_a_turn_costs_two_round_trips(opened, redis_server, store, call, event, monkeypatch):
    line, asked = opened(redis_server), []
    line.sessions.commit(call, was=None, answer="<one/>", events=[event()])
    kind, send = line.redis.connection_pool.connection_class, Wire.send
    monkeypatch.setattr(kind, "send_packed_command", lambda *_sent, **_how: pytest.fail("asked past the wire"))
    monkeypatch.setattr(Wire, "send", lambda *sent: asked.append(1) or send(*sent))
    line.sessions.load("CA1", 1)
    line.sessions.commit(replace(call, turn=2), was=1, answer="<two/>", events=[event(turn=1)])
    assert len(asked) == 2


def both_take(sessions, number, call, event, ready):
    """One of two webhooks for the same turn, at the same instant."""
    sid, answer = f"CA{number}", f"<{threading.get_ident()}/>"
    kept = sessions.load(sid, 0)
    ready[number].wait(timeout=30)
    return kept.answer or sessions.commit(replace(call, sid=sid), was=None, answer=answer, events=[event(sid)])


@pytest.mark.promise
def test_ten_thousand_webhooks_sent_twice_at_the_same_instant_change_the_call_once(sessions, store, call, event):
    pairs = 10_000
    ready = [threading.Barrier(2) for _ in range(pairs)]
    take = lambda number: both_take(sessions, number, call, event, ready)  # noqa: E731
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        answers = list(zip(one.map(take, range(pairs)), other.map(take, range(pairs)), strict=True))
    assert all(first == second for first, second in answers)
    assert [each.sid for each in stream(store)] == [f"CA{number}" for number in range(pairs)]
