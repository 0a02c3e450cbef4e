"""A call on the browser phone: the caller's actions, and the prompts they hear."""

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
    """A call: caller, number called, time, and the caller's actions. An empty caller's number is withheld."""

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
    """The course of a call so far, and the input it waits for. `alerts` are Twilio's warnings and errors."""

    lines: tuple[Line, ...]
    is_over: bool
    takes_keys: bool
    takes_speech: bool
    alerts: tuple[str, ...] = ()
