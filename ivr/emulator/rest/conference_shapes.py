"""The JSON of conferences and participants, in Twilio's shape."""

from typing import Any

from ivr.emulator.conferences import ConferenceRoom, Participant
from ivr.emulator.parameters import API_VERSION
from ivr.emulator.rest.shapes import path_of, when

Shape = dict[str, Any]
STATUSES = {"queued": "queued", "initiated": "connecting", "ringing": "ringing", "in-progress": "connected"}
"""The status of a participant by that of its call (Twilio: Participant, Status)."""


def conference(room: ConferenceRoom, account_sid: str) -> Shape:
    """Without the reason of its end while it lasts: Twilio's document calls it null and forbids null."""
    uri = path_of(account_sid, "Conferences", room.sid)
    ended = {"reason_conference_ended": room.reason_ended} if room.is_over else {}
    return {
        "sid": room.sid,
        "account_sid": account_sid,
        "friendly_name": room.name,
        "status": room.status,
        "region": "us1",
        **ended,
        "call_sid_ending_conference": room.ended_by.sid if room.ended_by else None,
        "date_created": when(room.created),
        "date_updated": when(room.created),
        "api_version": API_VERSION,
        "uri": uri,
        "subresource_uris": {"participants": uri.removesuffix(".json") + "/Participants.json"},
    }


def participant(item: Participant, room: ConferenceRoom, account_sid: str) -> Shape:
    return {
        "account_sid": account_sid,
        "call_sid": item.sid,
        "label": item.label or None,
        "conference_sid": room.sid,
        "call_sid_to_coach": item.coached_sid or None,
        "coaching": bool(item.coached_sid),
        "muted": item.is_muted,
        "hold": item.is_held,
        "end_conference_on_exit": item.ends_on_exit,
        "start_conference_on_enter": item.noun.start_conference_on_enter,
        "status": STATUSES.get(item.leg.call.status, "complete" if item.leg.call.answered else "failed"),
        "queue_time": "0",
        "date_created": when(item.joined or item.leg.call.created),
        "date_updated": when(item.joined or item.leg.call.created),
        "uri": path_of(account_sid, "Conferences", room.sid, "Participants", item.sid),
    }
