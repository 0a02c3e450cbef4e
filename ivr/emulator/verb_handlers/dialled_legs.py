"""Legs that the switchboard calls: those that Dial reaches, and calls made by REST."""

import re
from urllib.parse import parse_qsl

from ivr.emulator.call import Call, Progress
from ivr.emulator.interpreter import conduct, run
from ivr.emulator.events import Accepted, PickedUp, Turn
from ivr.emulator.leaving import HungUp
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.parties import Party
from ivr.emulator.twiml import WHISPER, TwimlError
from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.errors import SIP_HEADER_NAME, SIP_HEADERS_TOO_LONG, SIP_URI_TOO_LONG
from ivr.emulator.verb_handlers.bridging import follow
from ivr.emulator.webhooks import WebhookFailed

NUMBER_FORMAT = 13223
SIP_HEADERS = frozenset({"User-to-User", "Remote-Party-ID", "P-Preferred-Identity", "P-Called-Party-ID"})


def call_out(parent: Leg, endpoint: v.Endpoint, caller_id: str) -> Leg:
    """A leg that rings at `endpoint`; raises TwimlError where its address is refused."""
    address, headers = _address(endpoint)
    call = Call(
        account_sid=parent.call.account_sid,
        from_=caller_id,
        to=address,
        direction="outbound-dial",
        created=parent.switchboard.clock.now(),
        parent_sid=parent.call.sid,
        progress=_progress(parent, endpoint),
        sip_headers=headers,
    )
    leg = parent.switchboard.open_leg(call, parent=parent)
    leg.document_url = parent.document_url
    whisper = None if endpoint.url is None else Turn(parent.absolute(endpoint.url), endpoint.method)
    leg.begin(be_dialled(leg, parent, whisper))
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


def be_dialled(leg: Leg, parent: Leg, whisper: Turn | None) -> Waiting[None]:
    """Ring, hear the whisper, say that the bridge can be made, and stay in it."""
    yield from _ring(leg)
    if whisper is not None:
        try:
            yield from run(leg, whisper, WHISPER)
        except (WebhookFailed, TwimlError) as error:
            leg.alert(error.code, str(error))
            return
    parent.post(Accepted(leg))
    yield from follow(leg, talks=leg.party.talks if leg.party else None)


def be_called(leg: Leg, first: Turn, *, timeout: float) -> Waiting[None]:
    """A call made by REST: ring, then the application's documents."""
    yield from _ring(leg, timeout)
    yield from conduct(leg, first)


def _ring(leg: Leg, timeout: float | None = None) -> Waiting[None]:
    """Returns when the party answers; raises HungUp with the status when it does not."""
    party = leg.party or Party()
    leg.rings()
    if party.outcome == "by hand":
        event = yield from leg.wait(timeout, state="ringing", rests=True, wakes=(PickedUp,))
        if event is None:
            raise HungUp("no-answer")
    elif party.outcome == "no-answer":
        yield from leg.wait(timeout, state="ringing")
        raise HungUp("no-answer")
    else:
        yield from leg.wait(party.rings, state="ringing")
        if party.outcome != "answers":
            raise HungUp(party.outcome)
    leg.answers()
