"""The webhooks of a call's turns, served by WSGI middleware in front of the framework.

A turn is recognized by the form of its address and answered with one document, so that a framework's routing, request
and response would cost more than the turn itself (docs/adr/0008). Other requests go to the inner application.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.form import BadWebhook
from ivr.adapters.twilio.signature import Forged, Signatures
from ivr.calls.ports import Webhook
from ivr.calls.turn_handler import TurnHandler
from ivr.calls.turn_report import AroundTurn, TurnReply, TurnReport, unobserved
from ivr.web.voice.signed_request import FORGED, Asked, asked_of, proven

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ADDRESS = re.compile(r"/voice(?:/[^/]+/[0-9]{1,9})?")
_METHODS = ("POST", "GET")
_PHRASES = {200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden"}
_MARKUP, _PLAIN = "text/xml; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn is answered with: `code` is HTTP's, `kind` the content type."""

    code: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Turns:
    """Answers `/voice` and `/voice/<call_sid>/<turn>`; as a WSGI application it wraps another.

    `answered` is called with every turn and its duration in seconds, `refused` for every forged request. A caller who
    is sent from a line into a room takes no turn: Twilio reports the end of the wait to the same address, before or
    after it has the document of the room.
    """

    beyond: "WSGIApplication"
    calls: TurnHandler
    signatures: Signatures
    answered: Callable[[TurnReport, float], None]
    refused: Callable[[], None]
    in_room: Callable[[str, str], str] = lambda _sid, _then: ""
    """The document of a caller (by call SID) whose wait ended because a room is open for them, and who goes on at an
    address afterwards; "" without a room."""
    converted: Callable[[str, str], str] = lambda _sid, _then: ""
    """The same for a caller whose talk ended because it becomes a room."""
    around: AroundTurn = unobserved

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if not self.takes(environ["REQUEST_METHOD"], environ["PATH_INFO"]):
            return self.beyond(environ, start_response)
        answer = self.answer(asked_of(environ))
        body = answer.text.encode()
        start_response(_PHRASES[answer.code], [("Content-Type", answer.kind), ("Content-Length", str(len(body)))])
        return [body]

    def takes(self, method: str, path: str) -> bool:
        """Whether this is the address of a turn."""
        return path.startswith("/voice") and method in _METHODS and _ADDRESS.fullmatch(path) is not None

    def answer(self, asked: Asked) -> Answer:
        """Answer the webhook of a turn."""
        try:
            return Answer(200, _MARKUP, self._document(asked))
        except Forged:
            self.refused()
            return Answer(403, _PLAIN, FORGED)
        except BadWebhook as error:
            return Answer(400, _PLAIN, f"{error}\n")

    def _document(self, asked: Asked) -> str:
        form = proven(self.signatures, asked)
        started, webhook = perf_counter(), incoming.webhook(form)
        if room := self._room(webhook, asked):
            return room
        reply = self._reply(webhook, asked)
        self.answered(reply.report, perf_counter() - started)
        return reply.document

    def _reply(self, webhook: Webhook, asked: Asked) -> TurnReply:
        if asked.path == "/voice":
            return self.around(webhook.sid, 0, lambda: self.calls.answer(webhook))
        number, state = _turn(webhook, asked)
        return self.around(webhook.sid, number, lambda: self.calls.take_turn(webhook, number, state))

    def _room(self, webhook: Webhook, asked: Asked) -> str:
        document = {incoming.MOVED: self.in_room, "done": self.converted}.get(webhook.answer.outcome)
        if document is None or asked.path == "/voice":
            return ""
        return document(webhook.sid, self.calls.address(webhook.sid, *_turn(webhook, asked)))


def _turn(webhook: Webhook, asked: Asked) -> tuple[int, str]:
    """Number and signed state in the address of a turn."""
    _, _, sid, number = asked.path.split("/")
    if webhook.sid != sid:
        raise BadWebhook("the address is another call's")
    (state, *_) = parse_qs(asked.query).get("s", [""])
    return int(number), state
