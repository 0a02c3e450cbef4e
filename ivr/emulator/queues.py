"""Queues of waiting calls."""

from dataclasses import dataclass, field
from datetime import datetime

from ivr.emulator.leg import Leg
from ivr.emulator.sids import new_sid

LARGEST = 5000


@dataclass(eq=False, slots=True)
class Member:
    leg: Leg
    entered: datetime

    def waited(self, now: datetime) -> int:
        """Whole seconds."""
        return int((now - self.entered).total_seconds())


@dataclass(eq=False, slots=True, kw_only=True)
class CallQueue:
    """A queue, first in, first out. `waits` are the waits of members who have left, in seconds."""

    name: str
    created: datetime
    max_size: int = 1000
    sid: str = field(default_factory=lambda: new_sid("QU"))
    members: list[Member] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    listeners: list[Leg] = field(default_factory=list)

    @property
    def average_wait(self) -> int:
        return sum(self.waits) // len(self.waits) if self.waits else 0

    def position(self, member: Member) -> int:
        """From 1, the member who is served next."""
        return self.members.index(member) + 1

    def member_of(self, call_sid: str) -> Member | None:
        """The member of that call; `Front` is the first."""
        if call_sid == "Front":
            return self.members[0] if self.members else None
        return next((member for member in self.members if member.leg.call.sid == call_sid), None)

    def take_first(self, now: datetime) -> Member | None:
        """Remove and return the member who is served next, or None if the queue is empty."""
        try:
            member = self.members.pop(0)
        except IndexError:
            return None
        self.waits.append(member.waited(now))
        return member

    def remove(self, member: Member, now: datetime) -> None:
        if member in self.members:
            self.members.remove(member)
            self.waits.append(member.waited(now))
