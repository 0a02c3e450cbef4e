"""The desk's page, the part of it that changes, its stream, and the browser's telephone."""

from typing import get_args
from urllib.parse import urlsplit

import orjson
from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.room import Listening
from ivr.calls.ports import Unavailable
from ivr.console.cached_response import Sheet
from ivr.console.content_policy import content_policy
from ivr.console.desk.desk_view import DeskViewer
from ivr.console.desk.desk_words import NO_DESK
from ivr.console.page import Facts, Nav, PageGroup, page
from ivr.console.ports.desk import SoftphoneAccess
from ivr.console.responses import rendered
from ivr.console.roles import WORKERS
from ivr.console.session import me, session_token

TWILIO_SIGNALLING = "wss://voice-js.roaming.twilio.com"
"""Where Twilio's Voice SDK connects to (Twilio: Voice SDK, edge roaming). Voices do not pass the policy."""
BEAT = 12
"""Seconds between two signs of life of a browser that is a telephone; without any for 40 seconds it counts as gone."""
NOT_NOW = "The desk cannot be reached just now. Calls go on; this page tries again by itself."


class DeskPages(PageGroup):
    """An agent's desk. Only this page may use the microphone."""

    @page("/desk", roles=WORKERS, nav=Nav("Desk", 10, group="work"))
    def desk(self) -> ResponseReturnValue:
        """The desk of the user."""
        facts = self.shown()
        access = self._access(facts.get("agent"))
        comes_to = {"sid": request.args.get("call", "")[:64], "how": request.args.get("how", "")}
        is_coming = comes_to["sid"] and comes_to["how"] in get_args(Listening)
        shown = rendered("desk/desk.html", access=access, beat=BEAT, comes_to=is_coming and comes_to, **facts)
        response = make_response(shown)
        response.headers["Content-Security-Policy"] = content_policy(connects=_origins(access))
        response.headers["Permissions-Policy"] = "microphone=(self)"
        return response

    @page("/desk/part", roles=WORKERS, template="desk/desk_part.html")
    def desk_part(self) -> Facts:
        """The part that changes."""
        return self.shown()

    @page("/desk/stream", roles=WORKERS)
    def desk_stream(self) -> Response:
        """A word whenever the part has changed (Server-sent events)."""
        try:
            agent = self.ports.agent_station.agent(me().name)
        except Unavailable:
            agent = None
        if agent is None:
            return Response("There is no desk.\n", 404)
        return self.ports.desk_audience.seated(lambda: self._news(agent), session_token())

    @page("/desk/token", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_token(self) -> ResponseReturnValue:
        """Access for the browser to be a telephone. It is never stored (the gate's Cache-Control)."""
        agent = self.ports.agent_station.agent(me().name)
        access = self._access(agent)
        if agent is None or access.kind == "none":
            return jsonify(wrong="There is no telephone for this browser."), 409
        return jsonify(kind=access.kind, token=access.token, seconds=access.seconds)

    @page("/desk/beat", roles=WORKERS, methods=("POST",), form_on="desk")
    def desk_beat(self) -> ResponseReturnValue:
        """A sign of life of a tab that is a telephone; tells whether it still is the one."""
        agent = self.ports.agent_station.agent(me().name)
        has_it = agent is not None and self.ports.agent_station.beat(agent, tab=request.form.get("tab", "")[:40])
        return jsonify(has_it=has_it)

    def shown(self, *, wrong: str = "") -> dict[str, object]:
        """What page and part show; `wrong` is why the last act was refused."""
        try:
            agent = self.ports.agent_station.agent(me().name)
            if agent is None:
                return {"agent": None, "no_desk": NO_DESK, "is_reached": True, "wrong": wrong, "view": None}
            view = DeskViewer(self.ports, me().sees_numbers).view(agent)
        except Unavailable:
            return {"agent": None, "no_desk": NOT_NOW, "wrong": wrong, "view": None}
        return {"agent": agent, "wrong": wrong, "view": view}

    def _access(self, agent: object) -> SoftphoneAccess:
        return self.ports.agent_station.softphone(agent) if isinstance(agent, DeskAgent) else SoftphoneAccess("none")

    def _news(self, agent: DeskAgent) -> Sheet:
        """A text that changes with all that the part shows of state and room."""
        scene = self.ports.live_calls.now()
        state = next((each for each in scene.agents if each.agent == agent.id), None)
        waiting = sum(call.is_waiting and call.queue in (state.queues if state else ()) for call in scene.calls)
        told = [state.revision if state else 0, self._room_revision(agent, state, scene.is_stale), waiting]
        return Sheet(orjson.dumps(told), "application/json")

    def _room_revision(self, agent: DeskAgent, state: AgentPresence | None, is_stale: bool) -> int:
        """Rooms are read only of agents who are in one: a read for each of these browsers, twice a second."""
        if is_stale or state is None or not state.room:
            return 0
        room = self.ports.agent_station.room(agent)
        return room.revision if room else 0


def _origins(access: SoftphoneAccess) -> tuple[str, ...]:
    """Where the browser's telephone connects to."""
    if access.kind == "twilio":
        return (TWILIO_SIGNALLING,)
    where = urlsplit(access.address)
    return (f"{where.scheme}://{where.netloc}",) if access.kind == "emulator" else ()
