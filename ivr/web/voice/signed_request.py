"""Proof that a request is Twilio's, before anything else is read of it or written for it."""

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ivr.adapters.twilio.form import LARGEST_FORM, BadWebhook, Pairs, pairs
from ivr.adapters.twilio.signature import Forged, Signatures

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_LONGEST_LENGTH = 12
FORGED = "This request is not signed by Twilio.\n"


def proven(signatures: Signatures, environ: "WSGIEnvironment") -> Pairs:
    """The parameters of a request, once it is proven to be Twilio's. Raises Forged, BadWebhook."""
    posted, signature = environ["REQUEST_METHOD"] == "POST", environ.get("HTTP_X_TWILIO_SIGNATURE")
    if not signature:
        raise Forged("there is no signature")  # before the body, for which a server may have to wait
    form = pairs(_body(environ)) if posted else ()
    signatures.check(
        _target(environ),
        form,
        signature,
        settings=environ.get("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS"),
    )
    return form if posted else pairs(environ.get("QUERY_STRING", "").encode("latin-1"))


def _body(environ: "WSGIEnvironment") -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > _LONGEST_LENGTH or int(length) > LARGEST_FORM:
        raise BadWebhook("the form is too large")
    body: bytes = environ["wsgi.input"].read(int(length))
    return body


def _target(environ: "WSGIEnvironment") -> str:
    """Path and query as they came, still encoded."""
    raw: str = environ.get("RAW_URI") or environ.get("REQUEST_URI") or _rebuilt(environ)
    try:
        return raw if raw.startswith("/") else urlsplit(raw)._replace(scheme="", netloc="").geturl()
    except ValueError:
        raise BadWebhook("the address cannot be read") from None


def _rebuilt(environ: "WSGIEnvironment") -> str:
    """For a server that does not keep the address as it came: as far as it can be told."""
    query = environ.get("QUERY_STRING", "")
    return quote(environ["PATH_INFO"].encode("latin-1")) + (f"?{query}" if query else "")
