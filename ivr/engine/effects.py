"""What a turn does to the caller, in our own words. The carrier's markup is made of these elsewhere.

The engine's own effects speak and listen; those of the line stand in `ivr.effects`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ivr.engine.spoken import Spoken
from prompts.facts import Facts


@dataclass(frozen=True, slots=True)
class Change:
    """What a turn changes beside the call itself, in the same write: all or nothing, and once.

    Of a turn with a change that `must_be_stored` nothing is told to the caller until it is.
    """

    must_be_stored: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """What a turn leaves in the record, for people to read and for jobs to do."""


@dataclass(frozen=True, slots=True)
class TurnInfo:
    """The turn in which an effect stands: call SID, number of the turn, number dialled, time, and words for lines."""

    sid: str
    turn: int
    dnis: str
    now: datetime
    words: Callable[[Spoken], str]


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a turn does: plain data. `place` counts the effects of the same kind in a turn from 0."""

    def entries(self, info: TurnInfo, place: int) -> Iterable[RecordEntry]:  # noqa: ARG002 - most leave nothing
        """What it writes into the record."""
        return ()

    def changes(self, info: TurnInfo) -> Iterable[Change]:  # noqa: ARG002 - most change nothing
        """What it changes with the turn."""
        return ()


@dataclass(frozen=True, slots=True)
class Said(RecordEntry):
    """A sentence that was said: the prompt, its facts, the language."""

    prompt: str
    facts: Facts
    language: str


@dataclass(frozen=True, slots=True)
class Say(Effect):
    """Sentences that need no answer."""

    spoken: tuple[Spoken, ...]

    def entries(self, _info: TurnInfo, _place: int) -> Iterable[RecordEntry]:
        """Each sentence."""
        return [Said(each.line.prompt, each.line.facts, each.language) for each in self.spoken]


@dataclass(frozen=True, slots=True)
class Gather(Effect):
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
class HangUp(Effect):
    """End the call."""


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
