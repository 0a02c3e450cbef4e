"""The transcript of one party to a call, line by line, and whether it holds given words."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["say", "play", "keys", "speech", "note"]


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """`who` is `line` for the application, `caller` for the party itself, `other` for its peer.

    `voice` and `language` are Say's; a note reports an event (in a queue, connected, hung up).
    """

    at: datetime
    who: Literal["line", "caller", "other"]
    kind: Kind
    words: str
    voice: str = ""
    language: str = ""
    document: int = 0

    def __str__(self) -> str:
        return {
            "say": f"{self.who}: {self.words}",
            "play": f"{self.who}: (plays {self.words})",
            "keys": f"{self.who}: (presses {self.words})",
            "speech": f"{self.who}: {self.words}",
            "note": f"({self.words})",
        }[self.kind]


KEY_NAMES: dict[str, frozenset[str]] = {
    "0": frozenset({"zero", "cero"}),
    "1": frozenset({"one", "uno"}),
    "2": frozenset({"two", "dos"}),
    "3": frozenset({"three", "tres"}),
    "4": frozenset({"four", "cuatro"}),
    "5": frozenset({"five", "cinco"}),
    "6": frozenset({"six", "seis"}),
    "7": frozenset({"seven", "siete"}),
    "8": frozenset({"eight", "ocho"}),
    "9": frozenset({"nine", "nueve"}),
    "*": frozenset({"star", "asterisco"}),
    "#": frozenset({"pound", "hash", "numeral", "almohadilla"}),
}
"""The names of keys in words; a digit names itself too."""


def fold(text: str) -> str:
    """Lower case, punctuation as spaces, single spaces: `At 2 p.m.!` becomes `at 2 p m`."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


def holds(heard: str, words: str) -> bool:
    """Whether `heard` contains `words` as whole words."""
    return f" {fold(words)} " in f" {fold(heard)} "


def names_key(heard: str, key: str) -> bool:
    """Whether a key is mentioned: `press 0`, `oprima cero`, `la tecla asterisco`."""
    words = set(fold(heard).split())
    return key in words or bool(KEY_NAMES.get(key, frozenset()) & words)
