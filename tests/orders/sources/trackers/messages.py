"""Messages of tracking services in their documented shapes, about made-up parcels."""

import json
from collections.abc import Mapping
from typing import Any

from ivr.orders.model import Shipment
from ivr.orders.news import ParcelNews
from ivr.orders.sources.aftership.tracking import read_tracking
from ivr.orders.sources.aftership.webhooks import WEBHOOKS as AFTERSHIP
from ivr.orders.sources.easypost.tracker import read_tracker
from ivr.orders.sources.easypost.webhooks import WEBHOOKS as EASYPOST
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.seventeentrack.track_info import read_parcel
from ivr.orders.sources.seventeentrack.webhooks import WEBHOOKS as SEVENTEENTRACK
from ivr.orders.sources.shippo.track import read_track
from ivr.orders.sources.shippo.webhooks import WEBHOOKS as SHIPPO
from ivr.orders.sources.source import Source, SourceKind
from ivr.orders.sources.tracking_webhooks import TrackingWebhooks

SECRET = "a-secret"
NUMBER = "1Z999AA10123456784"
RULES: Mapping[SourceKind, TrackingWebhooks] = {
    "easypost": EASYPOST,
    "aftership": AFTERSHIP,
    "shippo": SHIPPO,
    "17track": SEVENTEENTRACK,
}
READERS = {"easypost": read_tracker, "aftership": read_tracking, "shippo": read_track, "17track": read_parcel}

Json = dict[str, Any]


def source(kind: SourceKind) -> Source:
    return Source("parcels", kind, secrets={"webhook_secret": SECRET, "api_key": SECRET})


def read(kind: SourceKind, tracker: Json) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    return READERS[kind](Payload(json.loads(json.dumps(tracker), parse_int=str)), source(kind))


def parcel(kind: SourceKind, tracker: Json) -> Shipment:
    news, _ = read(kind, tracker)
    assert news is not None
    return news.parcel


def easypost(status: str = "in_transit", detail: str | None = None, **more: Any) -> Json:
    return {
        "object": "Tracker",
        "tracking_code": NUMBER,
        "status": status,
        "status_detail": detail,
        "carrier": "UPS",
        "created_at": "2026-11-20T10:00:00Z",
        "updated_at": "2026-11-24T16:00:00Z",
        "est_delivery_date": None,
        "public_url": "https://track.example.com/1",
        "tracking_details": [
            easypost_event("2026-11-24T15:51:00Z", status, "OAKLAND"),
            easypost_event("2026-11-22T08:00:00Z", "in_transit", "RENO"),
        ],
        "carrier_detail": {"est_delivery_date_local": None, "guaranteed_delivery_date": None},
        **more,
    }


def easypost_event(at: str, status: str, city: str | None) -> Json:
    return {"datetime": at, "status": status, "message": "Scan", "tracking_location": {"city": city}}


def aftership(tag: str = "InTransit", subtag: str = "", **more: Any) -> Json:
    return {
        "tracking_number": NUMBER,
        "slug": "ups",
        "tag": tag,
        "subtag": subtag or f"{tag}_001",
        "created_at": "2026-11-20T10:00:00+00:00",
        "updated_at": "2026-11-24T16:00:00+00:00",
        "shipment_delivery_date": None,
        "return_to_sender": False,
        "aftership_tracking_url": "https://track.example.com/1",
        "checkpoints": [
            {"checkpoint_time": "2026-11-22T08:00:00", "city": "Reno", "tag": "InTransit"},
            {"checkpoint_time": "2026-11-24T07:51:00-08:00", "city": "OAKLAND", "tag": tag},
        ],
        **more,
    }


def shippo(status: str = "TRANSIT", code: str | None = None, **more: Any) -> Json:
    newest = shippo_event("2026-11-24T15:51:00Z", status, code, "Oakland")
    return {
        "carrier": "ups",
        "tracking_number": NUMBER,
        "eta": None,
        "original_eta": None,
        "tracking_status": {**newest, "object_updated": "2026-11-24T16:00:00Z"},
        "tracking_history": [shippo_event("2026-11-22T08:00:00Z", "TRANSIT", None, "Reno"), newest],
        **more,
    }


def shippo_event(at: str, status: str, code: str | None, city: str) -> Json:
    substatus = {"code": code, "text": "", "action_required": False} if code else None
    return {"status": status, "substatus": substatus, "status_date": at, "location": {"city": city}}


def seventeentrack(status: str = "InTransit", sub: str = "", **more: Any) -> Json:
    latest = {
        "time_iso": "2026-11-24T07:51:00-08:00",
        "time_utc": "2026-11-24T15:51:00Z",
        "address": {"city": "Oakland"},
    }
    earlier = {"time_utc": "2026-11-22T08:00:00Z", "address": {"city": "Reno"}}
    return {
        "number": NUMBER,
        "carrier": 100002,
        "track_info": {
            "latest_status": {"status": status, "sub_status": sub or f"{status}_Other"},
            "latest_event": latest,
            "tracking": {
                "providers": [
                    {
                        "provider": {"key": 100002, "name": "UPS"},
                        "latest_sync_time": "2026-11-24T16:00:00Z",
                        "events": [latest, earlier],
                    }
                ]
            },
            **more,
        },
    }


TRACKERS = {"easypost": easypost, "aftership": aftership, "shippo": shippo, "17track": seventeentrack}


def webhook_body(kind: SourceKind, tracker: Json) -> bytes:
    """The message with which a service reports a parcel."""
    message: Json = {
        "easypost": {"id": "evt_1", "object": "Event", "description": "tracker.updated", "result": tracker},
        "aftership": {"event": "tracking_update", "event_id": "e-1", "ts": 1764000000, "msg": tracker},
        "shippo": {"event": "track_updated", "test": False, "data": tracker},
        "17track": {"event": "TRACKING_UPDATED", "data": tracker},
    }[kind]
    return json.dumps(message).encode()
