"""Recordings: list, look at, hear, delete (Twilio: Recording resource)."""

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.rest import shapes
from ivr.emulator.rest.errors import not_found
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import Switchboard


class RecordingResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self) -> ResponseReturnValue:
        asked = request.args.get("CallSid")
        kept = self._switchboard.recordings.kept.values()
        wanted = [recording for recording in kept if asked in {None, recording.call_sid}]
        return page_of("recordings", wanted, shapes.recording)

    def fetch(self, sid: str) -> ResponseReturnValue:
        recording = self._switchboard.recordings.kept.get(sid)
        if recording is None:
            raise not_found()
        return jsonify(shapes.recording(recording))

    def media(self, sid: str) -> ResponseReturnValue:
        recording = self._switchboard.recordings.kept.get(sid)
        if recording is None:
            raise not_found()
        return Response(recording.wav(), mimetype="audio/x-wav")

    def delete(self, sid: str) -> ResponseReturnValue:
        if not self._switchboard.recordings.delete(sid):
            raise not_found()
        return "", 204
