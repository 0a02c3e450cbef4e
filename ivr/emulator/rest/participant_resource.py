"""Participants of a conference: call in, list, look at, change, remove (Twilio: Participant resource)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.conferences import CannotJoin, ConferenceRoom, Participant, ParticipantChange
from ivr.emulator.leg_events import NextDocument, PutDown
from ivr.emulator.rest import conference_shapes as shapes
from ivr.emulator.rest.announcing import announce
from ivr.emulator.rest.conference_resource import conference_of
from ivr.emulator.rest.errors import RestError, not_found
from ivr.emulator.rest.forms import flag, method_of, progress_of, whole_number
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import LONGEST_CALL, REST_TIMEOUT, Switchboard
from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.dial_nouns import BEEPS, LONGEST_LABEL

FILTERS = {"Muted": "is_muted", "Hold": "is_held", "Coaching": "coached_sid"}


class ParticipantResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def create(self, conference: str) -> ResponseReturnValue:
        """Call somebody in; a conference that is named, and not there yet, is made."""
        form = request.form
        if not form.get("To"):
            raise RestError(400, 21201, "No 'To' number is specified")
        sender = form.get("From", "")
        if not self._switchboard.may_call_from(sender):
            raise RestError(400, 21210, "'From' is not a number of this account")
        try:
            room, participant = self._switchboard.invite(
                _noun(self._name(conference)),
                from_=form.get("CallerId") or sender,
                to=form["To"],
                progress=progress_of("StatusCallback"),
                timeout=whole_number("Timeout", REST_TIMEOUT),
                talk_limit=whole_number("TimeLimit", LONGEST_CALL),
            )
        except CannotJoin as refused:
            raise RestError(400, refused.code, str(refused)) from refused
        return jsonify(self._shape(participant, room)), 201

    def _name(self, conference: str) -> str:
        """The friendly name for a name or SID; raises RestError 20404 for a conference that is over."""
        if not (conference.startswith("CF") and len(conference) == 34):
            return conference
        room = conference_of(self._switchboard, conference)
        if room.is_over:
            raise not_found()
        return room.name

    def list(self, conference: str) -> ResponseReturnValue:
        """Those who are in the conference now."""
        room = conference_of(self._switchboard, conference)
        wanted = {field: request.args[name] == "true" for name, field in FILTERS.items() if name in request.args}
        present = [p for p in room.participants if all(bool(getattr(p, f)) == is_ for f, is_ in wanted.items())]
        return page_of("participants", present, lambda each: self._shape(each, room))

    def fetch(self, conference: str, key: str) -> ResponseReturnValue:
        room = conference_of(self._switchboard, conference)
        return jsonify(self._shape(_participant(room, key), room))

    def update(self, conference: str, key: str) -> ResponseReturnValue:
        room = conference_of(self._switchboard, conference)
        participant = _participant(room, key)
        try:
            room.change(participant, _change(participant))
        except CannotJoin as refused:
            raise RestError(400, refused.code, str(refused)) from refused
        if request.form.get("AnnounceUrl"):
            announce(self._switchboard, room, (participant,))
        return jsonify(self._shape(participant, room))

    def delete(self, conference: str, key: str) -> ResponseReturnValue:
        """Remove a participant; one who still rings is called no longer."""
        room = conference_of(self._switchboard, conference)
        participant = _participant(room, key)
        if participant in room.participants:
            room.kick(participant)
        else:
            participant.leg.post(PutDown("canceled"))
        return "", 204

    def _shape(self, participant: Participant, room: ConferenceRoom) -> shapes.Shape:
        return shapes.participant(participant, room, self._switchboard.account_sid)


def _participant(room: ConferenceRoom, key: str) -> Participant:
    participant = None if room.is_over else room.find(key)
    if participant is None or participant.leg.call.is_over:
        raise not_found()
    return participant


def _noun(name: str) -> v.Conference:
    """The participant's part in the conference, as its TwiML would say it; raises RestError 20001."""
    form = request.form
    label, beep = form.get("Label", ""), form.get("Beep", "true")
    if len(label) > LONGEST_LABEL:
        raise RestError(400, 20001, f"Label is longer than {LONGEST_LABEL} characters")
    if beep not in BEEPS:
        raise RestError(400, 20001, "Beep must be true, false, onEnter or onExit")
    callback = progress_of("ConferenceStatusCallback", default="start end")
    return v.Conference(
        name=name,
        muted=flag("Muted") or False,
        beep=beep,
        start_conference_on_enter=flag("StartConferenceOnEnter") is not False,
        end_conference_on_exit=flag("EndConferenceOnExit") or False,
        participant_label=label,
        max_participants=whole_number("MaxParticipants", 250),
        coach=_coached("") or "",
        wait_url=form.get("WaitUrl"),
        wait_method=method_of("WaitMethod"),
        status_callback=callback.url if callback else None,
        status_callback_event=tuple(callback.events if callback else ()),
        status_callback_method=callback.method if callback else "POST",
    )


def _coached(now: str) -> str | None:
    """The SID to coach, empty for none, None for no change; raises RestError 20001 if Coaching names nobody."""
    coaching, sid = flag("Coaching"), request.form.get("CallSidToCoach", "")
    if coaching is False:
        return ""
    if coaching and not (sid or now):
        raise RestError(400, 20001, "Coaching needs CallSidToCoach")
    return sid or (now if coaching else None)


def _change(participant: Participant) -> ParticipantChange:
    return ParticipantChange(
        muted=flag("Muted"),
        held=flag("Hold"),
        hold_document=_document("HoldUrl", "HoldMethod", default="GET"),
        wait_document=_document("WaitUrl", "WaitMethod", default="POST"),
        ends_on_exit=flag("EndConferenceOnExit"),
        beeps_on_exit=flag("BeepOnExit"),
        coached_sid=_coached(participant.coached_sid),
    )


def _document(url: str, method: str, *, default: str) -> NextDocument | None:
    address = request.form.get(url)
    return NextDocument(address, method_of(method, default)) if address else None
