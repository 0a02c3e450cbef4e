"""Twilio's webhooks about a call as a whole. Its turns are in `ivr.web.voice.turns`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from flask import Blueprint, Flask, Response

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.addresses import state_of, turn_of
from ivr.adapters.twilio.form import BadWebhook, Pairs
from ivr.adapters.twilio.signature import Forged
from ivr.calls.turn_handler import TurnHandler
from ivr.calls.turn_report import AroundTurn, TurnReport, unobserved
from ivr.web.voice.signed_request import FORGED


@dataclass(frozen=True, slots=True)
class CallStatus:
    """The dependencies of the webhooks. `proven` returns the parameters of a signed request, or raises Forged."""

    calls: TurnHandler
    proven: Callable[[], Pairs]
    answered: Callable[[TurnReport, float], None]
    """Called with every turn and its duration in seconds."""
    not_reached: Callable[[str], None]
    """Called with a callback (by name) whose agent hung up."""
    around: AroundTurn = unobserved


def call_status(line: CallStatus) -> Blueprint:
    """The routes for errors of a call, and for its end."""
    blueprint = Blueprint("voice", __name__, url_prefix="/voice")

    @blueprint.route("/status", methods=["GET", "POST"])
    def status() -> Response:
        changed = incoming.status_changed(line.proven(), now=line.calls.clock())
        callback = line.calls.note(changed) if changed is not None else None
        if callback:
            line.not_reached(callback)
        return Response(status=204)

    @blueprint.route("/fallback", methods=["GET", "POST"])
    def fall_back() -> Response:
        form, started = line.proven(), perf_counter()
        fault = incoming.fault(form)
        webhook, number, state_token = incoming.webhook(form), turn_of(fault.url), state_of(fault.url)
        fall_back = partial(line.calls.fall_back, webhook, number, state_token, delivered=fault.delivered)
        reply = line.around(webhook.sid, -1 if number is None else number, fall_back)
        line.answered(reply.report, perf_counter() - started)
        return markup(reply.document)

    return blueprint


def refusals(app: Flask, refused: Callable[[], None]) -> None:
    """Answer forged requests with 403, and malformed ones with 400."""

    def forbidden(_error: Forged) -> Response:
        refused()
        return Response(FORGED, 403, mimetype="text/plain")

    app.register_error_handler(Forged, forbidden)
    app.register_error_handler(BadWebhook, lambda error: Response(f"{error}\n", 400, mimetype="text/plain"))


def markup(document: str) -> Response:
    """A TwiML response."""
    return Response(document, mimetype="text/xml")
