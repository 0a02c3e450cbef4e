"""The schemas of the API's answers, by route and method."""

from collections.abc import Mapping
from typing import Any, get_args

from ivr.calls.desk.agent_presence import AgentState, Station
from ivr.reporting.happenings import HAPPENING_KINDS
from ivr.reporting.requests import STATES
from ivr.reporting.work_items import WORK_KINDS, WORK_STATES

Schema = Mapping[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NONE: Schema = {"type": ["string", "null"]}
_TIME: Schema = {"type": "string", "format": "date-time"}
_TIME_OR_NONE: Schema = {"type": ["string", "null"], "format": "date-time"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_YES: Schema = {"type": "boolean"}
_NUMBER_OR_NONE: Schema = {"type": ["number", "null"], "minimum": 0}
_OBJECT: Schema = {"type": "object"}
_DOCUMENT: Schema = {
    "type": "object",
    "description": "A routing document; its schema is at /api/v1/routing/schema.json.",
}


def _object(**properties: Schema) -> Schema:
    """An object with exactly these members."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_VERSION = {"number": _COUNT, "author": _TEXT, "note": _TEXT, "published_at": _TIME_OR_NONE}
_SHARE = _OBJECT
_CALL = {
    "sid": _TEXT,
    "began_at": _TIME,
    "ended_at": _TIME_OR_NONE,
    "seconds": {"type": ["integer", "null"], "minimum": 0},
    "caller_ends_in": _TEXT,
    "dialled": _TEXT,
    "language": _TEXT,
    "outcome": {**_TEXT, "description": "Empty until the call has ended."},
    "legs": _list(_object(queue=_TEXT, issue=_TEXT, became=_TEXT, waited=_NUMBER_OR_NONE)),
    "handlings": _list(_object(agent=_TEXT, agent_name=_TEXT, disposition=_TEXT, note=_TEXT)),
}
_STEP = _object(step=_TEXT, outcome=_TEXT, next=_TEXT)
_TURN = _object(turn=_COUNT, at=_TIME, language=_TEXT, heard=_TEXT, pressed=_TEXT, degraded=_TEXT, steps=_list(_STEP))
_QUEUE = _object(
    queue=_TEXT,
    name=_TEXT,
    kind={"enum": ["in_house", "outsourced"]},
    vendor=_TEXT_OR_NONE,
    languages=_list(_TEXT),
    is_open=_YES,
    agents={"type": ["integer", "null"], "minimum": 0, "description": "At work; null for queues without a desk."},
    waiting=_COUNT,
    callbacks=_COUNT,
    longest_wait_seconds={"type": "number", "minimum": 0},
    estimated_wait_seconds=_NUMBER_OR_NONE,
    is_unreachable=_YES,
    closed_by=_TEXT_OR_NONE,
)

_WEBHOOK = {
    "id": _TEXT,
    "url": _TEXT,
    "kinds": _list({"enum": list(HAPPENING_KINDS)}),
    "state": {"enum": ["on", "paused"]},
    "trouble": _TEXT,
    "made_by": _TEXT,
    "made_at": _TIME,
    "secret_until": _TIME_OR_NONE,
}

ANSWERS: Mapping[str, Schema] = {
    "Event": _object(id=_TEXT, type={"enum": list(HAPPENING_KINDS)}, timestamp=_TIME, data=_OBJECT),
    "Webhook": _object(**_WEBHOOK),
    "WebhookMade": _object(**_WEBHOOK, secret=_TEXT),
    "Webhooks": _object(webhooks=_list(_ref("Webhook"))),
    "Secret": _object(secret=_TEXT),
    "Replayed": _object(replayed={"const": True}),
    "Deliveries": _object(
        deliveries=_list(
            _object(
                id=_TEXT,
                event=_TEXT,
                state={"enum": ["due", "sending", "sent", "failed"]},
                attempts=_COUNT,
                status={"type": ["integer", "null"]},
                error=_TEXT,
                due_at=_TIME,
                created_at=_TIME,
            )
        )
    ),
    "Call": _object(**_CALL),
    "CallRecord": _object(**_CALL, turns=_list(_TURN)),
    "Calls": _object(calls=_list(_ref("Call")), next=_TEXT_OR_NONE, count=_COUNT, count_is_exact=_YES),
    "LiveCalls": _object(
        at=_TIME,
        is_stale=_YES,
        calls=_list(
            _object(
                sid=_TEXT,
                step=_TEXT,
                language=_TEXT,
                dialled=_TEXT,
                queue=_TEXT_OR_NONE,
                state={"enum": ["waiting", "talking", "self_service"]},
                since=_TIME,
            )
        ),
    ),
    "Queues": _object(at=_TIME, queues=_list(_QUEUE)),
    "Figures": _object(
        schema_version=_COUNT,
        by=_TEXT,
        each=_TEXT,
        since=_TIME,
        until=_TIME,
        known_until=_TIME_OR_NONE,
        rows=_list(
            _object(
                key=_TEXT,
                name=_TEXT,
                starts_at=_TIME_OR_NONE,
                figures={"type": "object", "additionalProperties": _NUMBER_OR_NONE},
                provisional=_list(_TEXT),
                counts={"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
            )
        ),
    ),
    "Agent": _object(
        id=_TEXT,
        name=_TEXT,
        user=_TEXT_OR_NONE,
        has_number=_YES,
        queues=_list(_TEXT),
        languages=_list(_TEXT),
        issues=_list(_TEXT),
        station={"enum": list(get_args(Station))},
        state={"enum": list(get_args(AgentState))},
        reason=_TEXT_OR_NONE,
        since=_TIME_OR_NONE,
        call=_TEXT_OR_NONE,
        serves=_list(_TEXT),
    ),
    "Agents": _object(agents=_list(_ref("Agent"))),
    "Removed": _object(removed={"const": True}),
    "Request": {
        "type": "object",
        "required": ["id", "kind", "state", "call_sid", "order_number", "shop", "caller", "revision", "asked_at"],
        "properties": {
            "state": {"enum": list(STATES)},
            "revision": _COUNT,
            "id": _TEXT,
            "kind": _TEXT,
            "caller": _TEXT,
        },
    },
    "Requests": _object(requests=_list(_ref("Request"))),
    "WorkItem": {
        "type": "object",
        "required": ["id", "kind", "state", "call_sid", "queue", "number", "due_at", "revision", "outcome"],
        "properties": {
            "id": _TEXT,
            "kind": {"enum": list(WORK_KINDS)},
            "state": {"enum": list(WORK_STATES)},
            "due_at": _TIME,
            "revision": _COUNT,
            "tries": _COUNT,
        },
    },
    "WorkItems": _object(work=_list(_ref("WorkItem")), next=_TEXT_OR_NONE),
    "Version": _object(**_VERSION, document=_DOCUMENT),
    "Published": _object(**_VERSION, document=_DOCUMENT, plans_in_trouble=_list(_TEXT)),
    "Versions": _list({"type": "object", "required": ["number"], "properties": {"number": _COUNT}}),
    "Draft": _object(revision=_COUNT, based_on=_COUNT, author=_TEXT, saved_at=_TIME_OR_NONE, document=_DOCUMENT),
    "Plans": _list(_object(number=_COUNT, author=_TEXT, note=_TEXT, at=_TIME, failed=_YES, trouble=_TEXT)),
    "Ledger": _object(month=_list(_SHARE), day=_list(_SHARE)),
    "Switches": {"type": "object", "additionalProperties": _TIME},
    "Switch": _object(name=_TEXT, until=_TIME_OR_NONE),
    "Audit": _list({"type": "object", "required": ["number", "at", "who", "via", "action", "subject"]}),
    "Days": _list(
        _object(on={"type": "string", "format": "date"}, spans=_list(_TEXT), reason=_TEXT_OR_NONE, name=_TEXT_OR_NONE)
    ),
    "RoutingProblems": _list({"type": "object", "required": ["path"]}),
    "Differences": _list(_TEXT),
    "Tries": {"type": "object", "required": ["in_force"], "properties": {"in_force": _OBJECT, "draft": _OBJECT}},
    "Deleted": _object(deleted={"const": True}),
    "AnyObject": _OBJECT,
}

_ROUTING = "/api/v1/routing"
REPLIES: Mapping[tuple[str, str], str] = {
    ("/api/v1/openapi.json", "GET"): "AnyObject",
    (f"{_ROUTING}/schema.json", "GET"): "AnyObject",
    (_ROUTING, "GET"): "Version",
    ("/api/v1/work", "GET"): "WorkItems",
    ("/api/v1/work/{name}", "GET"): "WorkItem",
    ("/api/v1/work/{name}", "PATCH"): "WorkItem",
    (f"{_ROUTING}/versions", "GET"): "Versions",
    (f"{_ROUTING}/versions/{{number}}", "GET"): "Version",
    (f"{_ROUTING}/draft", "GET"): "Draft",
    (f"{_ROUTING}/draft", "PUT"): "Draft",
    (f"{_ROUTING}/plans", "GET"): "Plans",
    (f"{_ROUTING}/ledger", "GET"): "Ledger",
    (f"{_ROUTING}/switches", "GET"): "Switches",
    (f"{_ROUTING}/switches/{{name}}", "POST"): "Switch",
    (f"{_ROUTING}/audit", "GET"): "Audit",
    (f"{_ROUTING}/queues/{{queue}}/hours", "GET"): "Days",
    (f"{_ROUTING}/check", "POST"): "RoutingProblems",
    (f"{_ROUTING}/diff", "POST"): "Differences",
    (f"{_ROUTING}/try", "POST"): "Tries",
    (f"{_ROUTING}/publish", "POST"): "Published",
    (f"{_ROUTING}/rollback", "POST"): "Published",
    ("/api/v1/orders", "POST"): "OrdersReply",
    ("/api/v1/orders/{number}", "GET"): "AnyObject",
    ("/api/v1/orders/{number}", "DELETE"): "Deleted",
    ("/api/v1/requests", "GET"): "Requests",
    ("/api/v1/requests/{name}", "GET"): "Request",
    ("/api/v1/requests/{name}", "PATCH"): "Request",
    ("/api/v1/calls", "GET"): "Calls",
    ("/api/v1/calls/search", "POST"): "Calls",
    ("/api/v1/calls/{sid}", "GET"): "CallRecord",
    ("/api/v1/webhooks", "GET"): "Webhooks",
    ("/api/v1/webhooks", "POST"): "WebhookMade",
    ("/api/v1/webhooks/{webhook}", "DELETE"): "Removed",
    ("/api/v1/webhooks/{webhook}/secret", "POST"): "Secret",
    ("/api/v1/webhooks/{webhook}/resume", "POST"): "Webhook",
    ("/api/v1/webhooks/{webhook}/deliveries", "GET"): "Deliveries",
    ("/api/v1/webhooks/{webhook}/deliveries/{delivery}/replay", "POST"): "Replayed",
    ("/api/v1/live", "GET"): "LiveCalls",
    ("/api/v1/queues", "GET"): "Queues",
    ("/api/v1/figures", "GET"): "Figures",
    ("/api/v1/agents", "GET"): "Agents",
    ("/api/v1/agents", "POST"): "Agent",
    ("/api/v1/agents/{agent}", "GET"): "Agent",
    ("/api/v1/agents/{agent}", "PATCH"): "Agent",
    ("/api/v1/agents/{agent}", "DELETE"): "Removed",
}
"""The name of the schema of each JSON answer. Every route has one (tests/web/test_api_answers.py)."""
