"""Encryption of the secrets of sources."""

import base64
from collections.abc import Mapping
from hashlib import sha256

import orjson
from cryptography.fernet import Fernet, InvalidToken


class SecretsUnreadable(Exception):
    """The secrets of a source were sealed with another SECRET_KEY. The message names both."""


class Sealing:
    """Seals secrets with a key derived from SECRET_KEY."""

    def __init__(self, key: bytes) -> None:
        self._box = Fernet(base64.urlsafe_b64encode(sha256(b"sources\0" + key).digest()))

    def seal(self, secrets: Mapping[str, str]) -> str:
        """Encrypt secrets by name. Without any the text is empty, and can be opened whatever the key."""
        return "" if not secrets else self._box.encrypt(orjson.dumps(dict(secrets))).decode()

    def open(self, sealed: str, *, source: str) -> dict[str, str]:
        """The inverse of `seal`. Raises SecretsUnreadable."""
        if not sealed:
            return {}
        try:
            opened: dict[str, str] = orjson.loads(self._box.decrypt(sealed.encode()))
        except InvalidToken:
            raise SecretsUnreadable(
                f"source {source}: its secrets were sealed with another SECRET_KEY; set that one, or give them again"
            ) from None
        return opened

    def is_other(self, sealed: str, secrets: Mapping[str, str]) -> bool:
        """Whether these are other secrets than the sealed ones, as far as those can be read."""
        try:
            return self.open(sealed, source="") != secrets
        except SecretsUnreadable:
            return True
