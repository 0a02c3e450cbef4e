"""Customers who asked to be called back are rung by the line itself, where its people do not come to the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ivr.calls.callbacks import Due
from ivr.flows.services import Floor


class NotPlaced(Exception):
    """A call that was not placed. `permanent`: trying again would be in vain."""

    def __init__(self, *, permanent: bool) -> None:
        super().__init__("the call was not placed")
        self.permanent = permanent


class Attempts(Protocol):
    """Those who are to be called back."""

    def claim_first(self, queue: str) -> Due | None:
        """Whoever is first in the line of a queue and due, unless somebody is being called back for it already."""

    def put_off(self, name: str) -> None:
        """Nothing was tried: later again."""

    def give_up(self, name: str) -> None:
        """The number cannot be called at all."""


@dataclass(frozen=True, slots=True)
class Placed:
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

    attempts: Attempts
    floor: Floor
    ring: Callable[[Due], None]
    is_allowed: Callable[[str], bool]

    def run(self, now: datetime) -> Placed:
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
                    return Placed(rung, 1, refused)
                self.attempts.give_up(due.name)
                refused += 1
        return Placed(rung, 0, refused)

    def _place(self, due: Due) -> None:
        if not self.is_allowed(due.number):
            raise NotPlaced(permanent=True)
        self.ring(due)
