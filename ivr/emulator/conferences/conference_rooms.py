"""All conferences of an account, by name and by SID."""

import threading
from dataclasses import dataclass, field

from ivr.emulator.conferences.conference_callbacks import ConferenceCallbacks
from ivr.emulator.conferences.conference_room import ConferenceRoom
from ivr.emulator.conferences.participant import Participant
from ivr.emulator.runtime import Runtime
from ivr.emulator.sids import new_sid

MOST_KEPT = 1000


@dataclass(eq=False, slots=True)
class ConferenceRooms:
    """`named` has the latest conference of each name, `kept` all by SID, oldest first."""

    runtime: Runtime
    account_sid: str
    named: dict[str, ConferenceRoom] = field(default_factory=dict)
    kept: dict[str, ConferenceRoom] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _breaking: list[str] = field(default_factory=list)

    def live(self, name: str) -> ConferenceRoom | None:
        """The conference of that name, unless it is over."""
        room = self.named.get(name)
        return None if room is None or room.is_over else room

    def opened(self, name: str) -> ConferenceRoom:
        """The conference of that name; a new one if there is none, or if it is over."""
        with self.lock:
            return self.live(name) or self._new(name)

    def join(self, participant: Participant, name: str) -> ConferenceRoom:
        """Let a participant into the conference of that name. Raises CannotJoin."""
        with self.lock:
            room = self.opened(name)
            room.join(participant)
            self._break(room, participant)
            return room

    def break_at_join(self, label: str = "") -> None:
        """A fault, once: a conference ends just as the participant of that label comes in; as any does without one."""
        self._breaking.append(label)

    def _break(self, room: ConferenceRoom, participant: Participant) -> None:
        label = next((each for each in self._breaking if each in {"", participant.label}), None)
        if label is not None:
            self._breaking.remove(label)
            room.end()

    def _new(self, name: str) -> ConferenceRoom:
        sid = new_sid("CF")
        room = ConferenceRoom(
            name=name,
            sid=sid,
            created=self.runtime.now(),
            callbacks=ConferenceCallbacks(
                runtime=self.runtime, account_sid=self.account_sid, conference_sid=sid, name=name
            ),
            lock=self.lock,
        )
        self.named[name] = self.kept[sid] = room
        for old in [each for each in list(self.kept.values())[:-MOST_KEPT] if each.is_over]:
            del self.kept[old.sid]
        return room
