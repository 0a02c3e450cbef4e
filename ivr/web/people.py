"""The webhooks beside the turns: what callers hear while they wait, and what those who answer hear first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import NOTHING, REJECTED, Renderer
from ivr.calls.people import People
from ivr.web.voice import markup


@dataclass(frozen=True, slots=True)
class Beside:
    """What these webhooks need. `proven` gives the parameters of a request that is Twilio's, or raises Forged."""

    people: People
    renderer: Renderer
    proven: Callable[[], Pairs]
    answered: Callable[[str], None]
    """Told of each call (SID) that a person took."""
    addresses: Addresses
    desks: Mapping[str, str]
    """Who may take callers on the desk line: number (E.164) to queue."""


def beside(line: Beside) -> Blueprint:
    """The routes of a call that is being handed over."""
    blueprint = Blueprint("people", __name__, url_prefix="/voice")

    @blueprint.route("/<sid>/waiting", methods=["GET", "POST"])
    def waiting(sid: str) -> Response:
        position = dict(line.proven()).get("QueuePosition", "")
        place = int(position) if position.isdecimal() else None
        spoken = line.people.waiting(sid, request.args.get("s", ""), position=place)
        return markup(line.renderer.waiting(spoken, line.addresses.music))

    @blueprint.route("/<sid>/whisper", methods=["GET", "POST"])
    def whisper(sid: str) -> Response:
        line.proven()
        line.answered(sid)
        return markup(line.renderer.whisper(line.people.whisper(sid)))

    @blueprint.route("/agent", methods=["GET", "POST"])
    def agent() -> Response:
        queue = line.desks.get(dict(line.proven()).get("From", ""))
        if queue is None:
            return markup(REJECTED)
        address = line.people.routing.queues[queue].hand_off.address
        urls = line.addresses
        story = line.people.next_at(queue)
        return markup(line.renderer.desk(address, story, action=urls.agent, answered=urls.answered))

    @blueprint.route("/agent/answered", methods=["GET", "POST"])
    def taken() -> Response:
        line.answered(dict(line.proven()).get("CallSid", ""))
        return markup(NOTHING)

    return blueprint
