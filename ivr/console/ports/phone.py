"""A call on the browser phone: what the caller does, and what they hear."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

StepKind = Literal["keys", "says", "waits", "hangs_up"]


@dataclass(frozen=True, slots=True)
class PhoneStep:
    """Something that the caller does: keys pressed, words said, seconds waited."""

    kind: StepKind
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


@dataclass(frozen=True, slots=True)
class Script:
    """A call: who rings which number, when, and what they do. An empty number is withheld."""

    number: str
    dialled: str
    at: datetime
    steps: tuple[PhoneStep, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something heard or done: `who` is line, caller or other; `kind` is say, play, keys, speech or note."""

    who: str
    kind: str
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a call so far, and what is listened to now. `alerts` are Twilio's complaints."""

    lines: tuple[Line, ...]
    is_over: bool
    takes_keys: bool
    takes_speech: bool
    alerts: tuple[str, ...] = ()
