"""The names of carriers as people say them: "UPS" is "U P S", and ユーピーエス in Japanese."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Carriers:
    """What is said for the names that one language has in its list, in whatever capitals; all else stays as it is."""

    said: Mapping[str, str]
    found: re.Pattern[str]

    @classmethod
    def of(cls, pairs: Sequence[str]) -> Self:
        """From pairs such as "DHL = D H L". Raises ValueError for what is none, and for a name that is there twice."""
        said: dict[str, str] = {}
        for pair in pairs:
            name, _, words = pair.partition(" = ")
            if not words or name.casefold() in said:
                raise ValueError(f"{pair!r} is not a name that is there once, a blank, =, a blank and what is said")
            said[name.casefold()] = words
        return cls(said, _any_of(said))

    def __call__(self, name: str) -> str:
        """A carrier's name, whatever stands beside the part that is known: "DHL Express" is "D H L Express"."""
        return self.found.sub(lambda match: self.said[match[0].casefold()], name) if self.said else name


def _any_of(names: Mapping[str, str]) -> re.Pattern[str]:
    """Whole words; of two names that begin alike the longer."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
