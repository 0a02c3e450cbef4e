"""The routing API: the JSON counterpart of `wismo routing`."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Protocol

from flask import Blueprint, Response, jsonify, request

from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.calls import routing_trial
from ivr.reporting.api_token import Scope
from ivr.reporting.audit import Actor
from ivr.web.api.problem_documents import Busy, UnreadableRequest, handle
from ivr.web.api.request_bodies import BODIES, LARGEST_NUMBER, Flip, Publication, RollBack, Trial, WithDocument, body_of
from ivr.web.api.tokens import Forbidden, TokenBook
from routing.allocation import Ledger, table
from routing.diff import differences
from routing.document import received, schema, to_json
from routing.hours import HoursCalendar
from routing.model import ALWAYS, Routing
from routing.scheduled_changes import PlanForecast
from routing.versions import Draft, Version

READS: tuple[Scope, ...] = ("routing:read",)
PREVIEWED = 14
"""Days in a preview of opening hours."""


class RoutingTrials(Protocol):
    """Trial callers."""

    @property
    def reader(self) -> routing_trial.TrialReader:
        """Parses the typed attributes of a caller."""

    def decide(
        self, trial: routing_trial.RoutingTrial, routing: Routing, version: int, at: datetime | None = None
    ) -> Mapping[str, Any]:
        """The decision for a caller by a document, with its explanation; the time is now by default."""


@dataclass(frozen=True, slots=True)
class RoutingApi:
    """The dependencies of the API. `tell` notifies all workers of a new version; `ledger` returns that of a time."""

    store: RoutingStore
    plans: Plans
    tell: Callable[[], None]
    ledger: Callable[[datetime], Ledger]
    clock: Callable[[], datetime]
    tokens: TokenBook
    trials: RoutingTrials


def routing_api(line: RoutingApi) -> Blueprint:
    """The routes under /api/v1/routing. They require a token with the scope routing:read, changes routing:write.

    The schema is public.
    """
    blueprint = Blueprint("routing_api", __name__, url_prefix="/api/v1/routing")
    handle(blueprint)
    routes = _Routes(blueprint, line)
    for path, answer in _READ.items():
        routes.reads(path, answer)
    for path, act in _LOOKS.items():
        routes.acts(path, act, changes=False)
    for path, act in _CHANGES.items():
        routes.acts(path, act, method="PUT" if path == "/draft" else "POST")
    blueprint.add_url_rule("/schema.json", "schema", lambda: jsonify(schema()), methods=["GET"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Routes:
    """Adds routes that require a token."""

    blueprint: Blueprint
    line: RoutingApi
    looking: Lock = field(default_factory=Lock)

    def reads(self, path: str, answer: Callable[..., Any]) -> None:
        def view(**given: Any) -> Response:
            self.line.tokens.holder(request, "routing:read", "routing:write")
            return jsonify(answer(self.line, **given))

        self.blueprint.add_url_rule(path, f"get {path}", view, methods=["GET"])

    def acts(self, path: str, act: Callable[..., Any], *, method: str = "POST", changes: bool = True) -> None:
        def view(**given: Any) -> Response:
            holder = self.line.tokens.holder(request, "routing:write", *(() if changes else READS))
            request.get_data()  # the whole of it, however slowly it comes, before anybody else has to wait
            with _alone(self.looking) if "document" in BODIES[path].model_fields else nullcontext():
                body = body_of(request, BODIES[path])
                if body.is_personal and "routing:write" not in holder.scopes:
                    raise Forbidden("ask for a token with the scope routing:write to send a number")
                return jsonify(act(self.line, Actor(holder.name, "api"), body, **given))

        self.blueprint.add_url_rule(path, f"{method} {path}", view, methods=[method])


@contextmanager
def _alone(looking: Lock) -> Iterator[None]:
    """Limit checks of documents to one request of a process at a time. Raises Busy."""
    if not looking.acquire(blocking=False):
        raise Busy("another document is being looked at; send it again in a moment")
    try:
        yield
    finally:
        looking.release()


def _check(line: RoutingApi, _actor: Actor, body: WithDocument) -> Any:
    return [asdict(problem) for problem in line.store.problems(received(body.document))]


def _diff(line: RoutingApi, _actor: Actor, body: WithDocument) -> Any:
    return differences(line.store.current().routing, received(body.document))


def _try(line: RoutingApi, _actor: Actor, body: Trial) -> Any:
    """The decision by the routing in force, and by the document in the request if it has one."""
    current, at = line.store.current(), body.at
    now = at if at is None or at.tzinfo else at.replace(tzinfo=line.clock().tzinfo)
    tried = {"in_force": current.routing}
    if body.document is not None:
        tried["draft"] = line.store.checked(received(body.document))
    trial = body.caller.trial(line.trials.reader)
    return {name: line.trials.decide(trial, each, current.number, now) for name, each in tried.items()}


def _save_draft(line: RoutingApi, actor: Actor, body: WithDocument) -> Any:
    """Save the draft. If-Match holds the revision that it was derived from."""
    revision = request.headers.get("If-Match", "").strip('"')
    if not re.fullmatch("[0-9]{1,9}", revision):
        raise UnreadableRequest("send the draft's revision in If-Match; GET the draft for it")
    return _draft(line.store.save_draft(received(body.document), actor=actor, revision=int(revision)))


def _publish(line: RoutingApi, actor: Actor, body: Publication) -> Any:
    published = line.store.publish(received(body.document), actor=actor, note=body.note, based_on=body.based_on)
    line.tell()
    return _published(line, published)


def _rollback(line: RoutingApi, actor: Actor, body: RollBack) -> Any:
    published = line.store.roll_back(body.number, actor=actor, note=body.note)
    line.tell()
    return _published(line, published)


def _switch(line: RoutingApi, actor: Actor, body: Flip, *, name: str) -> Any:
    known = line.store.current().routing.switches.get(name)
    minutes = body.minutes or (known.minutes if known else 1)
    until = line.clock() + timedelta(minutes=minutes) if body.on else None
    line.store.flip(name, until=until, actor=actor, why=body.why)
    line.tell()
    return {"name": name, "until": until.isoformat() if until else None}


def _ledger(line: RoutingApi) -> Any:
    routing, found = line.store.current().routing, line.ledger(line.clock())
    return {
        "month": [row.to_json() for row in table(routing, found.month)],
        "day": [row.to_json() for row in table(routing, found.day)],
    }


def _hours(line: RoutingApi, *, queue: str) -> Any:
    routing = line.store.current().routing
    if queue not in routing.queues:
        raise UnreadableRequest(f"there is no queue {queue!r}")
    name = routing.queues[queue].hours
    return [] if name == ALWAYS else _days(HoursCalendar(routing.hours[name]), line.clock().date())


def _days(calendar: HoursCalendar, first: date) -> list[dict[str, Any]]:
    return [
        {"on": day.on.isoformat(), "spans": list(map(str, day.spans)), "reason": day.reason, "name": day.name}
        for day in calendar.preview(first, PREVIEWED)
    ]


def _published(line: RoutingApi, version: Version) -> dict[str, Any]:
    """The version, and the scheduled changes that conflict with it."""
    return {**_version(version), "plans_in_trouble": line.plans.troubles(version)}


def _plan(foreseen: PlanForecast) -> dict[str, Any]:
    plan = foreseen.plan
    told = {"number": plan.number, "author": plan.author, "note": plan.note, "at": plan.at.isoformat()}
    return {**told, "failed": bool(plan.failure), "trouble": foreseen.trouble}


def _version(version: Version) -> dict[str, Any]:
    published = version.published_at.isoformat() if version.published_at else None
    told = {"number": version.number, "author": version.author, "note": version.note, "published_at": published}
    return {**told, "document": to_json(version.routing)}


def _listed(version: Mapping[str, Any]) -> dict[str, Any]:
    """A version without its document."""
    published = version["published_at"]
    return {**version, "published_at": published.isoformat() if published else None}


def _draft(draft: Draft) -> dict[str, Any]:
    saved = draft.saved_at.isoformat() if draft.saved_at else None
    told = {"revision": draft.revision, "based_on": draft.based_on, "author": draft.author, "saved_at": saved}
    return {**told, "document": to_json(draft.routing)}


_READ: Mapping[str, Callable[..., Any]] = {
    "": lambda line: _version(line.store.current()),
    "/versions": lambda line: [_listed(each) for each in line.store.versions()],
    f"/versions/<int(max={LARGEST_NUMBER}):number>": lambda line, number: _version(line.store.version(number)),
    "/draft": lambda line: _draft(line.store.draft()),
    "/plans": lambda line: [_plan(each) for each in line.plans.foreseen(line.store.current())],
    "/ledger": _ledger,
    "/switches": lambda line: {name: until.isoformat() for name, until in line.store.switches().items()},
    "/audit": lambda line: [{**asdict(entry), "at": entry.at.isoformat()} for entry in line.store.audit_entries()],
    "/queues/<queue>/hours": _hours,
}
_LOOKS: Mapping[str, Callable[..., Any]] = {"/check": _check, "/diff": _diff, "/try": _try}
_CHANGES: Mapping[str, Callable[..., Any]] = {
    "/draft": _save_draft,
    "/publish": _publish,
    "/rollback": _rollback,
    "/switches/<name>": _switch,
}
