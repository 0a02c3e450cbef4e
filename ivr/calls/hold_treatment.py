"""What callers hear while they wait for people, and what they may choose meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.calls.ports import Sessions, Unavailable, Waiting
from ivr.calls.state import CarriedState, unseal
from ivr.engine.call import Manner
from ivr.engine.effects import Spoken
from ivr.flows.services import Floor
from prompts.facts import Count, Key, Line
from routing.model import Queue

ANNOUNCED_EVERY = 2
"""Pieces of music between two announcements."""
WISHES = {"1": "callback", "2": "voicemail"}
"""What a key means to a caller who waits, where the queue offers it."""
LONGEST_TOLD = 30
"""Minutes: a longer wait is said to be long, and no figure is promised."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One round of waiting: what is said before the music, whether keys mean something, whether the wait is over."""

    spoken: tuple[Spoken, ...] = ()
    takes_keys: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """The use cases of a caller who waits. `word` is the signed state, which knows language and queue."""

    sessions: Sessions
    line: Waiting
    floor: Floor
    key: bytes
    clock: Callable[[], datetime]

    def now(self) -> int:
        """The time in seconds."""
        return int(self.clock().timestamp())

    def goes_on(self, sid: str, word: str, *, dialled: str, since: int, round_: int) -> Piece:
        """The next piece for a caller who waits since a time (seconds), in round `round_` counted from 0.

        `dialled` is the number they rang.
        """
        state = unseal(word, sid, self.key)
        name = _queue_of(state)
        queue = self.floor.routing.queues.get(name)
        if state is None or queue is None or self._is_over(state, name, queue, self.now() - since):
            return Piece(is_over=state is not None)
        lines = self._announcement(name, queue, sid, state.turn) if round_ % ANNOUNCED_EVERY == 0 else ()
        manner = Manner(dialled, state.facts.get("wording"))
        return Piece(tuple(Spoken(line, state.language, manner) for line in lines), takes_keys=bool(_offered(queue)))

    def chooses(self, sid: str, word: str, key: str) -> bool:
        """Whether the key ends the wait; the wish is kept for the turn that follows."""
        state = unseal(word, sid, self.key)
        queue = self.floor.routing.queues.get(_queue_of(state))
        wish = WISHES.get(key, "")
        if state is None or queue is None or key not in _offered(queue):
            return False
        try:
            self.sessions.wish(sid, state.turn, wish)
        except Unavailable:
            return False
        return True

    def _is_over(self, state: CarriedState, name: str, queue: Queue, waited: int) -> bool:
        """Whether nobody comes any more, or this wait is too long and somebody else could take the caller now.

        Nobody leaves a queue twice because of a long wait: who comes back to it has found nobody elsewhere.
        """
        if not self.floor.lets_wait(name, self.clock()):
            return True
        return name not in state.facts.get("left", ()) and self._flows_over(queue, name, waited)

    def _flows_over(self, queue: Queue, name: str, waited: int) -> bool:
        return any(
            over.wait_over is not None and waited > over.wait_over and self.floor.can_take(over.to, self.clock())
            for over in queue.overflow
            if over.to != name
        )

    def _announcement(self, name: str, queue: Queue, sid: str, turn: int) -> tuple[Line, ...]:
        offers = (Line(f"hold.{WISHES[key]}", {"key": Key(key)}) for key in _offered(queue))
        return (*self._place(name, sid, turn), Line("hand_off.hold_on"), *offers)

    def _place(self, name: str, sid: str, turn: int) -> tuple[Line, ...]:
        """How many are before the caller, and how long it takes, as far as it can be told."""
        try:
            ahead = self.line.stays(name, sid, turn)
        except Unavailable:
            ahead = None
        if ahead is None:
            return ()
        return (Line("hand_off.waiting", {"count": Count(ahead + 1)}), *_estimate(self.floor.wait(name, ahead)))


def _queue_of(state: CarriedState | None) -> str:
    """The queue that a caller waits in: the last that was tried."""
    tried = state.facts.get("tried", ()) if state else ()
    return str(tried[-1]) if tried else ""


def _offered(queue: Queue) -> list[str]:
    return [key for key, wish in WISHES.items() if wish in queue.closed and (wish != "callback" or queue.calls_back)]


def _estimate(seconds: float | None) -> tuple[Line, ...]:
    if seconds is None:
        return ()
    minutes = round(seconds / 60)
    if minutes > LONGEST_TOLD:
        return (Line("hold.long"),)
    return (Line("hold.estimate", {"count": Count(max(1, minutes))}),)
