"""The OpenAPI 3.1 description of the API, generated from its routes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from ivr.web.api.agents import PATH as AGENTS
from ivr.web.api.agents import AgentChange, NewAgent
from ivr.web.api.answer_schemas import ANSWERS, REPLIES
from ivr.web.api.calls import PATH as CALLS
from ivr.web.api.calls import CallFilter, CallSearchBody
from ivr.web.api.events import EVENT_PARAMETERS
from ivr.web.api.events import PATH as EVENTS
from ivr.web.api.figures import FIGURES, FigureFilter
from ivr.web.api.order_schemas import IDEMPOTENCY_KEY, SCHEMAS, SHOP
from ivr.web.api.orders import PATH as ORDERS
from ivr.web.api.problem_documents import PROBLEM_TYPE
from ivr.web.api.request_bodies import BODIES, LARGEST_NUMBER, Body, RequestMove, WorkMove
from ivr.web.api.request_schemas import EVENT_WEBHOOK, REQUEST_FILTERS, REQUEST_WEBHOOK
from ivr.web.api.requests import PATH as REQUESTS
from ivr.web.api.webhooks import PATH as WEBHOOKS
from ivr.web.api.webhooks import NewWebhook
from ivr.web.api.work import PATH as WORK
from ivr.web.api.work import WORK_FILTERS
from routing.document import SCHEMA

OPEN = ("/api/v1/openapi.json", SCHEMA)
"""Routes without a token."""
REF = "#/components/schemas/{model}"
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}
"""RFC 9457."""
_BODIES: Mapping[tuple[str, str], type[Body]] = {
    (f"{REQUESTS}/{{name}}", "PATCH"): RequestMove,
    (f"{CALLS}/search", "POST"): CallSearchBody,
    (f"{WORK}/{{name}}", "PATCH"): WorkMove,
    (WEBHOOKS, "POST"): NewWebhook,
    (AGENTS, "POST"): NewAgent,
    (f"{AGENTS}/{{agent}}", "PATCH"): AgentChange,
}
"""Body models by route and method, beside those of routing."""
_FILTERS: Mapping[str, list[dict[str, Any]]] = {REQUESTS: REQUEST_FILTERS, WORK: WORK_FILTERS, EVENTS: EVENT_PARAMETERS}
"""Parameters of an address, by route."""
_MOMENT = {"type": "string", "description": "ISO 8601, as 2026-11-25T10:00; without an offset on the shop's clock."}


def _query_of(body: type[Body]) -> list[dict[str, Any]]:
    """The fields of a model as parameters of an address."""
    return [
        {"name": name, "in": "query", "required": False, "schema": _MOMENT if name in ("since", "until") else schema}
        for name, schema in body.model_json_schema()["properties"].items()
    ]


_QUERIES: Mapping[str, type[Body]] = {CALLS: CallFilter, FIGURES: FigureFilter}
"""Models of the parameters of an address, by route."""
_VARIABLE = re.compile(r"<(?:(\w+)[^:>]*:)?(\w+)>")
"""A variable part of a route: converter and name."""


def openapi() -> Blueprint:
    """Serves /api/v1/openapi.json."""
    blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

    @blueprint.get("/openapi.json")
    def describe() -> Response:
        return jsonify(described(current_app._get_current_object()))  # type: ignore[attr-defined]  # a proxy of Flask's

    return blueprint


def described(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of the routes under /api/v1."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            paths.setdefault(_VARIABLE.sub(r"{\2}", rule.rule), {}).update(dict(_operations(rule)))
    kinds: list[type[Body]] = [*BODIES.values(), *_BODIES.values()]
    _, bodies = models_json_schema([(kind, "validation") for kind in kinds], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wismo", "version": "1"},
        "servers": [{"url": request.script_root or "/"}],
        "paths": dict(sorted(paths.items())),
        "webhooks": {"request": {"post": REQUEST_WEBHOOK}, "event": {"post": EVENT_WEBHOOK}},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": PROBLEM, **SCHEMAS, **ANSWERS, **bodies["$defs"]},
        },
    }


def _operations(rule: Rule) -> Iterator[tuple[str, dict[str, Any]]]:
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        yield (
            method.lower(),
            {
                "operationId": f"{method.lower()}{re.sub(r'[^a-zA-Z0-9]+', '_', rule.rule)}",
                "parameters": [*(_parameter(*found) for found in _VARIABLE.findall(rule.rule)), *_more(rule, method)],
                "security": [] if rule.rule in OPEN else [{"token": []}],
                "responses": {
                    "200": {"description": "Done", "content": _reply(rule, method)},
                    "default": {"description": "A problem document", "content": {PROBLEM_TYPE: _of("Problem")}},
                },
                **_body(rule, method),
            },
        )


def _parameter(converter: str, name: str) -> dict[str, Any]:
    kind = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER} if converter else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": kind}


def _more(rule: Rule, method: str) -> list[dict[str, Any]]:
    """Parameters beside those of the path."""
    if rule.rule in _FILTERS:
        return _FILTERS[rule.rule]
    if method == "GET" and rule.rule in _QUERIES:
        return _query_of(_QUERIES[rule.rule])
    if not rule.rule.startswith(ORDERS):
        return []
    return [IDEMPOTENCY_KEY] if method == "POST" else [SHOP]


def _reply(rule: Rule, method: str) -> dict[str, Any]:
    if rule.rule == EVENTS:
        return {"text/event-stream": {"schema": {"type": "string"}}}
    return {"application/json": _of(REPLIES[_VARIABLE.sub(r"{\2}", rule.rule), method])}


def _body(rule: Rule, method: str) -> dict[str, Any]:
    if (rule.rule, method) == (ORDERS, "POST"):
        return {"requestBody": {"required": True, "content": {"application/json": _of("Orders")}}}
    found = _BODIES.get((_VARIABLE.sub(r"{\2}", rule.rule), method))
    kind = found or BODIES.get(rule.rule.removeprefix("/api/v1/routing"))
    if kind is None or method not in ("POST", "PUT", "PATCH"):
        return {}
    return {"requestBody": {"required": True, "content": {"application/json": _of(kind.__name__)}}}


def _of(schema: str) -> dict[str, Any]:
    return {"schema": {"$ref": REF.format(model=schema)}}
