"""The account's numbers and their webhooks (Twilio: IncomingPhoneNumber resource)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.numbers import IncomingNumber
from ivr.emulator.rest import shapes
from ivr.emulator.rest.errors import not_found
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import Switchboard

SETTABLE = {
    "VoiceUrl": "voice_url",
    "VoiceMethod": "voice_method",
    "VoiceFallbackUrl": "voice_fallback_url",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
    "SmsUrl": "sms_url",
    "FriendlyName": "friendly_name",
}


class NumberResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self) -> ResponseReturnValue:
        asked = request.args.get("PhoneNumber")
        wanted = [number for number in self._switchboard.numbers.values() if asked in {None, number.phone_number}]
        return page_of("incoming_phone_numbers", wanted, self._shape)

    def fetch(self, sid: str) -> ResponseReturnValue:
        return jsonify(self._shape(self._number(sid)))

    def update(self, sid: str) -> ResponseReturnValue:
        number = self._number(sid)
        for name, field in SETTABLE.items():
            if name in request.form:
                setattr(number, field, request.form[name])
        return jsonify(self._shape(number))

    def _number(self, sid: str) -> IncomingNumber:
        number = next((number for number in self._switchboard.numbers.values() if number.sid == sid), None)
        if number is None:
            raise not_found()
        return number

    def _shape(self, number: IncomingNumber) -> shapes.Shape:
        return shapes.number(number, self._switchboard.account_sid)
