"""The engine's model of a call in progress."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from ivr.engine.effects import Effect
from ivr.engine.records import CARRIED, TURN_ONLY, Json, stored_as
from ivr.engine.spoken import VoiceProfile
from prompts.choice_words import Pointed
from prompts.facts import Line, line_from_json
from prompts.universals import NO_REPLY, Reply

C = TypeVar("C")
"""The type of the context: the data that a line's flows have on a call."""
NOTHING_POINTED = Pointed()
LONGEST_TRAIL = 8
"""Questions that a caller can go back through."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The input from the caller, or from Twilio about the caller. If all fields are empty: silence.

    `keys` are digits, * and #; `speech` is what the recogniser understood, and `reply` what it means at any question;
    `pointed` is what it says of one of several things. `outcome` names how a hand-off or a recording ended;
    `recording` is the address of what was recorded. Of an answer that `is_card_number` nothing else is kept. After a
    conversation, `has_hung_up` tells that the caller is gone.
    """

    keys: str = ""
    speech: str = ""
    outcome: str = ""
    recording: str = ""
    reply: Reply = NO_REPLY
    pointed: Pointed = NOTHING_POINTED
    is_card_number: bool = False
    has_hung_up: bool = False


SILENCE = Answer()


@dataclass(frozen=True, slots=True)
class Destination:
    """The destination of a hand-off. `kind` is desk, ring, dial, sip or taskrouter; `address` depends on the kind."""

    queue: str
    kind: str
    address: str

    @property
    def waits(self) -> bool:
        """Whether callers wait there in our own line, from which agents take the next caller."""
        return self.kind == "desk"


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a call, as tags (en-US).

    `offered` are those of the number dialled; `chosen` is the one that the caller asked for, in this call or before;
    `named` is one that was named just now. `is_settled` means that no other is offered: the caller chose this one, it
    is on record, or the offer was made. `wording` is the version of the routing document whose words are said.
    """

    offered: tuple[str, ...] = field(default=(), metadata=stored_as("languages"))
    chosen: str = field(default="", metadata=stored_as("chosen_language"))
    named: str = field(default="", metadata=stored_as("named_language"))
    is_settled: bool = field(default=False, metadata=stored_as("language_settled"))
    wording: int | None = field(default=None, metadata=CARRIED)


@dataclass(frozen=True, slots=True)
class Heard:
    """The meaning of free speech: issue, certainty, and kind of delivery problem. Empty fields were not mentioned."""

    issue: str = field(default="", metadata=stored_as("heard_issue"))
    is_sure: bool = False
    problem: str = field(default="", metadata=stored_as("heard_problem"))


@dataclass(frozen=True, slots=True)
class Progress:
    """The course of the conversation: the questions answered so far, the latest last, and whether to speak slowly."""

    trail: tuple[str, ...] = ()
    is_slow: bool = field(default=False, metadata=CARRIED)


@dataclass(frozen=True, slots=True)
class Mishaps:
    """Counts of failures in a call: `lost` steps that no longer exist, and `faults` in delivering answers."""

    lost: int = field(default=0, metadata=CARRIED)
    faults: int = 0


@dataclass(slots=True)
class Call(Generic[C]):
    """The one mutable thing of a turn. It is stored between turns, so it holds only plain data.

    `context` is what the line's flows know; its records are frozen and replaced. `at` is the step that waits
    ("main_line.after_order"); `turn` counts the turns taken; `tries` counts the answers that were not understood at
    the waiting step; `lines` are sentences that steps prepared, as JSON values where they came from the store, since
    most turns carry them along unread. `answer`, the caller's last, is the turn's alone: it may be an order number.
    `unknown` is what a newer version stored, which this one hands on; `pending` are effects that a decision asks for.
    """

    sid: str
    ani: str
    dnis: str
    language: str
    context: C
    attestation: str = ""
    at: str = ""
    turn: int = 0
    tries: int = 0
    answer: Answer = field(default=SILENCE, metadata=TURN_ONLY)
    languages: Languages = field(default=Languages())
    heard: Heard = field(default=Heard())
    mishaps: Mishaps = field(default=Mishaps())
    progress: Progress = field(default=Progress())
    lines: dict[str, Sequence[Line | Json]] = field(default_factory=dict)
    destination: Destination | None = None
    unknown: Json = field(default_factory=dict)
    pending: list[Effect] = field(default_factory=list, metadata=TURN_ONLY)

    @property
    def voice_profile(self) -> VoiceProfile:
        """The wording of this call, constant from its beginning to its end, and its pace."""
        return VoiceProfile(self.dnis, self.languages.wording, self.progress.is_slow)

    @property
    def other_languages(self) -> tuple[str, ...]:
        """The other languages on offer in rotation, the next one first."""
        offered = self.languages.offered
        after = offered.index(self.language) + 1 if self.language in offered else 0
        return tuple(each for each in (*offered[after:], *offered[:after]) if each != self.language)

    def speak(self, language: str) -> None:
        """Switch to a language that the caller chose."""
        self.language = language
        self.languages = replace(self.languages, chosen=language, named="", is_settled=True)

    def leave(self, question: str) -> None:
        """Remember a question that was answered, for a caller who wants to go back to it."""
        trail = (*self.progress.trail, question)[-LONGEST_TRAIL:]
        self.progress = replace(self.progress, trail=trail)

    def go_back(self) -> str:
        """The question before this one, which is taken off the trail; this one if there is none."""
        *before, last = self.progress.trail or (self.at,)
        self.progress = replace(self.progress, trail=tuple(before))
        return last

    def bring_about(self, effect: Effect) -> None:
        """Add an effect to this turn. Decisions use it instead of changing anything themselves."""
        self.pending.append(effect)

    def prepare(self, name: str, lines: Sequence[Line]) -> None:
        """Store sentences for a `say` step that names them."""
        self.lines[name] = lines

    def prepared(self, name: str) -> tuple[Line, ...]:
        """The sentences stored under a name. Raises KeyError if there are none."""
        return tuple([each if isinstance(each, Line) else line_from_json(each) for each in self.lines[name]])
