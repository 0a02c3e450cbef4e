"""Sentences with slots, parsed once so that they are cheap to fill."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

_PIECE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with slots such as `{window}`. `pieces` are pairs of the words before a slot, and the slot."""

    pieces: tuple[tuple[str, str], ...]
    end: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a text. Raises ValueError for an unmatched brace, or a slot not in lower-case letters."""
        words = _PIECE.split(" ".join(text.split()))
        if any(brace in "".join(words[::2]) for brace in "{}"):
            raise ValueError("a brace without its partner, or a slot that is not named in small letters")
        return cls(tuple(zip(words[:-1:2], words[1::2], strict=True)), words[-1])

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots."""
        return frozenset(slot for _, slot in self.pieces)

    def fill(self, value: Callable[[str], str]) -> str:
        """The sentence, with each slot replaced by `value(slot)`."""
        text = ""
        for words, slot in self.pieces:
            text = _joined(text, words) + value(slot)
        return _joined(text, self.end)


def _joined(text: str, words: str) -> str:
    """Join the texts without doubling a full stop after a value such as "p.m."."""
    return text + words[1:] if text.endswith(".") and words.startswith(".") else text + words
