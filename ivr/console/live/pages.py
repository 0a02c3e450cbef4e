"""The live map: every call on the flow graph, as it moves."""

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Any

import orjson
from flask import Response, request

from ivr.accounts import visible_queues
from ivr.console.cached_response import Sheet, Sheets
from ivr.console.event_stream import Bound
from ivr.console.live.flow_maps import flow_maps
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.ports.calls import LiveCalls
from ivr.console.roles import WATCHERS
from ivr.console.session import me, session_token
from ivr.engine.maps import flow_of
from ivr.flows import FLOWS
from ivr.reporting.board import IN_HOUSE, routing_within, vendor_of
from ivr.reporting.live_snapshot import LiveCall, LiveSnapshot
from routing.display_names import queue_names, vendor_names
from routing.model import Routing

LISTED = 200
"""Calls that are listed; all of them are counted."""

FILTERS = ("number", "language", "queue", "vendor")
Wanted = tuple[str, ...]


class LiveMap(PageGroup):
    """The page of the map, and the scenes that update it."""

    @cached_property
    def _sheets(self) -> Sheets:
        return Sheets("application/json")

    @page("/live", roles=WATCHERS, nav=Nav("Live", 20), template="live/live.html")
    def live(self) -> Facts:
        """The maps without calls; the stream fills them."""
        seen, routing = self._seen(), self.ports.in_force()
        if seen is not None:
            routing = routing_within(routing, seen)
        spoken = sorted({language for queue in routing.queues.values() for language in queue.languages})
        choices = {
            "number": {each: each for each in self.ports.in_force().numbers},
            "language": {each: each for each in spoken},
            "queue": queue_names(routing),
            "vendor": {IN_HOUSE: IN_HOUSE.capitalize(), **vendor_names(routing)},
        }
        flows = list(dict.fromkeys(flow_of(at) for at, _ in FLOWS))
        now = self.ports.clock().timestamp()
        return {
            "maps": flow_maps(self.ports.draw),
            "flows": flows,
            "choices": choices,
            "chosen": request.args,
            "now": now,
        }

    @page("/live/scene", roles=WATCHERS)
    def scene(self) -> Response:
        """The newest scene."""
        return self._sheet(self.ports.live_calls.now(), _wanted(), self._seen()).answer()

    @page("/live/stream", roles=WATCHERS)
    def stream(self) -> Response:
        """The newest scene, whenever it changes (Server-sent events)."""
        wanted, calls, seen = _wanted(), self.ports.live_calls, self._seen()
        newest = partial(self._newest, calls, wanted, seen)
        return self.ports.live_audience.seated(newest, session_token(), queues=seen)

    def _newest(self, calls: LiveCalls, wanted: Wanted, seen: Bound) -> Sheet:
        return self._sheet(calls.now(), wanted, seen)

    def _seen(self) -> Bound:
        """The queues that the user sees; None for all."""
        return visible_queues(me(), self.ports.in_force())

    def _sheet(self, scene: LiveSnapshot, wanted: Wanted, seen: Bound) -> Sheet:
        """The response of a scene, shared by all requests with the same filters by users who see the same queues."""
        routing = self.ports.in_force()

        def write() -> bytes:
            return orjson.dumps(told(scene if seen is None else scene.within(seen), wanted, routing))

        return self._sheets.of((scene.number, routing), (wanted, seen), write)


def told(scene: LiveSnapshot, wanted: Wanted, routing: Routing) -> dict[str, Any]:
    """A scene for the page. Times are seconds since 1970.

    `moves` and `trouble` are of all calls, whatever the filters: edges are not counted by caller. A snapshot of some
    queues has none.
    """
    calls = [call for call in scene.calls if is_wanted(call, wanted, routing)] if any(wanted) else scene.calls
    names = queue_names(routing)
    return {
        "steps": _by_step(calls),
        "moves": [[*edge, times] for edge, times in scene.moves.items()],
        "trouble": scene.trouble,
        "calls": [_listed(call, names) for call in calls[:LISTED]],
        "count": len(calls),
        "alerts": [[alert.words, alert.since] for alert in scene.alerts],
        "switched": scene.switched,
        "stale": scene.is_stale,
    }


def _by_step(calls: Iterable[LiveCall]) -> dict[str, list[float]]:
    """By step: the number of calls, since when the longest is there, and the number that talk with a person."""
    steps: dict[str, list[float]] = {}
    for call in calls:  # the oldest come first
        here = steps.setdefault(call.step, [0, 0, 0])
        if call.talks:
            here[2] += 1
        else:
            here[:2] = here[0] + 1, here[1] or call.since
    return steps


def is_wanted(call: LiveCall, wanted: Wanted, routing: Routing) -> bool:
    """Whether a call passes the filters; `wanted` has a value or "" for each of FILTERS."""
    its = (call.dnis, call.language, call.queue, vendor_of(routing, call.queue) if call.queue else "")
    return all(value in ("", each) for value, each in zip(wanted, its, strict=True))


def _wanted() -> Wanted:
    return tuple(request.args.get(name, "") for name in FILTERS)


def _listed(call: LiveCall, names: Mapping[str, str]) -> list[Any]:
    return [call.sid, call.step, names.get(call.queue, call.queue), call.language, call.since, call.talks]
