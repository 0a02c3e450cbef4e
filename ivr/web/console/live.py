"""The live map: every call on the flow graph, as it moves."""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from threading import BoundedSemaphore
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from ivr.adapters.live_calls import LiveCall, Scene, Scenes
from ivr.adapters.users import Role, SqlUsers
from ivr.reports.board import IN_HOUSE, vendor_of
from ivr.web.console.pages import Pages, shown
from routing.model import Routing

WATCHERS: tuple[Role, ...] = ("admin", "supervisor", "auditor")
HEARTBEAT = 10.0
"""Seconds after which a stream says that it lives, and looks whether its reader may still read it."""
LISTED = 200
"""Calls that are listed; all of them are counted."""
RETRY = 5
"""Seconds after which a page that found no stream free asks again."""


@dataclass(frozen=True)
class Live:
    """The map's pages. `streams` is how many a process may hold open; each takes one of its threads."""

    scenes: Scenes
    users: SqlUsers
    routing: Callable[[], Routing]
    clock: Callable[[], datetime]
    streams: int
    _free: BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        """Every stream is free at first."""
        object.__setattr__(self, "_free", BoundedSemaphore(self.streams))

    def add_to(self, pages: Pages) -> None:
        """The page, the stream that moves it, and the same at once for pages without one."""
        pages.add("/live", "live", self.live, to=WATCHERS)
        pages.add("/live/scene", "scene", self.scene, to=WATCHERS)
        pages.add("/live/stream", "stream", self.stream, to=WATCHERS)

    def live(self) -> str:
        """The graph, empty; the stream fills it."""
        routing = self.routing()
        spoken = sorted({language for queue in routing.queues.values() for language in queue.languages})
        choices = {
            "number": list(routing.numbers),
            "language": spoken,
            "queue": list(routing.queues),
            "vendor": [IN_HOUSE, *routing.vendors],
        }
        return shown("live", picture=self._picture, choices=choices, chosen=request.args)

    def scene(self) -> Response:
        """What there is to see now."""
        return jsonify(self._told(self.scenes.now(), request.args))

    def stream(self) -> ResponseReturnValue:
        """What there is to see, whenever it changes (Server-sent events)."""
        if not self._free.acquire(blocking=False):
            return Response("Too many watch at once; ask for the scene instead.\n", 503, {"Retry-After": str(RETRY)})
        token, wanted = current_user.token, request.args.copy()
        response = Response(self._events(token, wanted), content_type="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"
        response.call_on_close(self._free.release)
        return response

    def _events(self, token: str, wanted: Mapping[str, str]) -> Iterator[str]:
        number, checked = -1, time.monotonic()
        while True:
            scene = self.scenes.after(number, HEARTBEAT)
            if time.monotonic() - checked >= HEARTBEAT:
                user, checked = self.users.signed_in(token), time.monotonic()
                if user is None or user.role not in WATCHERS:
                    yield "event: over\ndata: signed out\n\n"
                    return
            if scene is None:
                yield ": still here\n\n"
                continue
            number = scene.number
            yield f"data: {json.dumps(self._told(scene, wanted))}\n\n"

    def _told(self, scene: Scene, wanted: Mapping[str, str]) -> dict[str, Any]:
        """A scene for the page: calls by step with the age of the oldest, the busy edges, the calls themselves."""
        now, routing = self.clock(), self.routing()
        calls = [call for call in scene.calls if _is_wanted(call, wanted, routing)]
        steps: dict[str, list[int]] = defaultdict(list)
        for call in calls:
            steps[call.step].append(max(0, int((now - call.since).total_seconds())))
        return {
            "steps": {step: [len(ages), max(ages)] for step, ages in steps.items()},
            "moves": [[*edge, times] for edge, times in scene.moves.items()],
            "calls": [_shown(call, now) for call in calls[:LISTED]],
            "count": len(calls),
            "stale": scene.is_stale,
        }

    @cached_property
    def _picture(self) -> Markup:
        """The graph as `wismo flows draw --svg` drew it."""
        text = files("ivr.web.console").joinpath("static/flows.svg").read_text(encoding="utf-8")
        return Markup(text[text.index("<svg") :])  # noqa: S704 - our own file


def _is_wanted(call: LiveCall, wanted: Mapping[str, str], routing: Routing) -> bool:
    vendor = vendor_of(routing, call.queue) if call.queue else ""
    its = {"number": call.dnis, "language": call.language, "queue": call.queue, "vendor": vendor}
    return all(its[name] == wanted[name] for name in its if wanted.get(name))


def _shown(call: LiveCall, now: datetime) -> dict[str, Any]:
    seconds = max(0, int((now - call.since).total_seconds()))
    return {"sid": call.sid, "step": call.step, "language": call.language, "queue": call.queue, "seconds": seconds}
