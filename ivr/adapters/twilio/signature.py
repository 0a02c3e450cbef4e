"""Verifies the signatures of webhooks (Twilio: webhooks security; the algorithm of its RequestValidator).

A signature is the base64 of an HMAC over the requested address, followed by every name and value of the form. The
address consists of PUBLIC_URL and the path and query as received; the headers Host and X-Forwarded-* are not used.
"""

import hmac
from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import product
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from ivr.adapters.twilio.form import Pairs
from ivr.settings import Settings

Algorithm = Literal["sha1", "sha256"]

_SINGLE = frozenset({"CallSid", "From", "StirVerstat"})
"""Parameters that identify the caller. They may not be repeated: a signature does not prove the order of values."""


class Forged(Exception):
    """The signature of a request is missing or wrong. The message contains nothing of the request."""


def sign(secret: str, url: str, pairs: Pairs = (), *, algorithm: Algorithm = "sha1") -> str:
    """The signature of an address, with its query still encoded, and the form. Repeated pairs count once."""
    return _digest(hmac.new(secret.encode(), digestmod=algorithm), url + _joined(pairs)).decode()


class Signatures:
    """Checks signatures against the Auth Tokens and shared keys.

    Both Auth Tokens are valid during a rotation. Empty secrets are ignored.
    """

    def __init__(
        self, public_url: str, *, auth_tokens: Iterable[str], shared_keys: Mapping[str, str] | None = None
    ) -> None:
        self._addresses = _with_and_without_port(public_url)
        self._by_token = tuple(hmac.new(token.encode(), digestmod="sha1") for token in auth_tokens if token)
        shared = (shared_keys or {}).items()
        self._by_key = {key: hmac.new(secret.encode(), digestmod="sha256") for key, secret in shared if secret}

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Signatures with the secrets of the settings."""
        tokens = (settings.twilio_auth_token, settings.twilio_auth_token_next)
        return cls(
            settings.public_url,
            auth_tokens=[token.get_secret_value() for token in tokens],
            shared_keys={key: secret.get_secret_value() for key, secret in settings.twilio_shared_keys.items()},
        )

    def check(
        self,
        target: str,
        pairs: Pairs,
        signature: str | None,
        *,
        settings: str | None = None,
        body: bytes | None = None,
    ) -> None:
        """Raise Forged unless the signature is valid.

        `target` is path and query as received, still encoded; `pairs` the form of a POST, empty for a GET;
        `signature` and `settings` are the headers X-Twilio-Signature and X-Twilio-Webhooks-Signature-Settings;
        `body` is a body that is not a form, such as JSON.
        """
        if not signature:
            raise Forged("there is no signature")
        _refuse_repeated(pairs)
        if body is not None:
            _check_body(target, body)
        signed = target + _joined(pairs)
        given = signature.encode("utf-8", "replace")
        for keyed, address in product(self._keyed(settings), self._addresses):
            if hmac.compare_digest(_digest(keyed, address + signed), given):
                return
        raise Forged("the signature is wrong")

    def _keyed(self, settings: str | None) -> tuple[hmac.HMAC, ...]:
        """The HMACs that may have signed a request with these settings. Raises Forged for an unknown key."""
        if not settings:
            return self._by_token
        named = dict(part.strip().partition("=")[::2] for part in settings.split(","))
        if named.get("algorithm", "").strip().upper() != "HMAC_SHA256" or named.get("key") not in self._by_key:
            raise Forged("the signature settings name no key of ours")
        return (self._by_key[named["key"]],)


def _digest(keyed: hmac.HMAC, text: str) -> bytes:
    """Sign with a copy of the keyed HMAC: half the work of a new one, and the interpreter lock is not released."""
    signing = keyed.copy()
    signing.update(text.encode("utf-8", "replace"))
    return b2a_base64(signing.digest(), newline=False)


def _joined(pairs: Pairs) -> str:
    form = dict(pairs)
    if len(form) == len(pairs):
        return "".join([name + form[name] for name in sorted(form)])
    return "".join([name + value for name, value in sorted(set(pairs))])


def _refuse_repeated(pairs: Pairs) -> None:
    names = [name for name, _ in pairs if name in _SINGLE]
    if len(names) != len(set(names)):
        raise Forged("a parameter that decides who calls is given more than once")


def _check_body(target: str, body: bytes) -> None:
    (digest, *_) = parse_qs(target.partition("?")[2]).get("bodySHA256", [""])
    if not hmac.compare_digest(sha256(body).hexdigest().encode(), digest.encode("utf-8", "replace")):
        raise Forged("the body is not the one that was signed")


def _with_and_without_port(url: str) -> tuple[str, ...]:
    """The address with and without the port: Twilio may sign either, and its own library tries both."""
    parts = urlsplit(url)
    if parts.port is None:
        port = 443 if parts.scheme == "https" else 80
        return url, parts._replace(netloc=f"{parts.netloc}:{port}").geturl()
    return parts._replace(netloc=parts.netloc.removesuffix(f":{parts.port}")).geturl(), url
