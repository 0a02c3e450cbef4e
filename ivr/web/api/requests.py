"""The API of requests: programs of a help desk see what callers have asked for, and settle it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import Blueprint, Response, request

from ivr.effects.make_request import KINDS
from ivr.reporting.audit import Actor
from ivr.reporting.requests import STATES, RequestChange, RequestDesk, RequestRecord
from ivr.web.api.answers import asked, json_answer
from ivr.web.api.problem_documents import handle
from ivr.web.api.request_bodies import RequestMove, body_of
from ivr.web.api.tokens import Holder, TokenBook

PATH = "/api/v1/requests"
STATES_ASKED = (*STATES, "unsettled")


@dataclass(frozen=True, slots=True)
class RequestsApi:
    """The dependencies of the API."""

    desk: RequestDesk
    tokens: TokenBook

    def holder(self) -> Holder:
        """The holder of the token, who may see callers' numbers. Raises as `TokenBook.holder`."""
        return self.tokens.holder(request, "requests")


def requests_api(line: RequestsApi) -> Blueprint:
    """The routes under /api/v1/requests. They require a token with the scope `requests`."""
    blueprint = Blueprint("requests_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.get("")
    def look() -> Response:
        line.holder()
        found = line.desk.all(state=asked("state", STATES_ASKED), kind=asked("kind", KINDS))
        return json_answer({"requests": list(map(_told, found))})

    @blueprint.get("/<name>")
    def look_up(name: str) -> Response:
        line.holder()
        return json_answer(_told(line.desk.get(name)))

    @blueprint.patch("/<name>")
    def move(name: str) -> Response:
        actor, body = Actor(line.holder().name, "api"), body_of(request, RequestMove)
        return json_answer(_told(line.desk.change(name, RequestChange(body.state, body.revision, body.note), actor)))

    return blueprint


def _told(found: RequestRecord) -> Mapping[str, object]:
    return {name: value for name, value in asdict(found).items() if name != "caller_key"}
