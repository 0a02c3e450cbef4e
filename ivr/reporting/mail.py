"""Mail to the people of the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class MailFailed(Exception):
    """The mail server did not take a letter. The message says why, without any address."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a letter, with its content type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in plain text."""

    to: Sequence[str]
    subject: str
    text: str
    files: Sequence[Attachment] = ()


class Mailer(Protocol):
    """Sends letters."""

    def send(self, letter: Letter) -> None:
        """Hand a letter to the mail server. Raises MailFailed."""


def is_mail_address(text: str) -> bool:
    """Whether a name can be written to: one @ with something before it and a domain with a dot after it."""
    local, at, domain = text.rpartition("@")
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>()[]\\"')
    return bool(local and at and "@" not in local and is_plain) and "." in domain.strip(".")
