"""Twilio's webhooks. Each is proven to be Twilio's before anything is read or written."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Request, Response, request

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.addresses import state_of, turn_of
from ivr.adapters.twilio.form import BadWebhook, Pairs, pairs
from ivr.adapters.twilio.signature import Forged, Signatures
from ivr.calls.turn import Calls, Reply, Report


@dataclass(frozen=True, slots=True)
class Voice:
    """What the webhooks need."""

    calls: Calls
    signatures: Signatures
    answered: Callable[[Report, float], None]
    """Told of every turn, and the seconds it took."""


def voice(line: Voice) -> Blueprint:
    """The routes under /voice."""
    blueprint = Blueprint("voice", __name__, url_prefix="/voice")

    @blueprint.route("", methods=["GET", "POST"])
    def answer() -> Response:
        webhook = incoming.webhook(proven(line.signatures))
        return _timed(line, lambda: line.calls.answer(webhook))

    @blueprint.route("/<sid>/<int:turn>", methods=["GET", "POST"])
    def take_turn(sid: str, turn: int) -> Response:
        webhook = incoming.webhook(proven(line.signatures))
        if webhook.sid != sid:
            raise BadWebhook("the address is another call's")
        return _timed(line, lambda: line.calls.take_turn(webhook, turn, request.args.get("s", "")))

    @blueprint.route("/status", methods=["GET", "POST"])
    def status() -> Response:
        changed = incoming.status_changed(proven(line.signatures), now=line.calls.clock())
        if changed is not None:
            line.calls.note(changed)
        return Response(status=204)

    @blueprint.route("/fallback", methods=["GET", "POST"])
    def fall_back() -> Response:
        form = proven(line.signatures)
        fault = incoming.fault(form)
        webhook, number, word = incoming.webhook(form), turn_of(fault.url), state_of(fault.url)
        return _timed(line, lambda: line.calls.fall_back(webhook, number, word, delivered=fault.delivered))

    return blueprint


def refusals(app: Flask, refused: Callable[[], None]) -> None:
    """Answer what is not Twilio's with 403, and what no call can be read from with 400."""

    def forbidden(_error: Forged) -> Response:
        refused()
        return Response("This request is not signed by Twilio.\n", 403, mimetype="text/plain")

    app.register_error_handler(Forged, forbidden)
    app.register_error_handler(BadWebhook, lambda error: Response(f"{error}\n", 400, mimetype="text/plain"))


def proven(signatures: Signatures) -> Pairs:
    """The parameters of the request under way, once it is proven to be Twilio's. Raises Forged, BadWebhook."""
    form = pairs(request.get_data()) if request.method == "POST" else ()
    signatures.check(
        _target(request),
        form,
        request.headers.get("X-Twilio-Signature"),
        settings=request.headers.get("X-Twilio-Webhooks-Signature-Settings"),
    )
    return form if request.method == "POST" else pairs(request.query_string)


def _target(asked: Request) -> str:
    """Path and query as they came, still encoded."""
    raw: str = asked.environ.get("RAW_URI") or asked.environ.get("REQUEST_URI") or asked.full_path.rstrip("?")
    return raw if raw.startswith("/") else urlsplit(raw)._replace(scheme="", netloc="").geturl()


def _timed(line: Voice, take: Callable[[], Reply]) -> Response:
    started = perf_counter()
    reply = take()
    line.answered(reply.report, perf_counter() - started)
    return markup(reply.document)


def markup(document: str) -> Response:
    """A document as Twilio wants it."""
    return Response(document, mimetype="text/xml")
