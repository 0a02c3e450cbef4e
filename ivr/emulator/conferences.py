"""Conferences by name."""

from dataclasses import dataclass, field

from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import ConferenceEnded, ConferenceStarted
from ivr.emulator.sids import new_sid


@dataclass(eq=False, slots=True)
class ConferenceRoom:
    """Starts once two legs are in it and one of them may start it."""

    name: str
    sid: str = field(default_factory=lambda: new_sid("CF"))
    participants: list[Leg] = field(default_factory=list)
    may_start: bool = False
    has_started: bool = False

    def join(self, leg: Leg, *, may_start: bool) -> None:
        self.participants.append(leg)
        self.may_start = self.may_start or may_start
        if self.has_started or not self.may_start or len(self.participants) < 2:
            return
        self.has_started = True
        for other in self.others(leg):
            other.post(ConferenceStarted())

    def leave(self, leg: Leg, *, ends: bool) -> None:
        self.participants.remove(leg)
        if ends:
            for other in self.participants:
                other.post(ConferenceEnded())

    def others(self, leg: Leg) -> list[Leg]:
        return [other for other in self.participants if other is not leg]
