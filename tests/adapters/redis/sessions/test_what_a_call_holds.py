"""After its end a call holds nothing in Redis, for any order and repetition of its signals."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.adapters.redis.event_stream import EVENTS
from ivr.adapters.redis.sessions.keys import DESK, hand, line
from ivr.adapters.redis.sessions.store import key_of
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.calls.events import ENDED, Answered, StatusChanged
from ivr.calls.ports import NextInLine
from ivr.effects.hand_off import Joined, Left, Reached
from ivr.engine.call import Call
from ivr.flows.context import Context
from tests.adapters.redis.sessions.conftest import NOW

A, B, SID, AGENT = "a", "b", "CAcaller", "CAagent"
ENDS = [f"end {status}" for status in sorted(ENDED)]
SIGNALS = [
    *(f"{what} {queue}" for what in ("joins", "leaves", "stays", "put back", "met", "wish") for queue in (A, B)),
    "agent takes", "agent ends", "answered", "hangs up",
]  # fmt: skip


class Played:
    """One caller and one agent, as their webhooks reach Redis."""

    def __init__(self, sessions, redis, event: Callable) -> None:
        self.sessions, self.redis, self.event = sessions, redis, event
        self.line = WaitingLine(redis, lambda: NOW)
        self.turn = 0

    def __call__(self, signal: str) -> None:
        what, _, queue = signal.rpartition(" ") if signal.startswith(("put", "agent")) else signal.partition(" ")
        getattr(self, what.replace(" ", "_"))(queue)

    def joins(self, queue: str) -> None:
        self._commit(Joined(queue, SID, since=1.0))

    def leaves(self, queue: str) -> None:
        self._commit(Left(queue, SID))

    def hangs(self, _up: str) -> None:
        self._commit(to="hang_up")

    def stays(self, queue: str) -> None:
        self.line.stays(queue, SID, self.turn)

    def put_back(self, queue: str) -> None:
        self.line.put_back(NextInLine(queue, SID, is_callback=False))

    def met(self, queue: str) -> None:
        self.sessions.note(Answered(SID, NOW), (Left(queue, SID), Reached(queue, taken=True, at=1.0)))

    def answered(self, _: str) -> None:
        self.sessions.note(Answered(SID, NOW))

    def wish(self, _: str) -> None:
        self.sessions.choose(SID, self.turn, "callback")

    def agent(self, does: str) -> None:
        if does == "takes":
            self.line.take([A, B], AGENT)
        else:
            self.sessions.note(StatusChanged(AGENT, "completed", 1, NOW))

    def end(self, status: str) -> None:
        self.sessions.note(StatusChanged(SID, status, 5, NOW))

    def _commit(self, *changes: object, to: str = "hand_off.connect") -> None:
        call = Call(
            sid=SID, ani="", dnis="", language="en-US", context=Context(), at="hand_off.connect", turn=self.turn + 1
        )
        event = self.event(SID, turn=self.turn, to=to)
        self.sessions.commit(call, was=self.turn or None, answer="<a/>", events=[event], changes=changes)
        self.turn += 1

    def held(self) -> list[str]:
        """The keys in which the call still stands, but for its session, the stream and what tells of the agent."""
        keys = [key for key in self.redis.scan_iter("wismo:*") if key not in (key_of(SID), EVENTS, hand(AGENT), DESK)]
        return [key for key in keys if key.endswith(SID) or SID in str(self._content(key))]

    def _content(self, key: str) -> object:
        kind = self.redis.type(key)
        read = {"zset": lambda: self.redis.zrange(key, 0, -1), "hash": lambda: self.redis.hgetall(key)}
        return read.get(kind, lambda: "")()


signals = st.lists(st.sampled_from(SIGNALS), max_size=8)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=signals, end=st.sampled_from(ENDS), after=st.lists(st.sampled_from(SIGNALS + ENDS), max_size=6))
def test_after_its_end_a_call_holds_nothing(sessions, store, event, before, end, after):
    store.flushdb()
    played = Played(sessions, store, event)
    for signal in [*before, end, *after]:
        played(signal)
    assert played.held() == []
    assert store.ttl(key_of(SID)) > 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(between=st.lists(st.sampled_from(["stays a", "put back a", "agent takes", "agent ends", "wish a"]), max_size=8))
def test_a_caller_who_waits_is_in_the_line_or_in_an_agents_hand(sessions, store, event, between):
    store.flushdb()
    played = Played(sessions, store, event)
    for signal in ["joins a", *between]:
        played(signal)
    places = [store.zscore(line(A), SID), store.zscore("wismo:taken:a", SID)]
    assert sorted(place is not None for place in places) == [False, True]
    played("agent ends")
    assert store.zscore(line(A), SID) == 1.0


def test_the_place_of_a_caller_who_is_put_back_is_exact(sessions, store, event):
    played = Played(sessions, store, event)
    played._commit(Joined(A, SID, since=1764000000.123457, head_start=60.0))
    for signal in ("agent takes", "agent ends"):
        played(signal)
    assert store.zscore(line(A), SID) == 1764000000.123457 - 60.0


def test_a_piece_of_music_of_a_queue_that_was_left_takes_nobody_out_of_the_next(sessions, store, event):
    played = Played(sessions, store, event)
    for signal in ("joins a", "leaves a", "joins b"):
        played(signal)
    played.line.stays(A, SID, turn=1)
    assert store.zscore(line(B), SID) is not None
