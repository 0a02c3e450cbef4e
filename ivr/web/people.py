"""The webhooks beside the turns: what callers hear while they wait, and what those who answer hear first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import REJECTED, Renderer
from ivr.calls.people import People
from ivr.web.voice import markup


@dataclass(frozen=True, slots=True)
class Beside:
    """What these webhooks need. `proven` gives the parameters of a request that is Twilio's, or raises Forged."""

    people: People
    renderer: Renderer
    proven: Callable[[], Pairs]
    music_url: str
    desks: Mapping[str, str]
    """Who may take callers on the desk line: number (E.164) to queue."""
    agent_url: str


def beside(line: Beside) -> Blueprint:
    """The routes of a call that is being handed over."""
    blueprint = Blueprint("people", __name__, url_prefix="/voice")

    @blueprint.route("/<sid>/waiting", methods=["GET", "POST"])
    def waiting(sid: str) -> Response:
        position = dict(line.proven()).get("QueuePosition", "")
        place = int(position) if position.isdecimal() else None
        spoken = line.people.waiting(sid, request.args.get("s", ""), position=place)
        return markup(line.renderer.waiting(spoken, line.music_url))

    @blueprint.route("/<sid>/whisper", methods=["GET", "POST"])
    def whisper(sid: str) -> Response:
        line.proven()
        return markup(line.renderer.whisper(line.people.whisper(sid)))

    @blueprint.route("/agent", methods=["GET", "POST"])
    def agent() -> Response:
        queue = line.desks.get(dict(line.proven()).get("From", ""))
        if queue is None:
            return markup(REJECTED)
        address = line.people.routing.queues[queue].hand_off.address
        return markup(line.renderer.desk(address, line.people.next_at(queue), action=line.agent_url))

    return blueprint
