"""The API of the work list: programs see what is owed to callers, and say what was done about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from ivr.reporting.audit import Actor
from ivr.reporting.work_items import (
    AT_ONCE,
    WORK_KINDS,
    WORK_STATES,
    WorkChange,
    WorkDesk,
    WorkFilter,
    WorkItem,
    WorkMark,
)
from ivr.web.api.answers import asked, json_answer
from ivr.web.api.problem_documents import UnreadableRequest, handle
from ivr.web.api.request_bodies import WorkMove, body_of
from ivr.web.api.tokens import Holder, TokenBook

PATH = "/api/v1/work"
_STATES_ASKED = (*WORK_STATES, "unsettled")
_TEXT = {"type": "string"}


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


WORK_FILTERS = [
    _parameter("kind", {**_TEXT, "enum": list(WORK_KINDS)}),
    _parameter("state", {**_TEXT, "enum": list(_STATES_ASKED), "default": "unsettled"}),
    _parameter("queue", _TEXT),
    _parameter("after", {**_TEXT, "description": "`next` of the page before"}),
]


@dataclass(frozen=True, slots=True)
class WorkApi:
    """The dependencies of the API."""

    desk: WorkDesk
    tokens: TokenBook

    def holder(self) -> Holder:
        """The holder of the token, who may see callers' numbers. Raises as `TokenBook.holder`."""
        return self.tokens.holder(request, "work")


def work_api(line: WorkApi) -> Blueprint:
    """The routes under /api/v1/work. They require a token with the scope `work`."""
    blueprint = Blueprint("work_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.get("")
    def look() -> Response:
        line.holder()
        wanted = WorkFilter(
            kind=asked("kind", WORK_KINDS),
            state=asked("state", _STATES_ASKED) or "unsettled",
            queue=request.args.get("queue", ""),
        )
        found = line.desk.listed(wanted, since=_mark(request.args.get("after", "")), most=AT_ONCE + 1)
        more = _marked(found[AT_ONCE - 1], wanted) if len(found) > AT_ONCE else None
        return json_answer({"work": list(map(_told, found[:AT_ONCE])), "next": more})

    @blueprint.get("/<name>")
    def look_up(name: str) -> Response:
        line.holder()
        return json_answer(_told(line.desk.get(name)))

    @blueprint.patch("/<name>")
    def move(name: str) -> Response:
        actor, body = Actor(line.holder().name, "api"), body_of(request, WorkMove)
        change = WorkChange(act=body.act, revision=body.revision, to=body.to, outcome=body.outcome, note=body.note)
        return json_answer(_told(line.desk.change(name, change, actor)))

    return blueprint


def _marked(last: WorkItem, wanted: WorkFilter) -> str:
    return f"{(last.changed_at if wanted.state == 'done' else last.due_at).isoformat()}~{last.id}"


def _mark(text: str) -> WorkMark | None:
    """The mark that `next` gave. Raises UnreadableRequest."""
    if not text:
        return None
    at, _, name = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not name:
        raise UnreadableRequest("after is the `next` of the page before")
    return WorkMark(moment, name)


def _told(item: WorkItem) -> Mapping[str, object]:
    """An item without the caller's keyed hash, and without the address of its recording, which needs credentials."""
    return {name: value for name, value in asdict(item).items() if name not in ("caller_key", "recording")}
