"""One conference: its participants, its start and its end (Twilio: <Conference>, Conference resource)."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ivr.emulator.conferences.conference_callbacks import ConferenceCallbacks
from ivr.emulator.conferences.participant import Participant, ParticipantChange
from ivr.emulator.leg_events import ConferenceChanged
from ivr.emulator.transcript import TranscriptLine

Mode = Literal["out", "waiting", "held", "talking"]
FULL = 16020
LABEL_TAKEN = 16025
COACHED_HELD = 16027
COACHED_ABSENT = 16028
LEFT, KICKED = "left", "kicked"
ENDED_BY_REST = "conference-ended-via-api"


class CannotJoin(Exception):
    """A participant is refused; `code` is from Twilio's error dictionary."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(eq=False, slots=True, kw_only=True)
class ConferenceRoom:
    """`participants` are in it; `arriving` were called by REST and have not come in yet.

    `reason_ended` is empty while it lasts; `ended_by` is the participant whose leaving ended it.
    """

    name: str
    sid: str
    created: datetime
    callbacks: ConferenceCallbacks
    lock: threading.RLock
    participants: list[Participant] = field(default_factory=list)
    arriving: list[Participant] = field(default_factory=list)
    has_started: bool = False
    reason_ended: str = ""
    ended_by: Participant | None = None

    @property
    def is_over(self) -> bool:
        return bool(self.reason_ended)

    @property
    def status(self) -> str:
        """`init` until it starts (Twilio: Conference, Status)."""
        if self.is_over:
            return "completed"
        return "in-progress" if self.has_started else "init"

    def find(self, key: str) -> Participant | None:
        """The participant of a call SID or label, present or on the way."""
        known = (*self.participants, *self.arriving)
        return next((each for each in known if key and key in {each.sid, each.label}), None)

    def mode_of(self, participant: Participant) -> Mode:
        """What a participant does now."""
        if participant not in self.participants:
            return "out"
        if participant.is_held:
            return "held"
        return "talking" if self.has_started else "waiting"

    # Coming in.

    def check(self, participant: Participant) -> None:
        """Raises CannotJoin if it may not come in."""
        taken = self.find(participant.label)
        if taken is not None and taken is not participant:
            raise CannotJoin(LABEL_TAKEN, f"a participant with the label {participant.label} is in the conference")
        if len(self.participants) >= participant.noun.max_participants:
            raise CannotJoin(FULL, "the conference is full")
        if participant.coached_sid:
            self.check_coached(participant.coached_sid)

    def check_coached(self, sid: str) -> None:
        """Raises CannotJoin if the call that is to be coached is not in the conference, or on hold."""
        coached = next((each for each in self.participants if each.sid == sid), None)
        if coached is None:
            raise CannotJoin(COACHED_ABSENT, "the coached call is not in the conference")
        if coached.is_held:
            raise CannotJoin(COACHED_HELD, "the coached call is on hold")

    def expect(self, participant: Participant) -> None:
        """A participant is called by REST. Raises CannotJoin."""
        with self.lock:
            self.check(participant)
            self.arriving.append(participant)
            self.callbacks.set_first(participant.progress)

    def join(self, participant: Participant) -> None:
        """A participant comes in. Raises CannotJoin."""
        with self.lock:
            self.check(participant)
            if participant in self.arriving:
                self.arriving.remove(participant)
            self.callbacks.set_first(participant.progress)
            participant.joined = participant.leg.runtime.now()
            self.participants.append(participant)
            self.callbacks.tell("participant-join", participant.parameters())
            self._beep(participant, sounds=participant.beeps_on_enter)
            self._start()

    def _start(self) -> None:
        may_start = any(each.noun.start_conference_on_enter for each in self.participants)
        if self.has_started or not may_start or len(self.participants) < 2:
            return
        self.has_started = True
        self.callbacks.tell("conference-start", {})
        for each in self.participants[:-1]:
            each.leg.post(ConferenceChanged())

    def _beep(self, about: Participant, *, sounds: bool) -> None:
        for each in self.participants if sounds else ():
            if each is not about and not each.is_held:
                each.leg.hears("beep", kind="play")

    # Going.

    def not_reached(self, participant: Participant) -> None:
        """A participant called by REST did not answer, or was called no longer."""
        with self.lock:
            if participant in self.arriving:
                self.arriving.remove(participant)
                self._tell_left(participant, "participant_add_failed")

    def leave(self, participant: Participant, reason: str, *, how: str = LEFT) -> None:
        """A participant goes; the conference ends with the last, or with one whose leaving ends it."""
        with self.lock:
            if participant not in self.participants:
                return
            self.participants.remove(participant)
            self._tell_left(participant, reason)
            participant.leg.post(ConferenceChanged())
            if participant.ends_on_exit:
                self._end(f"participant-with-end-conference-on-exit-{how}", participant, "moderator_ended_conference")
            elif not self.participants:
                self._end(f"last-participant-{how}", participant, "")
            else:
                self._beep(participant, sounds=participant.beeps_on_exit)

    def kick(self, participant: Participant) -> None:
        """REST removes a participant."""
        self.leave(participant, "participant_updated_via_api", how=KICKED)

    def end(self) -> None:
        """REST ends the conference for everybody."""
        with self.lock:
            if not self.is_over:
                self._end(ENDED_BY_REST, None, "conference_ended_via_api")

    def _end(self, reason: str, by: Participant | None, others_left: str) -> None:
        self.reason_ended, self.ended_by = reason, by
        for each in self.participants:
            self._tell_left(each, others_left)
        gone, self.participants = self.participants, []
        for each in gone:
            each.leg.post(ConferenceChanged())
        ended_by = {"CallSidEndingConference": by.sid, "ParticipantLabelEndingConference": by.label} if by else {}
        self.callbacks.tell("conference-end", {"ReasonConferenceEnded": reason, **ended_by})

    def _tell_left(self, participant: Participant, reason: str) -> None:
        added = {"ParticipantCallStatus": participant.leg.call.status, "ReasonParticipantLeft": reason}
        self.callbacks.tell("participant-leave", {**participant.parameters(), **added})

    # While it lasts.

    def change(self, participant: Participant, change: ParticipantChange) -> None:
        """Apply the changes of REST. Raises CannotJoin for a coached call that is not in, or on hold."""
        with self.lock:
            if change.coached_sid:
                self.check_coached(change.coached_sid)
            for event in participant.apply(change):
                self.callbacks.tell(event, participant.parameters())
            if change.held is not None or change.wait_document is not None:
                participant.leg.post(ConferenceChanged())

    def listeners(self, speaker: Participant) -> list[Participant]:
        """Those who hear `speaker` now."""
        with self.lock:
            if not self.has_started or speaker not in self.participants:
                return []
            return [each for each in self.participants if speaker.is_heard_by(each)]

    def say(self, speaker: Participant, words: str) -> None:
        """Words go into the transcripts of those who hear them."""
        now = speaker.leg.runtime.now()
        for each in self.listeners(speaker):
            each.leg.transcript.append(TranscriptLine(now, "other", "speech", words))
