"""Errors of the API as problem documents (RFC 9457): what is wrong, where, and what to do."""

from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import HTTPException

from ivr.adapters.routings.store import Conflict, Unexplained, UnknownSwitch, UnknownVersion
from ivr.web.api.tokens import Forbidden, Unauthorised
from routing.document import RoutingError


class Unreadable(Exception):
    """The request is not what it should be; the message says what to send."""


_STATUS: dict[type[Exception], tuple[int, str]] = {
    Unauthorised: (401, "No token"),
    Forbidden: (403, "This token may only read"),
    UnknownVersion: (404, "No such version"),
    UnknownSwitch: (404, "No such switch"),
    Conflict: (409, "Somebody else was quicker"),
    RoutingError: (422, "This document cannot be used"),
    Unexplained: (422, "A reason is missing"),
    Unreadable: (400, "The request cannot be read"),
    ValueError: (400, "The request cannot be read"),
}


def problem(status: int, title: str, detail: str, problems: tuple[str, ...] = ()) -> Response:
    """One problem document; `problems` are sentences, each with the path and what to do."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    answer = jsonify({**body, "problems": list(problems)} if problems else body)
    answer.status_code, answer.mimetype = status, "application/problem+json"
    return answer


def handle(blueprint: Blueprint) -> None:
    """Answer what goes wrong with problem documents."""
    for kind, (status, title) in _STATUS.items():
        blueprint.register_error_handler(kind, _handler(status, title))
    blueprint.register_error_handler(
        HTTPException, lambda error: problem(error.code or 500, error.name, error.description or "")
    )


def _handler(status: int, title: str) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        return problem(status, title, str(error), getattr(error, "problems", ()))

    return answer
