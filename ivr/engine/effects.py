"""What a turn does to the caller, in our own words. TwiML is made of these elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.engine.call import USUAL, Destination, Manner
from prompts.facts import Line


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, the language it is said in, and in whose words and voice."""

    line: Line
    language: str
    manner: Manner = USUAL


@dataclass(frozen=True, slots=True)
class Say:
    """Sentences that need no answer."""

    spoken: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Gather:
    """Listen for keys and speech at once, while the sentences before it are being said and after.

    `digits` is how many keys end the answer (None: the pound key does); `listens_for` are the prompts whose
    phrases help the recogniser; `seconds` is how long silence may last. Without `hears`, keys alone are listened for.
    """

    language: str
    digits: int | None
    listens_for: tuple[str, ...] = ()
    seconds: int = 6
    hears: bool = True


@dataclass(frozen=True, slots=True)
class HandOff:
    """Connect the caller to people. `story` is what whoever answers is told."""

    destination: Destination
    story: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """Let the caller leave a message of at most `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Text:
    """Send a text message with the words of `spoken` to `to` (E.164).

    `about` is a key of what it is about; a call sends one text about the same.
    """

    to: str
    spoken: Spoken
    about: str = ""


@dataclass(frozen=True, slots=True)
class CallBack:
    """Call the caller back at `number` (E.164), for the people of a queue, with the place of one who
    waits since then (seconds).
    """

    number: str
    queue: str
    since: float
    priority: int
    story: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


Effect = Say | Gather | HandOff | Record | Text | CallBack | HangUp


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge walked: from `step` by `outcome` to `to`."""

    step: str
    outcome: str
    to: str


@dataclass(frozen=True, slots=True)
class Turn:
    """All that one turn does. The last effect waits for the caller or ends the call."""

    effects: tuple[Effect, ...]
    hops: tuple[Hop, ...]
