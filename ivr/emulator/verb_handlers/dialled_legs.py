"""The legs that a Dial calls, one for each number, SIP address or client."""

import re
from urllib.parse import parse_qsl

from ivr.emulator.emulated_call import EmulatedCall, Progress
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Accepted, NextDocument
from ivr.emulator.twiml import WHISPER, TwimlError
from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.errors import SIP_HEADER_NAME, SIP_HEADERS_TOO_LONG, SIP_URI_TOO_LONG
from ivr.emulator.verb_handlers.bridge import follow
from ivr.emulator.webhooks import WebhookFailed

NUMBER_FORMAT = 13223
SIP_HEADERS = frozenset({"User-to-User", "Remote-Party-ID", "P-Preferred-Identity", "P-Called-Party-ID"})


def call_out(interpreter: Interpreter, parent: Leg, endpoint: v.Endpoint, caller_id: str) -> Leg:
    """Open a leg that rings at `endpoint`; raises TwimlError if its address is refused."""
    address, headers = _address(endpoint)
    call = EmulatedCall(
        account_sid=parent.call.account_sid,
        from_=caller_id,
        to=address,
        direction="outbound-dial",
        created=parent.runtime.now(),
        parent_sid=parent.call.sid,
        progress=_progress(parent, endpoint),
        sip_headers=headers,
    )
    leg = interpreter.account.open_leg(call, parent=parent)
    leg.document_url = parent.document_url
    whisper = None if endpoint.url is None else NextDocument(parent.absolute(endpoint.url), endpoint.method)
    leg.begin(interpreter.until_redirected(leg, _be_dialled(interpreter, leg, parent, whisper)))
    return leg


def _progress(parent: Leg, endpoint: v.Endpoint) -> Progress | None:
    if endpoint.status_callback is None:
        return None
    events = frozenset(endpoint.status_callback_event)
    return Progress(parent.absolute(endpoint.status_callback), endpoint.status_callback_method, events)


def _address(endpoint: v.Endpoint) -> tuple[str, dict[str, str]]:
    if isinstance(endpoint, v.Sip):
        return _sip(endpoint.address)
    if isinstance(endpoint, v.Client):
        return endpoint.address, dict(endpoint.parameters)
    digits = re.sub(r"[\s().-]", "", endpoint.address)
    if not re.fullmatch(r"\+?[0-9]{3,15}", digits):
        raise TwimlError(NUMBER_FORMAT, "the number that is dialled is not one")
    return digits, {}


def _sip(text: str) -> tuple[str, dict[str, str]]:
    """The address and its headers: `sip:care@acme.example?X-Order=1&X-Language=en` (Twilio: <Sip>)."""
    address, _, query = text.partition("?")
    if len(address) > 255:
        raise TwimlError(SIP_URI_TOO_LONG, "the SIP address is longer than 255 characters")
    if len(query) > 1024:
        raise TwimlError(SIP_HEADERS_TOO_LONG, "the SIP headers are longer than 1024 characters")
    headers = dict(parse_qsl(query, keep_blank_values=True))
    wrong = [name for name in headers if not name.lower().startswith("x-") and name not in SIP_HEADERS]
    if wrong:
        raise TwimlError(SIP_HEADER_NAME, f"{wrong[0]} cannot be given as a SIP header")
    return address, headers


def _be_dialled(interpreter: Interpreter, leg: Leg, parent: Leg, whisper: NextDocument | None) -> Waiting[None]:
    """Ring, hear the whisper, post Accepted to the parent, and stay in the bridge."""
    yield from leg.ring()
    if whisper is not None:
        try:
            yield from interpreter.run(leg, whisper, WHISPER)
        except (WebhookFailed, TwimlError) as error:
            leg.alert(error.code, str(error))
            return
    parent.post(Accepted(leg.call.sid))
    yield from follow(interpreter.account, leg, talks=leg.party.talks if leg.party else None)
