"""API errors as problem documents (RFC 9457): fault, location and remedy."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from ivr.reporting.agent_roster import AgentTaken, NoSuchAgent
from ivr.reporting.event_webhook import NoSuchWebhook
from ivr.reporting.requests import NoSuchRequest, RequestMoved
from ivr.reporting.work_items import NoSuchWork, WorkMoved
from ivr.web.api.tokens import Forbidden, TooOften, Unauthorised
from routing.document import RoutingError
from routing.switches import Unexplained, UnknownSwitch
from routing.versions import ApprovalNeeded, Conflict, UnknownVersion


class UnreadableRequest(Exception):
    """The request is malformed; the message describes the expected form, `problems` lists faults with their paths."""

    def __init__(self, advice: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(advice)
        self.problems = problems


class Busy(Exception):
    """The process is already checking another document."""


class UnknownOrder(LookupError):
    """No such order."""


class UnknownCall(LookupError):
    """No such call on record."""


class Repeated(Exception):
    """A request with the same Idempotency-Key is still being handled, or had another body."""


_STATUS: dict[type[Exception], tuple[int, str]] = {
    Unauthorised: (401, "No token"),
    ApprovalNeeded: (403, "Another admin has to approve this"),
    Forbidden: (403, "This token may not do that"),
    UnknownVersion: (404, "No such version"),
    UnknownSwitch: (404, "No such switch"),
    UnknownOrder: (404, "No such order"),
    UnknownCall: (404, "No such call"),
    NoSuchAgent: (404, "No such agent"),
    NoSuchWebhook: (404, "No such webhook"),
    NoSuchRequest: (404, "No such request"),
    NoSuchWork: (404, "No such item"),
    AgentTaken: (409, "Another agent has this"),
    WorkMoved: (409, "Nothing was changed"),
    RequestMoved: (409, "Somebody else was quicker"),
    Conflict: (409, "Somebody else was quicker"),
    Repeated: (409, "This Idempotency-Key is in use"),
    RoutingError: (422, "This document cannot be used"),
    Unexplained: (422, "A reason is missing"),
    UnreadableRequest: (400, "The request cannot be read"),
    TooOften: (429, "Too many requests"),
    Busy: (503, "One document at a time"),
}
PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER = 1
"""Seconds."""


def problem_body(status: int, title: str, detail: str) -> dict[str, str | int]:
    """The members of a problem document."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def problem(status: int, title: str, detail: str, problems: tuple[str, ...] = ()) -> Response:
    """A problem document; `problems` are sentences, each with a path and the remedy."""
    body = problem_body(status, title, detail)
    answer = jsonify({**body, "problems": list(problems)} if problems else body)
    answer.status_code, answer.mimetype = status, PROBLEM_TYPE
    if status in (429, 503):
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def handle(blueprint: Blueprint) -> None:
    """Answer exceptions with problem documents."""
    for kind, (status, title) in _STATUS.items():
        blueprint.register_error_handler(kind, _handler(status, title))
    blueprint.register_error_handler(HTTPException, _refusal)


def handle_unknown(app: Flask) -> None:
    """Answer requests without a matching API route in the same form."""

    def answer(error: HTTPException) -> Response | HTTPException:
        return _refusal(error) if request.path.startswith("/api/") else error

    app.register_error_handler(HTTPException, answer)


def _refusal(error: HTTPException) -> Response:
    return problem(error.code or 500, error.name, error.description or "")


def _handler(status: int, title: str) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        return problem(status, title, str(error), getattr(error, "problems", ()))

    return answer
