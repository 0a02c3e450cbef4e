"""Calls: start, look at, redirect, end, delete (Twilio: Call resource)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.emulated_call import EmulatedCall
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import NextDocument, PutDown, Redirected
from ivr.emulator.rest import shapes
from ivr.emulator.rest.errors import RestError, not_found
from ivr.emulator.rest.forms import progress_of, whole_number
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import REST_TIMEOUT, Switchboard

LONGEST_TWIML = 4000
FILTERS = {"From": "from_", "To": "to", "Status": "status", "ParentCallSid": "parent_sid"}


class CallResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self) -> ResponseReturnValue:
        calls = [leg.call for leg in reversed(list(self._switchboard.legs.values()))]
        return page_of("calls", [call for call in calls if _is_wanted(call)], shapes.call)

    def fetch(self, sid: str) -> ResponseReturnValue:
        return jsonify(shapes.call(self._leg(sid).call))

    def create(self) -> ResponseReturnValue:
        form = request.form
        if not form.get("To"):
            raise RestError(400, 21201, "No 'To' number is specified")
        if not self._switchboard.may_call_from(form.get("From", "")):
            raise RestError(400, 21210, "'From' is not a number of this account")
        leg = self._switchboard.originate(
            from_=form["From"],
            to=form["To"],
            document=_next_document(),
            fallback=_fallback(),
            progress=progress_of("StatusCallback"),
            timeout=whole_number("Timeout", REST_TIMEOUT),
        )
        return jsonify(shapes.call(leg.call)), 201

    def update(self, sid: str) -> ResponseReturnValue:
        leg = self._leg(sid)
        status = request.form.get("Status")
        if leg.call.is_over or (not status and leg.call.status != "in-progress"):
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        if status == "completed":
            leg.post(PutDown())
        elif status == "canceled":
            leg.post(PutDown("canceled"))
        elif status:
            raise RestError(400, 20001, "Status must be canceled or completed")
        else:
            leg.post(Redirected(_next_document()))
        return jsonify(shapes.call(leg.call))

    def delete(self, sid: str) -> ResponseReturnValue:
        if not self._leg(sid).call.is_over:
            raise RestError(409, 20009, "Cannot delete this resource before it is complete")
        del self._switchboard.legs[sid]
        return "", 204

    def _leg(self, sid: str) -> Leg:
        leg = self._switchboard.legs.get(sid)
        if leg is None:
            raise not_found()
        return leg


def _is_wanted(call: EmulatedCall) -> bool:
    wanted = {field: request.args[name] for name, field in FILTERS.items() if name in request.args}
    return all(getattr(call, field) == value for field, value in wanted.items())


def _next_document() -> NextDocument:
    """The document of Url or Twiml; raises RestError unless exactly one is given."""
    url, twiml = request.form.get("Url", ""), request.form.get("Twiml", "")
    if bool(url) == bool(twiml):
        raise RestError(400, 21205, "Url or Twiml is required, and not both")
    if len(twiml) > LONGEST_TWIML:
        raise RestError(400, 20001, f"Twiml is longer than {LONGEST_TWIML} characters")
    return NextDocument(url, request.form.get("Method", "POST"), twiml=twiml)


def _fallback() -> NextDocument | None:
    url = request.form.get("FallbackUrl")
    return NextDocument(url, request.form.get("FallbackMethod", "POST")) if url else None
