"""Words that melt together where they meet: Italian "a le quattordici" is "alle quattordici"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Contractions:
    """What becomes of words side by side in one language; nothing in most."""

    melted: Mapping[str, str]
    found: re.Pattern[str]

    @classmethod
    def of(cls, pairs: Sequence[str]) -> Self:
        """From pairs such as "a le = alle". Raises ValueError for what is none."""
        cut = [pair.partition(" = ") for pair in pairs]
        if wrong := next((before for before, _, after in cut if not after), None):
            raise ValueError(f"{wrong!r} is not words, a blank, =, a blank and what becomes of them")
        return cls({before: after for before, _, after in cut}, _any_of([before for before, _, _ in cut]))

    def __call__(self, words: str) -> str:
        """The words as they are said."""
        return self.found.sub(lambda match: self.melted[match[0]], words) if self.melted else words


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
