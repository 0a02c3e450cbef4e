"""The JSON of resources, in Twilio's shape."""

from datetime import datetime
from typing import Any

from ivr.emulator.emulated_call import EmulatedCall
from ivr.emulator.numbers import IncomingNumber
from ivr.emulator.parameters import API_VERSION, rfc2822
from ivr.emulator.queues import CallQueue, Member
from ivr.emulator.recordings import Recording
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.text_messages import SentMessage

Shape = dict[str, Any]


def path_of(account_sid: str, *parts: str) -> str:
    return "/".join([f"/{API_VERSION}/Accounts", account_sid, *parts]) + ".json"


def when(moment: datetime | None) -> str | None:
    return rfc2822(moment) if moment else None


def account(switchboard: Switchboard) -> Shape:
    now = rfc2822(switchboard.clock.now())
    return {
        "sid": switchboard.account_sid,
        "owner_account_sid": switchboard.account_sid,
        "friendly_name": "Emulator",
        "status": "active",
        "type": "Full",
        "auth_token": None,
        "date_created": now,
        "date_updated": now,
        "uri": path_of(switchboard.account_sid),
        "subresource_uris": {"calls": path_of(switchboard.account_sid, "Calls")},
    }


def call(item: EmulatedCall) -> Shape:
    uri = path_of(item.account_sid, "Calls", item.sid)
    return {
        "sid": item.sid,
        "account_sid": item.account_sid,
        "parent_call_sid": item.parent_sid or None,
        "from": item.from_,
        "from_formatted": item.from_,
        "to": item.to,
        "to_formatted": item.to,
        "status": item.status,
        "direction": item.direction,
        "date_created": when(item.created),
        "date_updated": when(item.ended or item.answered or item.created),
        "start_time": when(item.answered),
        "end_time": when(item.ended),
        "duration": str(item.duration) if item.is_over else None,
        "api_version": API_VERSION,
        "forwarded_from": item.extra.get("ForwardedFrom"),
        "caller_name": item.extra.get("CallerName"),
        "phone_number_sid": None,
        "answered_by": None,
        "group_sid": None,
        "trunk_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "uri": uri,
        "subresource_uris": {"recordings": uri.removesuffix(".json") + "/Recordings.json"},
    }


def message(item: SentMessage) -> Shape:
    return {
        "sid": item.sid,
        "account_sid": item.account_sid,
        "messaging_service_sid": item.messaging_service_sid or None,
        "from": item.from_ or None,
        "to": item.to,
        "body": item.body,
        "status": item.status,
        "direction": "outbound-api",
        "num_segments": str(-(-len(item.body) // 153)),
        "num_media": "0",
        "date_created": when(item.created),
        "date_updated": when(item.created),
        "date_sent": when(item.created) if item.status != "queued" else None,
        "error_code": item.error_code or None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "uri": path_of(item.account_sid, "Messages", item.sid),
        "subresource_uris": {},
    }


def number(item: IncomingNumber, account_sid: str) -> Shape:
    return {
        "sid": item.sid,
        "account_sid": account_sid,
        "phone_number": item.phone_number,
        "friendly_name": item.friendly_name or item.phone_number,
        "voice_url": item.voice_url,
        "voice_method": item.voice_method,
        "voice_fallback_url": item.voice_fallback_url or None,
        "voice_fallback_method": item.voice_fallback_method,
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
        "status_callback": item.status_callback or None,
        "status_callback_method": item.status_callback_method,
        "sms_url": item.sms_url or None,
        "sms_method": "POST",
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "address_requirements": "none",
        "beta": False,
        "origin": "twilio",
        "status": "in-use",
        "date_created": when(item.created),
        "date_updated": when(item.created),
        "api_version": API_VERSION,
        "uri": path_of(account_sid, "IncomingPhoneNumbers", item.sid),
    }


def queue(item: CallQueue, account_sid: str) -> Shape:
    return {
        "sid": item.sid,
        "account_sid": account_sid,
        "friendly_name": item.name,
        "current_size": len(item.members),
        "average_wait_time": item.average_wait,
        "max_size": item.max_size,
        "date_created": when(item.created),
        "date_updated": when(item.created),
        "uri": path_of(account_sid, "Queues", item.sid),
    }


def member(item: Member, owner: CallQueue, account_sid: str, now: datetime) -> Shape:
    return {
        "call_sid": item.leg.call.sid,
        "queue_sid": owner.sid,
        "position": owner.position(item),
        "wait_time": item.waited(now),
        "date_enqueued": when(item.entered),
        "uri": path_of(account_sid, "Queues", owner.sid, "Members", item.leg.call.sid),
    }


def recording(item: Recording) -> Shape:
    return {
        "sid": item.sid,
        "account_sid": item.account_sid,
        "call_sid": item.call_sid,
        "conference_sid": None,
        "duration": str(item.seconds),
        "status": "completed",
        "channels": 1,
        "source": "RecordVerb",
        "date_created": when(item.created),
        "date_updated": when(item.created),
        "start_time": when(item.created),
        "error_code": None,
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "encryption_details": None,
        "media_url": item.url,
        "subresource_uris": {},
        "uri": path_of(item.account_sid, "Recordings", item.sid),
    }
