"""Messages: send, look at, delete (Twilio: Message resource)."""

import re

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.rest import shapes
from ivr.emulator.rest.errors import RestError, not_found
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.text_messages import SentMessage

LONGEST_BODY = 1600


class MessageResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self) -> ResponseReturnValue:
        kept = reversed(list(self._switchboard.messages.kept.values()))
        to, sender = request.args.get("To"), request.args.get("From")
        wanted = [item for item in kept if to in {None, item.to} and sender in {None, item.from_}]
        return page_of("messages", wanted, shapes.message)

    def fetch(self, sid: str) -> ResponseReturnValue:
        message = self._switchboard.messages.kept.get(sid)
        if message is None:
            raise not_found()
        return jsonify(shapes.message(message))

    def delete(self, sid: str) -> ResponseReturnValue:
        message = self._switchboard.messages.kept.get(sid)
        if message is None:
            raise not_found()
        if message.status == "queued":
            raise RestError(409, 20009, "Cannot delete this resource before it is complete")
        del self._switchboard.messages.kept[sid]
        return "", 204

    def create(self) -> ResponseReturnValue:
        self._check()
        form = request.form
        message = SentMessage(
            account_sid=self._switchboard.account_sid,
            from_=form.get("From", ""),
            to=form["To"],
            body=form.get("Body", ""),
            content_sid=form.get("ContentSid", ""),
            content_variables=form.get("ContentVariables", ""),
            created=self._switchboard.clock.now(),
            status_callback=form.get("StatusCallback", ""),
            messaging_service_sid=form.get("MessagingServiceSid", ""),
        )
        answer = jsonify(shapes.message(message))
        self._switchboard.messages.keep(message)
        return answer, 201

    def _check(self) -> None:
        form = request.form
        if not form.get("To"):
            raise RestError(400, 21604, "A 'To' phone number is required.")
        if not re.fullmatch(r"(whatsapp:)?\+[1-9]\d{6,14}", form["To"]):
            raise RestError(400, 21211, "Invalid 'To' Phone Number")
        if not (form.get("Body") or form.get("ContentSid")):
            raise RestError(400, 21602, "Message body is required.")
        if len(form.get("Body", "")) > LONGEST_BODY:
            raise RestError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        if not form.get("From") and not form.get("MessagingServiceSid"):
            raise RestError(400, 21603, "A 'From' phone number is required.")
        if form["To"] in self._switchboard.messages.stopped:
            raise RestError(400, 21610, "Attempt to send to unsubscribed recipient")
        if form.get("From") and form["From"].removeprefix("whatsapp:") not in self._switchboard.numbers:
            raise RestError(400, 21606, "The 'From' phone number is not a message-capable number of this account")
