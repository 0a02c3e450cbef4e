"""Callbacks: placed by an agent at the desk, or by the line itself for queues whose agents are rung."""

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
"""The keys for a customer who is called back. An answering machine presses none."""


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A callback: the customer's number, our number, queue, language and story.

    `place` is the time (seconds) from which it counts as waiting.
    """

    name: str
    number: str
    line: str
    queue: str
    language: str
    story: Mapping[str, str]
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class NewestCallback:
    """The newest callback of a number, and whether it is still open."""

    name: str
    is_open: bool


class Callbacks(Protocol):
    """The requested callbacks."""

    def claim(self, name: str) -> DueCallback | None:
        """Claim the callback, if it is due and not claimed by another. Raises Unavailable."""

    def over(self, name: str, *, reached: bool) -> None:
        """Record the end of an attempt. Raises Unavailable."""

    def cancel(self, name: str) -> None:
        """Cancel the callback for the customer. Raises Unavailable."""

    def give_up(self, name: str) -> None:
        """Give up a callback whose number cannot be called. Raises Unavailable."""

    def due(self, name: str) -> DueCallback | None:
        """A callback by its name, whatever its state. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class CallingBack:
    """The use cases of the customer who is called back."""

    callbacks: Callbacks
    floor: Floor

    def hello(self, name: str) -> tuple[Spoken, ...]:
        """The first sentences for the customer; empty if the callback is unavailable."""
        due = self.due(name)
        if due is None:
            return ()
        lines = (
            Line("callback_hello", {"brand": Text(name_at(self.floor.routing, due.line))}),
            Line("press"),
            Line("callback_hello.talk", {"key": Key(TALK)}),
            Line("callback_hello.cancel", {"key": Key(CANCEL)}),
        )
        return tuple(Spoken(line, due.language, VoiceProfile(due.line)) for line in lines)

    def due(self, name: str) -> DueCallback | None:
        """A callback by its name; None if it is unavailable."""
        try:
            return self.callbacks.due(name)
        except Unavailable:
            return None

    def is_accepted(self, name: str, key: str) -> bool:
        """Whether the customer wants to talk now, which settles the callback. Who cancels is not called again."""
        if key == CANCEL:
            self._cancel(name)
        if key == TALK:
            self.over(name, reached=True)
        return key == TALK

    def over(self, name: str, *, reached: bool) -> None:
        """Record the end of an attempt; if that fails, the callbacks job detects it later."""
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
    """A call was not placed. `permanent` means that a retry would fail too."""

    def __init__(self, *, permanent: bool) -> None:
        super().__init__("the call was not placed")
        self.permanent = permanent


class CallbackAttempts(Protocol):
    """The callbacks to place."""

    def claim_first(self, queue: str) -> DueCallback | None:
        """The first due callback of a queue, unless another one is in progress for it."""

    def put_off(self, name: str) -> None:
        """Postpone a callback without an attempt."""

    def give_up(self, name: str) -> None:
        """Give up a callback whose number cannot be called."""


@dataclass(frozen=True, slots=True)
class CallsPlaced:
    """The result of one run."""

    rung: int = 0
    put_off: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class CallingOut:
    """Places one callback at a time for each queue, and only while its agents can take a call.

    `ring` places the call and raises NotPlaced; a call that may or may not have been placed counts as placed.
    `is_allowed` tells whether a number (E.164) may be called now, which can have changed since it was left.
    """

    attempts: CallbackAttempts
    floor: Floor
    ring: Callable[[DueCallback], None]
    is_allowed: Callable[[str], bool]

    def run(self, now: datetime) -> CallsPlaced:
        """Place the next callback of each queue. After a rate limit of Twilio, stop until the next run."""
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
