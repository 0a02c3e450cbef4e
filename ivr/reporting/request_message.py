"""What a help desk is told of a request: no more of the caller than it takes to settle it."""

from collections.abc import Iterator, Mapping
from typing import Literal

import orjson

from ivr.effects.make_request import KINDS
from ivr.engine.records import Json
from ivr.reporting.requests import STATES, RequestRecord

MessageKind = Literal["made", "again"]
MOST_BYTES = 20_000
"""Bytes of a message: receivers refuse large ones. A longer message is cut, and says so."""
AGAIN_TOLD = 5
"""Repetitions that are told, the newest."""
CUT_ANSWER = 100
"""Characters of an answer in a message that is cut."""

_TEXT: Json = {"type": "string"}
_TIME: Json = {"type": "string", "format": "date-time"}
_ANSWERS: Json = {"type": "object", "additionalProperties": _TEXT}
_DATA: Json = {
    "id": {"type": "string", "description": "The request. It stays the same when the caller asks again."},
    "kind": {"type": "string", "enum": list(KINDS)},
    "state": {"type": "string", "enum": list(STATES)},
    "order": {"type": ["string", "null"], "description": "The order's number."},
    "shop": {"type": ["string", "null"], "description": "The shop's name, where several have the same numbers."},
    "brand": {"type": "string", "description": "The name by which the call was answered."},
    "caller": {"type": ["string", "null"], "description": "The number to answer at (E.164)."},
    "language": {"type": "string", "description": "The caller's language, such as en-US."},
    "level": {
        "type": "integer",
        "minimum": 0,
        "maximum": 2,
        "description": "0: the caller is not known; 1: known by number; 2: proven by order number or postcode.",
    },
    "answers": {**_ANSWERS, "description": "What was asked and answered."},
    "again": {
        "type": "array",
        "items": {"type": "object", "required": ["at", "answers"], "properties": {"at": _TIME, "answers": _ANSWERS}},
        "description": "The same request later, oldest first.",
    },
    "asked_at": _TIME,
    "page": {"type": "string", "description": "The request in the console."},
    "is_cut": {"type": "boolean", "description": "Whether answers were shortened: the page has them in full."},
}
SCHEMA: Json = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {"type": "string", "enum": ["request.made", "request.again"]},
        "timestamp": _TIME,
        "data": {"type": "object", "required": list(_DATA), "properties": _DATA, "additionalProperties": False},
    },
    "additionalProperties": False,
}
"""The JSON schema of a message."""


def message(request: RequestRecord, kind: MessageKind, *, brand: str, page: str) -> bytes:
    """The message about a request, MOST_BYTES at most. `page` is an address in the console."""
    whole = dict(_data(request), brand=brand, page=page, is_cut=False)
    body = _body(request, kind, whole)
    if len(body) <= MOST_BYTES:
        return body
    short = {name[:32]: text[:CUT_ANSWER] for name, text in request.answers.items()}
    return _body(request, kind, {**whole, "answers": short, "again": [], "is_cut": True})


def _body(request: RequestRecord, kind: MessageKind, data: Mapping[str, object]) -> bytes:
    return orjson.dumps({"type": f"request.{kind}", "timestamp": request.changed_at, "data": data})


def _data(request: RequestRecord) -> Iterator[tuple[str, object]]:
    yield "id", request.id
    yield "kind", request.kind
    yield "state", request.state
    yield "order", request.order_number or None
    yield "shop", request.shop or None
    yield "caller", request.caller or None
    yield "language", request.language
    yield "level", request.level
    yield "answers", request.answers
    yield "again", [{"at": each.at, "answers": each.answers} for each in request.again[-AGAIN_TOLD:]]
    yield "asked_at", request.asked_at
