"""Twilio's webhooks about texts: those that people send to the line, and what becomes of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response

from ivr.adapters.twilio import incoming, twiml
from ivr.adapters.twilio.form import Pairs
from ivr.calls.text_replies import TextReplies
from ivr.web.voice.call_status import markup


@dataclass(frozen=True, slots=True)
class TextWebhooks:
    """The dependencies of these webhooks. `proven` returns the parameters of a signed request, or raises Forged."""

    replies: TextReplies
    proven: Callable[[], Pairs]
    status_changed: Callable[[incoming.TextStatus], None]
    """Called with the status of a text that the line sent."""


def text_webhooks(line: TextWebhooks) -> Blueprint:
    """The routes. A database that is away is answered with 500, so that Twilio sends the text again."""
    blueprint = Blueprint("texts", __name__, url_prefix="/voice/texts")

    @blueprint.route("", methods=["GET", "POST"])
    def receive() -> Response:
        words = line.replies.answer(incoming.incoming_text(line.proven()))
        return markup(twiml.document(*([twiml.element("Message", {}, twiml.escaped(words))] if words else [])))

    @blueprint.route("/status", methods=["GET", "POST"])
    def status() -> Response:
        line.status_changed(incoming.text_status(line.proven()))
        return Response(status=204)

    return blueprint
