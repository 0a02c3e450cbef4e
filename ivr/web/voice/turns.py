"""The turns of a call, answered at the door: nothing stands between Twilio's request and the use case.

A turn's address is known by its shape and its answer is one document, so that a framework's routing, request and
response would cost more than the turn itself (docs/adr/0008). All else goes on to the application behind.
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
from ivr.calls.turn import Reply, Report, TurnHandler
from ivr.web.voice.signed_request import FORGED, proven

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ADDRESS = re.compile(r"/voice(?:/(?P<sid>[^/]+)/(?P<turn>\d{1,9}))?")
_METHODS = ("POST", "GET")


@dataclass(frozen=True, slots=True)
class Turns:
    """A WSGI application in front of another: answers `/voice` and `/voice/<call_sid>/<turn>`.

    `answered` is told of every turn and the seconds it took, `refused` of every request that is not Twilio's.
    """

    beyond: "WSGIApplication"
    calls: TurnHandler
    signatures: Signatures
    answered: Callable[[Report, float], None]
    refused: Callable[[], None]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        address = _ADDRESS.fullmatch(environ["PATH_INFO"])
        if address is None or environ["REQUEST_METHOD"] not in _METHODS:
            return self.beyond(environ, start_response)
        try:
            document = self._document(environ, address)
        except Forged:
            self.refused()
            return _sent(start_response, "403 Forbidden", "text/plain", FORGED)
        except BadWebhook as error:
            return _sent(start_response, "400 Bad Request", "text/plain", f"{error}\n")
        return _sent(start_response, "200 OK", "text/xml", document)

    def _document(self, environ: "WSGIEnvironment", address: re.Match[str]) -> str:
        form = proven(self.signatures, environ)
        started = perf_counter()
        reply = self._reply(incoming.webhook(form), address, environ)
        self.answered(reply.report, perf_counter() - started)
        return reply.document

    def _reply(self, webhook: Webhook, address: re.Match[str], environ: "WSGIEnvironment") -> Reply:
        if address["sid"] is None:
            return self.calls.answer(webhook)
        if webhook.sid != address["sid"]:
            raise BadWebhook("the address is another call's")
        (state, *_) = parse_qs(environ.get("QUERY_STRING", "")).get("s", [""])
        return self.calls.take_turn(webhook, int(address["turn"]), state)


def _sent(start_response: "StartResponse", status: str, kind: str, text: str) -> list[bytes]:
    body = text.encode()
    start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
