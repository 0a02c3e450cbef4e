"""The API described for machines (OpenAPI 3.1), made from the routes themselves."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from werkzeug.routing import Rule

from routing.document import SCHEMA

OPEN = ("/api/v1/openapi.json", SCHEMA)
"""What takes no token."""


def openapi() -> Blueprint:
    """Serves /api/v1/openapi.json."""
    blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

    @blueprint.get("/openapi.json")
    def describe() -> Response:
        return jsonify(described(current_app._get_current_object()))  # type: ignore[attr-defined]  # a proxy of Flask's

    return blueprint


def described(app: Flask) -> dict[str, Any]:
    """The document for the routes under /api/v1."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            paths.setdefault(_path(rule), {}).update(dict(_operations(rule)))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wismo", "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)


def _operations(rule: Rule) -> Iterator[tuple[str, dict[str, Any]]]:
    names = sorted(rule.arguments)
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        body = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}
        yield (
            method.lower(),
            {
                "operationId": f"{method.lower()}{re.sub(r'[^a-zA-Z0-9]+', '_', rule.rule)}",
                "parameters": parameters,
                "security": [] if rule.rule in OPEN else [{"token": []}],
                "responses": {"200": {"description": "Done"}, "default": {"description": "A problem document"}},
                **(body if method in ("POST", "PUT") else {}),
            },
        )
