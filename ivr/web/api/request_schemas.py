"""The OpenAPI description of requests: the filters of their list, and the webhook that tells of them."""

from typing import Any

from ivr.effects.make_request import KINDS
from ivr.reporting.request_message import SCHEMA
from ivr.web.api.requests import STATES_ASKED


def _parameter(name: str, place: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


REQUEST_FILTERS = [
    _parameter("state", "query", {"type": "string", "enum": list(STATES_ASKED)}),
    _parameter("kind", "query", {"type": "string", "enum": list(KINDS)}),
]
REQUEST_WEBHOOK: dict[str, Any] = {
    "description": "Posted to WISMO_REQUESTS_URL, signed as Standard Webhooks has it.",
    "parameters": [
        _parameter("webhook-id", "header", {"type": "string"}, required=True),
        _parameter("webhook-timestamp", "header", {"type": "string", "pattern": "^[0-9]+$"}, required=True),
        _parameter("webhook-signature", "header", {"type": "string"}, required=True),
    ],
    "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}},
    "responses": {
        "2XX": {"description": "Taken"},
        "410": {"description": "Not wanted: the message is given up"},
        "default": {"description": "Not taken: the message is sent again"},
    },
}
EVENT_WEBHOOK: dict[str, Any] = {
    **REQUEST_WEBHOOK,
    "description": "Posted to the webhooks of events, signed as Standard Webhooks has it.",
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}},
    },
}
