"""The parameters of a request about a call (Twilio: TwiML for Voice, request parameters)."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from ivr.emulator.emulated_call import EmulatedCall, Geography

API_VERSION = "2010-04-01"


def standard(call: EmulatedCall) -> dict[str, str]:
    """The parameters of every request, with the legacy names that Twilio still sends (`Caller` for `From`)."""
    always = {
        "CallSid": call.sid,
        "AccountSid": call.account_sid,
        "From": call.from_,
        "To": call.to,
        "Caller": call.from_,
        "Called": call.to,
        "CallStatus": call.status,
        "ApiVersion": API_VERSION,
        "Direction": call.direction,
    }
    places = dict([*_places(("From", "Caller"), call.from_place), *_places(("To", "Called"), call.to_place)])
    parent = {"ParentCallSid": call.parent_sid} if call.parent_sid else {}
    return always | places | parent | dict(call.extra)


def _places(prefixes: tuple[str, str], place: Geography) -> Iterator[tuple[str, str]]:
    named = {"City": place.city, "State": place.state, "Zip": place.zip_code, "Country": place.country}
    if place.country:
        yield from ((prefix + name, value) for prefix in prefixes for name, value in named.items())


def progress(call: EmulatedCall, now: datetime) -> dict[str, str]:
    """The parameters that a status callback adds; `Duration` is in minutes begun, `CallDuration` in seconds."""
    added = {
        "Timestamp": rfc2822(now),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
    }
    if call.is_over:
        added |= {"CallDuration": str(call.duration), "Duration": str(-(-call.duration // 60))}
    return added


def rfc2822(moment: datetime) -> str:
    return format_datetime(moment)
