"""One participant of a conference, and the changes that REST can make (Twilio: Participant resource)."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ivr.emulator.conferences.announcement import Announcement
from ivr.emulator.emulated_call import Progress
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import NextDocument
from ivr.emulator.twiml import verbs as v

BEEPS_ON_ENTER = frozenset({"true", "onEnter"})
BEEPS_ON_EXIT = frozenset({"true", "onExit"})


@dataclass(eq=False, slots=True, kw_only=True)
class Participant:
    """A leg in a conference, or called to join it; `noun` is the form in which it comes in.

    `coached_sid` is the SID of the only call that hears this one. `hold_document` is None for Twilio's own music;
    `wait_document` stands in for the waitUrl of `noun` once REST has changed it.
    """

    leg: Leg
    noun: v.Conference
    label: str = ""
    joined: datetime | None = None
    is_muted: bool = False
    is_held: bool = False
    ends_on_exit: bool = False
    beeps_on_exit: bool = True
    coached_sid: str = ""
    hold_document: NextDocument | None = None
    wait_document: NextDocument | None = None
    announcements: deque[Announcement] = field(default_factory=deque)
    is_announced_to: bool = False

    def __post_init__(self) -> None:
        self.label = self.noun.participant_label
        self.is_muted = self.noun.muted
        self.ends_on_exit = self.noun.end_conference_on_exit
        self.beeps_on_exit = self.noun.beep in BEEPS_ON_EXIT
        self.coached_sid = self.noun.coach

    @property
    def sid(self) -> str:
        """The SID of its call."""
        return self.leg.call.sid

    @property
    def beeps_on_enter(self) -> bool:
        return self.noun.beep in BEEPS_ON_ENTER

    def is_heard_by(self, listener: "Participant") -> bool:
        """Whether its words reach `listener`: not while either is on hold, and a coach's reach the coached alone."""
        if self is listener or self.is_muted or self.is_held or listener.is_held:
            return False
        return self.coached_sid in {"", listener.sid}

    @property
    def progress(self) -> Progress | None:
        """The status callback that it asks for, which counts if it is the first (Twilio: <Conference>)."""
        url = self.noun.status_callback
        if not url:
            return None
        events = frozenset(self.noun.status_callback_event)
        return Progress(self.leg.absolute(url), self.noun.status_callback_method, events)

    def apply(self, change: "ParticipantChange") -> list[str]:
        """Take over the changes; the events that tell of them."""
        return [*self._mute(change), *self._hold(change), *self._modify(change)]

    def _mute(self, change: "ParticipantChange") -> Iterator[str]:
        if change.muted is not None and change.muted != self.is_muted:
            self.is_muted = change.muted
            yield "participant-mute" if change.muted else "participant-unmute"

    def _hold(self, change: "ParticipantChange") -> Iterator[str]:
        if change.held:
            self.hold_document = change.hold_document
        if change.held is not None and change.held != self.is_held:
            self.is_held = change.held
            yield "participant-hold" if change.held else "participant-unhold"

    def _modify(self, change: "ParticipantChange") -> Iterator[str]:
        before = self.ends_on_exit, self.beeps_on_exit, self.coached_sid, self.wait_document
        self.ends_on_exit = self.ends_on_exit if change.ends_on_exit is None else change.ends_on_exit
        self.beeps_on_exit = self.beeps_on_exit if change.beeps_on_exit is None else change.beeps_on_exit
        self.coached_sid = self.coached_sid if change.coached_sid is None else change.coached_sid
        self.wait_document = change.wait_document or self.wait_document
        if before != (self.ends_on_exit, self.beeps_on_exit, self.coached_sid, self.wait_document):
            yield "participant-modify"

    def parameters(self) -> dict[str, str]:
        """Its parameters in a conference's status callback."""
        labelled = {"ParticipantLabel": self.label} if self.label else {}
        return {
            "CallSid": self.sid,
            "Muted": _word(self.is_muted),
            "Hold": _word(self.is_held),
            "Coaching": _word(bool(self.coached_sid)),
            "EndConferenceOnExit": _word(self.ends_on_exit),
            "StartConferenceOnEnter": _word(self.noun.start_conference_on_enter),
            **labelled,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantChange:
    """Changes by REST; None leaves a property alone. An empty `coached_sid` ends coaching."""

    muted: bool | None = None
    held: bool | None = None
    hold_document: NextDocument | None = None
    wait_document: NextDocument | None = None
    ends_on_exit: bool | None = None
    beeps_on_exit: bool | None = None
    coached_sid: str | None = None


def _word(value: bool) -> str:
    return "true" if value else "false"
