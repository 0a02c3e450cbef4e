"""The effects of a turn as plain data, independent of TwiML, which is rendered elsewhere.

The engine's own effects speak and listen; those of the line are in `ivr.effects`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from ivr.engine.spoken import Spoken
from prompts.facts import Facts

PATIENCE = 6
"""Seconds of silence after which a question counts as unanswered."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change beside the call itself, stored in the same write: atomically, and once.

    A turn with a change that `must_be_stored` tells the caller nothing before it is stored.
    """

    must_be_stored: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """The part of the record that an effect writes, for readers and for jobs."""


@dataclass(frozen=True, slots=True)
class TurnInfo:
    """The turn of an effect: call SID, turn number, number dialled, time, and a function for the text of lines."""

    sid: str
    turn: int
    dnis: str
    now: datetime
    words: Callable[[Spoken], str]


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of a turn, as plain data. `place` counts the effects of the same kind in a turn from 0."""

    def entries(self, info: TurnInfo, place: int) -> Iterable[RecordEntry]:  # noqa: ARG002 - most leave nothing
        """The part of the record that it writes."""
        return ()

    def changes(self, info: TurnInfo) -> Iterable[Change]:  # noqa: ARG002 - most change nothing
        """The changes stored with the turn."""
        return ()


@dataclass(frozen=True, slots=True)
class Said(RecordEntry):
    """A spoken sentence: prompt, facts, language."""

    prompt: str
    facts: Facts
    language: str


@dataclass(frozen=True, slots=True)
class Say(Effect):
    """Sentences without a question."""

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
    seconds: int = PATIENCE
    hears: bool = True


@dataclass(frozen=True, slots=True)
class HangUp(Effect):
    """End the call."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One traversed edge: from `step` by `outcome` to `to`."""

    step: str
    outcome: str
    to: str


@dataclass(frozen=True, slots=True)
class Turn:
    """The effects of one turn. The last effect waits for the caller or ends the call."""

    effects: tuple[Effect, ...]
    hops: tuple[Hop, ...]
