"""The states of an agent follow the rules, in whatever order things happen."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ivr.calls.desk import presence_changes as changes
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.room import Room

ANNA = DeskAgent(id="a1", name="Anna", queues=("care-en", "care-es"), languages=("en-US",))
HOME = AgentPresence(agent="a1", name="", state="offline", since=0.0)
ROOM = Room(name="r1", call="CA1", queue="care-en", agent="a1", handling="h1", until=120.0)
AT_WORK = changes.signed_in(HOME, ANNA, queues=["care-en"], station="browser", now=10.0)
READY = changes.ready(AT_WORK, now=20.0) or HOME
RINGING = changes.rung(READY, ROOM, now=100.0) or HOME
TALKING = changes.answered(RINGING, "r1", now=105.0) or HOME

ACTS = {
    "sign_in": lambda was, now: changes.signed_in(was, ANNA, queues=["care-en"], station="browser", now=now),
    "ready": lambda was, now: changes.ready(was, now=now),
    "away": lambda was, now: changes.away(was, "Lunch", now=now),
    "sign_out": lambda was, now: changes.signed_out(was, now=now),
    "ring": lambda was, now: changes.rung(was, replace(ROOM, until=now + 20), now=now),
    "answer": lambda was, now: changes.answered(was, "r1", now=now),
    "miss": lambda was, now: changes.unanswered(was, "r1", "missed", now=now),
    "decline": lambda was, now: changes.unanswered(was, "r1", "declined", now=now),
    "lose": lambda was, now: changes.unanswered(was, "r1", "lost", now=now),
    "finish": lambda was, now: changes.finished(was, "r1", wrap_up_seconds=60, now=now),
    "longer": lambda was, now: changes.extended(was, wrap_up_seconds=60),
    "clock": lambda was, now: changes.wrapped_up(was, now=now),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.floats(0.1, 100)), max_size=30))
def test_only_an_agent_in_a_call_has_one_and_only_one_at_work_gets_one(acts):
    was, now = HOME, 0.0
    for act, seconds in acts:
        now += seconds
        new = ACTS[act](was, now) or was
        assert bool(new.call) == (new.state in ("ringing", "talking", "wrap_up"))
        assert new.state != "ringing" or was.state in ("ready", "ringing")
        assert new.since <= now
        was = new


def test_an_agent_is_away_at_first_and_serves_only_queues_of_their_own():
    found = changes.signed_in(HOME, ANNA, queues=["care-en", "vip"], station="phone", now=10.0)
    assert (found.state, found.queues, found.languages) == ("away", ("care-en",), ("en-US",))


def test_whoever_lets_it_ring_is_away_and_whoever_declines_rests():
    missed = changes.unanswered(RINGING, "r1", "missed", now=120.0)
    declined = changes.unanswered(RINGING, "r1", "declined", now=110.0)
    assert missed and (missed.state, missed.reason) == ("away", changes.MISSED)
    assert declined and declined.state == "ready"
    assert changes.rung(declined, ROOM, now=111.0) is None
    assert changes.rung(declined, ROOM, now=110.0 + changes.RESTS_SECONDS) is not None


def test_a_caller_who_leaves_costs_the_agent_no_idle_time():
    lost = changes.unanswered(RINGING, "r1", "lost", now=130.0)
    assert lost and (lost.state, lost.idle_since) == ("ready", READY.idle_since)


def test_what_is_asked_for_in_a_call_happens_after_it():
    leaving = changes.signed_out(TALKING, now=110.0)
    assert leaving.state == "talking"
    wrapping = changes.finished(leaving, "r1", wrap_up_seconds=60, now=200.0)
    assert wrapping and (wrapping.state, wrapping.until) == ("wrap_up", 260.0)
    gone = changes.wrapped_up(wrapping, now=260.0)
    assert gone and (gone.state, gone.call) == ("offline", "")


def test_a_wrap_up_is_extended_once():
    wrapping = changes.finished(TALKING, "r1", wrap_up_seconds=60, now=200.0) or HOME
    longer = changes.extended(wrapping, wrap_up_seconds=60)
    assert longer and longer.until == 320.0
    assert changes.extended(longer, wrap_up_seconds=60) is None


def test_a_late_word_of_another_room_changes_nothing():
    assert changes.finished(TALKING, "r0", wrap_up_seconds=60, now=200.0) is None
    assert changes.unanswered(RINGING, "r0", "missed", now=200.0) is None
    assert changes.answered(RINGING, "r0", now=200.0) is None
