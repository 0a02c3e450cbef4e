"""TwiML for those who come into a room (Twilio: <Dial>, <Conference>)."""

from ivr.adapters.twilio.twiml import Attributes, document, element, escaped, redirect

EVENTS = "start end join leave"
"""The news of a conference that we ask for (Twilio: statusCallbackEvent)."""
TRIED_AGAIN = 2
"""Seconds until the document of a leg is asked for again while the room cannot be read."""


def room_document(
    room: str, label: str, *, events_url: str, then: str, ends: bool = True, is_silent: bool = False
) -> str:
    """Go into a room under a label; the call goes on at `then`. `ends`: the conference is over when this leg leaves.

    Whoever is alone hears silence, and nobody a beep. Who `is_silent` comes in muted, and starts no conference.
    """
    conference: Attributes = {
        "participantLabel": label,
        "beep": "false",
        "muted": "true" if is_silent else None,
        "startConferenceOnEnter": "false" if is_silent else "true",
        "endConferenceOnExit": "true" if ends else "false",
        "waitUrl": "",
        "statusCallback": events_url,
        "statusCallbackMethod": "POST",
        "statusCallbackEvent": EVENTS,
    }
    dial: Attributes = {"action": then, "method": "POST"}
    return document(element("Dial", dial, element("Conference", conference, escaped(room))), redirect(then))


def again_document(url: str) -> str:
    """Ask for the document at `url` in a moment."""
    return document(element("Pause", {"length": TRIED_AGAIN}), redirect(url))
