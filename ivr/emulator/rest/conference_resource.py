"""Conferences: list, look at, announce to, end (Twilio: Conference resource)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.conferences import ConferenceRoom
from ivr.emulator.rest import conference_shapes as shapes
from ivr.emulator.rest.announcing import announce
from ivr.emulator.rest.errors import RestError, not_found
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import Switchboard

IN_PROGRESS = "in-progress"


class ConferenceResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self) -> ResponseReturnValue:
        """Newest first; those in progress alone unless Status asks for others (Twilio: since 30 September 2026)."""
        status, name = request.args.get("Status", IN_PROGRESS), request.args.get("FriendlyName")
        kept = reversed(list(self._switchboard.conferences.kept.values()))
        wanted = [each for each in kept if each.status == status and name in {None, each.name}]
        return page_of("conferences", wanted, self._shape)

    def fetch(self, sid: str) -> ResponseReturnValue:
        return jsonify(self._shape(conference_of(self._switchboard, sid)))

    def update(self, sid: str) -> ResponseReturnValue:
        room = conference_of(self._switchboard, sid)
        status, announcement = request.form.get("Status", ""), request.form.get("AnnounceUrl", "")
        if status not in {"", "completed"}:
            raise RestError(400, 20001, "Status must be completed")
        if room.is_over:
            raise not_found()
        if announcement:
            announce(self._switchboard, room, [each for each in room.participants if not each.is_held])
        if status:
            room.end()
        return jsonify(self._shape(room))

    def _shape(self, room: ConferenceRoom) -> shapes.Shape:
        return shapes.conference(room, self._switchboard.account_sid)


def conference_of(switchboard: Switchboard, sid: str) -> ConferenceRoom:
    """The conference of a SID; raises RestError 20404."""
    room = switchboard.conferences.kept.get(sid)
    if room is None:
        raise not_found()
    return room
