"""Sentences with slots, cut up once so that filling them costs next to nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

_PIECE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """Words with slots such as `{window}` between them. `pieces` are (words before the slot, slot) pairs."""

    pieces: tuple[tuple[str, str], ...]
    end: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when a brace has no partner or a slot is not named in small letters."""
        words = _PIECE.split(" ".join(text.split()))
        if any(brace in "".join(words[::2]) for brace in "{}"):
            raise ValueError("a brace without its partner, or a slot that is not named in small letters")
        return cls(tuple(zip(words[:-1:2], words[1::2], strict=True)), words[-1])

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots."""
        return frozenset(slot for _, slot in self.pieces)

    def fill(self, value: Callable[[str], str]) -> str:
        """The sentence, with `value` of each slot in its place."""
        text = ""
        for words, slot in self.pieces:
            text = _joined(text, words) + value(slot)
        return _joined(text, self.end)


def _joined(text: str, words: str) -> str:
    """One full stop where a value that ends in one ("p.m.") meets the sentence's own."""
    return text + words[1:] if text.endswith(".") and words.startswith(".") else text + words
