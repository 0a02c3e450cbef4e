"""Hold treatment: what waiting callers hear, and the choices they have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ivr.calls.ports import Sessions, Unavailable, WaitingLine
from ivr.calls.signed_state import unseal
from ivr.engine.spoken import Spoken, VoiceProfile
from ivr.flows.context import HoldChoice, LineCall
from ivr.flows.services import Floor
from prompts.facts import Count, Key, Line
from routing.model import Queue

ANNOUNCED_EVERY = 2
"""Pieces of music between two announcements."""
CHOICES: Mapping[str, HoldChoice] = {"1": "callback", "2": "voicemail"}
"""The meaning of a key for a waiting caller, if the queue offers the choice."""
LONGEST_TOLD = 30
"""Minutes beyond which a wait is called long, without a figure."""


@dataclass(frozen=True, slots=True)
class HoldPiece:
    """One round of waiting: the sentences before the music, whether keys are accepted, whether the wait is over."""

    spoken: tuple[Spoken, ...] = ()
    takes_keys: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class HoldTreatment:
    """The use cases of a waiting caller. Language and queue come from the turn's signed state."""

    sessions: Sessions
    line: WaitingLine
    floor: Floor
    key: bytes
    clock: Callable[[], datetime]

    def now(self) -> int:
        """The time in seconds."""
        return int(self.clock().timestamp())

    def goes_on(self, sid: str, state_token: str, *, dialled: str, since: int, round_: int) -> HoldPiece:
        """The next piece for a caller who waits since a time (seconds), in round `round_` counted from 0.

        `dialled` is the number that the caller dialled.
        """
        call = self._call(sid, state_token)
        name = _queue_of(call)
        queue = self.floor.routing.queues.get(name)
        if call is None or queue is None or self._is_over(call, name, queue, self.now() - since):
            return HoldPiece(is_over=call is not None)
        lines = self._announcement(name, queue, sid, call.turn) if round_ % ANNOUNCED_EVERY == 0 else ()
        voice_profile = VoiceProfile(dialled, call.languages.wording)
        return HoldPiece(
            tuple(Spoken(line, call.language, voice_profile) for line in lines), takes_keys=bool(_offered(queue))
        )

    def chooses(self, sid: str, state_token: str, key: str) -> bool:
        """Whether the key ends the wait; the choice is stored for the turn that follows."""
        call = self._call(sid, state_token)
        queue = self.floor.routing.queues.get(_queue_of(call))
        if call is None or queue is None or key not in _offered(queue):
            return False
        try:
            self.sessions.choose(sid, call.turn, CHOICES[key])
        except Unavailable:
            return False
        return True

    def _call(self, sid: str, state_token: str) -> LineCall | None:
        """The signed state of the call; None if it is damaged, forged or another call's."""
        state = unseal(state_token, sid, self.key)
        return state.call(sid) if state else None

    def _is_over(self, call: LineCall, name: str, queue: Queue, waited: int) -> bool:
        """Whether the queue has closed, or the wait is too long and another queue could take the caller now.

        A caller leaves a queue for a long wait only once: a return to it means that no other queue took the call.
        """
        if not self.floor.lets_wait(name, self.clock()):
            return True
        return name not in call.context.route.left and self._flows_over(queue, name, waited)

    def _flows_over(self, queue: Queue, name: str, waited: int) -> bool:
        return any(
            over.wait_over is not None and waited > over.wait_over and self.floor.can_take(over.to, self.clock())
            for over in queue.overflow
            if over.to != name
        )

    def _announcement(self, name: str, queue: Queue, sid: str, turn: int) -> tuple[Line, ...]:
        offers = (Line(f"hold.{CHOICES[key]}", {"key": Key(key)}) for key in _offered(queue))
        return (*self._place(name, sid, turn), Line("hand_off.hold_on"), *offers)

    def _place(self, name: str, sid: str, turn: int) -> tuple[Line, ...]:
        """The number of callers ahead, and the expected wait if it can be estimated."""
        try:
            ahead = self.line.stays(name, sid, turn)
        except Unavailable:
            ahead = None
        if ahead is None:
            return ()
        return (Line("hand_off.waiting", {"count": Count(ahead + 1)}), *_estimate(self.floor.wait(name, ahead)))


def _queue_of(call: LineCall | None) -> str:
    """The queue of a waiting caller: the last one tried."""
    return "".join(call.context.route.tried[-1:]) if call else ""


def _offered(queue: Queue) -> list[str]:
    return [
        key for key, choice in CHOICES.items() if choice in queue.closed and (choice != "callback" or queue.calls_back)
    ]


def _estimate(seconds: float | None) -> tuple[Line, ...]:
    if seconds is None:
        return ()
    minutes = round(seconds / 60)
    if minutes > LONGEST_TOLD:
        return (Line("hold.long"),)
    return (Line("hold.estimate", {"count": Count(max(1, minutes))}),)
