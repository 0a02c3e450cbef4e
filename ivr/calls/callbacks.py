"""Calling those back who asked for it: by an agent at the desk, or by the line itself where people are rung."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.calls.ports import Unavailable
from ivr.engine.spoken import Spoken, VoiceProfile
from ivr.flows.services import Floor
from prompts.facts import Key, Line, Text
from routing.brands import name_at

TALK, CANCEL = "1", "2"
"""The keys of a customer who is called back. An answering machine presses none."""


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A callback: whom to ring, from which of our numbers, for which queue, in which language, with what story.

    `place` is the time (seconds) from which it counts as waiting.
    """

    name: str
    number: str
    line: str
    queue: str
    language: str
    story: Mapping[str, str]
    place: float = 0.0


class Callbacks(Protocol):
    """Those who asked to be called back."""

    def claim(self, name: str) -> DueCallback | None:
        """The callback, if it is due and nobody else has it. Raises Unavailable."""

    def over(self, name: str, *, reached: bool) -> None:
        """An attempt has ended. Raises Unavailable."""

    def cancel(self, name: str) -> None:
        """The customer wants no call any more. Raises Unavailable."""

    def give_up(self, name: str) -> None:
        """The number cannot be called at all. Raises Unavailable."""

    def due(self, name: str) -> DueCallback | None:
        """A callback by its name, whatever its state. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class CallingBack:
    """The use cases of the customer's side."""

    callbacks: Callbacks
    floor: Floor

    def hello(self, name: str) -> tuple[Spoken, ...]:
        """What the customer hears first; nothing when the callback cannot be had."""
        due = self.due(name)
        if due is None:
            return ()
        lines = (
            Line("callback_hello", {"brand": Text(name_at(self.floor.routing, due.line))}),
            Line("callback_hello.talk", {"key": Key(TALK)}),
            Line("callback_hello.cancel", {"key": Key(CANCEL)}),
        )
        return tuple(Spoken(line, due.language, VoiceProfile(due.line)) for line in lines)

    def due(self, name: str) -> DueCallback | None:
        """A callback by its name; None while it cannot be had."""
        try:
            return self.callbacks.due(name)
        except Unavailable:
            return None

    def is_accepted(self, name: str, key: str) -> bool:
        """Whether the customer wants to talk now: then the promise is kept. One who cancels is not called again."""
        if key == CANCEL:
            self._cancel(name)
        if key == TALK:
            self.over(name, reached=True)
        return key == TALK

    def over(self, name: str, *, reached: bool) -> None:
        """An attempt has ended; while that cannot be written, the job that tends callbacks finds out."""
        try:
            self.callbacks.over(name, reached=reached)
        except Unavailable:
            return

    def _cancel(self, name: str) -> None:
        try:
            self.callbacks.cancel(name)
        except Unavailable:
            return


class NotPlaced(Exception):
    """A call that was not placed. `permanent`: trying again would be in vain."""

    def __init__(self, *, permanent: bool) -> None:
        super().__init__("the call was not placed")
        self.permanent = permanent


class CallbackAttempts(Protocol):
    """Those who are to be called back."""

    def claim_first(self, queue: str) -> DueCallback | None:
        """Whoever is first in the line of a queue and due, unless somebody is being called back for it already."""

    def put_off(self, name: str) -> None:
        """Nothing was tried: later again."""

    def give_up(self, name: str) -> None:
        """The number cannot be called at all."""


@dataclass(frozen=True, slots=True)
class CallsPlaced:
    """What one run did."""

    rung: int = 0
    put_off: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class CallingOut:
    """One customer at a time for each queue, and only while its people can take a call.

    `ring` places the call and raises NotPlaced; a call of which it is not known whether it was placed counts as placed.
    `is_allowed` says whether a number (E.164) may be called: what was allowed when it was left may not be now.
    """

    attempts: CallbackAttempts
    floor: Floor
    ring: Callable[[DueCallback], None]
    is_allowed: Callable[[str], bool]

    def run(self, now: datetime) -> CallsPlaced:
        """Ring whoever is next, for each queue. Twilio, asked too often, is left alone until the next run."""
        rung = refused = 0
        for name, queue in self.floor.routing.queues.items():
            due = self.attempts.claim_first(name) if queue.is_rung and self.floor.can_take(name, now) else None
            if due is None:
                continue
            try:
                self._place(due)
                rung += 1
            except NotPlaced as failed:
                if not failed.permanent:
                    self.attempts.put_off(due.name)
                    return CallsPlaced(rung, 1, refused)
                self.attempts.give_up(due.name)
                refused += 1
        return CallsPlaced(rung, 0, refused)

    def _place(self, due: DueCallback) -> None:
        if not self.is_allowed(due.number):
            raise NotPlaced(permanent=True)
        self.ring(due)
