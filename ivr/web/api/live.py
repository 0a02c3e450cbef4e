"""The API of what happens now: calls in progress, queues, and who serves them. No answer has a telephone number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from ivr.reporting.live_snapshot import LiveCall, LiveSnapshot
from ivr.web.api.answers import json_answer
from ivr.web.api.problem_documents import handle
from ivr.web.api.tokens import TokenBook
from routing.caller import QUIET, QueueState
from routing.model import Routing

LIVE = "/api/v1/live"
QUEUES = "/api/v1/queues"


@dataclass(frozen=True, slots=True)
class LiveApi:
    """The dependencies of the API. `is_open` says whether a queue, by key, is open at a time."""

    live: Callable[[], LiveSnapshot]
    in_force: Callable[[], Routing]
    states: Callable[[], Mapping[str, QueueState]]
    is_open: Callable[[str, datetime], bool]
    clock: Callable[[], datetime]
    tokens: TokenBook

    def calls(self) -> Mapping[str, Any]:
        """The calls in progress as JSON values."""
        seen = self.live()
        return {"at": self.clock(), "is_stale": seen.is_stale, "calls": list(map(_call, seen.calls))}

    def queues(self) -> Mapping[str, Any]:
        """The queues as JSON values."""
        seen, states, now = self.live(), self.states(), self.clock()
        at_work = seen.at_desk(now.timestamp())
        return {
            "at": now,
            "queues": [
                {
                    "queue": name,
                    "name": queue.name,
                    "kind": queue.kind,
                    "vendor": queue.vendor,
                    "languages": list(queue.languages),
                    "is_open": self.is_open(name, now),
                    "agents": at_work[name] if queue.hand_off.desk else None,
                    **_state(states.get(name, QUIET)),
                }
                for name, queue in self.in_force().queues.items()
            ],
        }


def live_api(line: LiveApi) -> Blueprint:
    """The routes /api/v1/live and /api/v1/queues, with the scopes `live:read` and `queues:read`."""
    blueprint = Blueprint("live_api", __name__)
    handle(blueprint)

    @blueprint.get(LIVE)
    def live() -> Response:
        line.tokens.holder(request, "live:read")
        return json_answer(line.calls())

    @blueprint.get(QUEUES)
    def queues() -> Response:
        line.tokens.holder(request, "queues:read")
        return json_answer(line.queues())

    return blueprint


def _call(call: LiveCall) -> Mapping[str, Any]:
    return {
        "sid": call.sid,
        "step": call.step,
        "language": call.language,
        "dialled": call.dnis,
        "queue": call.queue or None,
        "state": "waiting" if call.is_waiting else "talking" if call.talks else "self_service",
        "since": datetime.fromtimestamp(call.since, UTC),
    }


def _state(state: QueueState) -> Mapping[str, Any]:
    return {
        "waiting": state.waiting,
        "callbacks": state.callbacks,
        "longest_wait_seconds": round(state.longest, 1),
        "estimated_wait_seconds": None if state.estimate is None else round(state.estimate, 1),
        "is_unreachable": state.unreachable,
        "closed_by": state.closed_by or None,
    }
