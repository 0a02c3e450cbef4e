"""The webhooks of hold treatment for waiting callers, and of the whisper to agents who answer."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, request

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import LEAVES, Renderer
from ivr.calls.agent_whisper import AgentWhisper
from ivr.calls.hold_treatment import HoldTreatment
from ivr.web.voice.call_status import markup


@dataclass(frozen=True, slots=True)
class HoldAndWhisper:
    """The dependencies of these webhooks. `proven` returns the parameters of a signed request, or raises Forged."""

    people: AgentWhisper
    holding: HoldTreatment
    renderer: Renderer
    proven: Callable[[], Pairs]
    answered: Callable[[str], object]
    """Called with each answered call (SID)."""
    bridged: Callable[[str, str], object]
    """Called with each answered call and the leg (SID) of the person who answered."""
    addresses: Addresses


def hold_and_whisper(line: HoldAndWhisper) -> Blueprint:
    """The routes of a hand-off."""
    blueprint = Blueprint("hold_and_whisper", __name__, url_prefix="/voice")

    @blueprint.route("/<sid>/waiting", methods=["GET", "POST"])
    def waiting(sid: str) -> Response:
        return markup(_piece(line, incoming.sid_in(sid), line.proven()))

    @blueprint.route("/<sid>/wish", methods=["GET", "POST"])
    def wish(sid: str) -> Response:
        form = line.proven()
        if line.holding.chooses(incoming.sid_in(sid), request.args.get("s", ""), incoming.keys_pressed(form)):
            return markup(LEAVES)
        return markup(_piece(line, sid, form))

    @blueprint.route("/<sid>/whisper", methods=["GET", "POST"])
    def whisper(sid: str) -> Response:
        form = line.proven()
        line.answered(incoming.sid_in(sid))
        line.bridged(sid, incoming.leg_of(form))
        return markup(line.renderer.whisper(line.people.whisper(sid)))

    return blueprint


def _piece(line: HoldAndWhisper, sid: str, form: Pairs) -> str:
    """The next round of waiting (Twilio: <Enqueue> waitUrl)."""
    state_token, round_ = request.args.get("s", ""), _count("n")
    since = _count("t") or line.holding.now()
    piece = line.holding.goes_on(sid, state_token, dialled=incoming.dialled(form), since=since, round_=round_)
    if piece.is_over:
        return LEAVES
    urls = line.addresses
    wish = urls.wish(sid, state_token, since=since, round_=round_ + 1) if piece.takes_keys else ""
    then = urls.waiting(sid, state_token, since=since, round_=round_ + 1)
    return line.renderer.waiting(piece.spoken, urls.music, then=then, wish=wish)


def _count(name: str) -> int:
    """A number in the query; 0 if it is not a number."""
    return incoming.count_in(request.args.get(name, ""), otherwise=0)
