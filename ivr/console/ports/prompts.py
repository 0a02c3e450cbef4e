"""Prompts: the words of the line, and a voice for words that are not published yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from routing.model import Routing

Forms = tuple[str, ...]
"""The words of a prompt: one sentence, or one for each plural form."""


class Words(Protocol):
    """The words of the catalogue, and a check of others."""

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages that the line has words in."""

    def prompts(self, locale: str) -> Mapping[str, Forms]:
        """All prompts that callers hear, with their words."""

    def plurals(self, locale: str, prompt: str) -> int:
        """The number of forms that a prompt may have."""

    def wrong(self, locale: str, prompt: str, words: Sequence[str]) -> Iterable[str]:
        """The reasons for which words cannot be said at a prompt."""

    def recordings(self, locale: str, prompt: str) -> Sequence[str]:
        """The addresses of a prompt's recordings, if it is recorded and sounds alike in every call."""


@dataclass(frozen=True, slots=True)
class TypedWords:
    """Words to be spoken instead of a prompt's own: the form `heard` of `forms`."""

    prompt: str
    forms: Forms
    heard: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A sentence with its slots filled. `audio` is the path of its recording; "" if the browser must read it."""

    words: str
    told: str
    """Whose voice it is."""
    audio: str = ""


class PreviewBusy(Exception):
    """Somebody else is listening on this server."""


class Speak(Protocol):
    """Speaks words before they are published."""

    def __call__(self, routing: Routing, brand: str, locale: str, typed: TypedWords) -> Preview:
        """The words as callers of a brand of a document would hear them; "" is the whole line. Raises PreviewBusy."""
