"""Verifies the Twilio signature of a request before any other processing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ivr.adapters.twilio.form import LARGEST_FORM, BadWebhook, Pairs, pairs
from ivr.adapters.twilio.signature import Forged, Signatures

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LONGEST_LENGTH = 12
FORGED = "This request is not signed by Twilio.\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """A received webhook. `target` is its address as it came, still encoded; `settings` describe its signature."""

    method: str
    path: str
    target: str
    query: str
    signature: str | None
    settings: str | None
    body: Callable[[], bytes]


def asked_of(environ: "WSGIEnvironment") -> Asked:
    """The webhook in a WSGI environment."""
    return Asked(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ.get("RAW_URI") or environ.get("REQUEST_URI") or _rebuilt(environ),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_X_TWILIO_SIGNATURE"),
        environ.get("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS"),
        lambda: _body(environ),
    )


def proven(signatures: Signatures, asked: Asked) -> Pairs:
    """The parameters of a webhook with a valid signature. Raises Forged, BadWebhook."""
    if not asked.signature:
        raise Forged("there is no signature")  # before the body, for which a server may have to wait
    posted = asked.method == "POST"
    form = pairs(asked.body()) if posted else ()
    signatures.check(_path_and_query(asked.target), form, asked.signature, settings=asked.settings)
    return form if posted else pairs(asked.query.encode("latin-1"))


def _body(environ: "WSGIEnvironment") -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > _LONGEST_LENGTH or int(length) > LARGEST_FORM:
        raise BadWebhook("the form is too large")
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _path_and_query(target: str) -> str:
    """The original path and query of a request's target, which may be a whole address (RFC 9112, 3.2.2)."""
    try:
        return target if target.startswith("/") else urlsplit(target)._replace(scheme="", netloc="").geturl()
    except ValueError:
        raise BadWebhook("the address cannot be read") from None


def _rebuilt(environ: "WSGIEnvironment") -> str:
    """The reconstructed address, for a server that does not keep the original."""
    query = environ.get("QUERY_STRING", "")
    return quote(environ["PATH_INFO"].encode("latin-1")) + (f"?{query}" if query else "")
