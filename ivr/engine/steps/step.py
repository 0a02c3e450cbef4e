"""What all kinds of step share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Effect
from ivr.engine.spoken import Spoken
from prompts.facts import Line

NO_INPUT = "no_input"
NO_MATCH = "no_match"
GIVES_UP = "gives_up"
ANYTHING = "other"
"""The issue that says no more than a menu does."""
OPEN = "said"
"""The outcome of free speech at a menu that is open to it."""
PERSON = "0"
REPEAT = "*"
S = TypeVar("S")
"""The services: what the decisions of a line may look at."""
WISHES = ("person", "repeat")
"""The prompts of what can be said at every question."""


_LANGUAGE = "language."


def languages(others: Sequence[str]) -> tuple[str, ...]:
    """The prompts that name the languages which may be spoken instead."""
    return tuple([f"{_LANGUAGE}{each}" for each in others])


def named_language(prompt: str) -> str:
    """The language that a prompt names; empty when it is about something else."""
    return prompt.removeprefix(_LANGUAGE) if prompt.startswith(_LANGUAGE) else ""


class Ears(Protocol):
    """Makes sense of speech in the caller's language."""

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """Which of the prompts' phrases this is, or None when it is none of them."""

    def code(self, speech: str, language: str) -> str:
        """The letters and digits spoken, or nothing."""

    def key(self, speech: str, language: str) -> str | None:
        """The telephone key that was named ("press two"), or None."""

    def issue(self, speech: str, language: str) -> tuple[str, bool, str] | None:
        """What a call is about, from a few words of free speech; None: no telling.

        Beside it, whether that is sure, and which kind of delivery problem it is; empty where that was not said.
        """


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a step gives: effects, and the outcome to follow at once; None waits for the caller."""

    effects: tuple[Effect, ...] = ()
    outcome: str | None = None


class StepGone(Exception):
    """A stored call waits at a step, or needs a sentence, that is not there any more."""


@dataclass(frozen=True, slots=True)
class StepLook:
    """How a kind of step is drawn: its brackets in Mermaid, and more of its node in Graphviz."""

    mermaid: tuple[str, str] = ("[", "]")
    dot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Generic[C, S]):
    """A named place in a flow. `edges` maps each outcome to the step or flow that follows."""

    name: str
    edges: Mapping[str, str]

    look: ClassVar[StepLook] = StepLook()

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The prompts this step says by name, with the facts it gives each."""
        return {}

    @property
    def unbroken(self) -> tuple[str, ...]:
        """Those of them that are said while no key can be pressed."""
        return ()

    def enter(self, call: Call[C], services: S) -> Entered:
        """What the step does, and the outcome to follow at once, if any."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Step[C, S]):
    """A step at which the turn ends, until something comes back."""

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """The outcome that an answer means."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Waiting[C, S]):
    """A step that asks the caller, at most so many times. `understand` may also give NO_INPUT or NO_MATCH."""

    tries: int = 3

    look: ClassVar[StepLook] = StepLook(("[/", "/]"), ', fillcolor="#d7e8ff"')


def prepared(call: Call[C], name: str) -> tuple[Line, ...]:
    """The sentences that an earlier step prepared. Raises StepGone when there are none."""
    try:
        return call.prepared(name)
    except KeyError:
        raise StepGone(name) from None


def as_spoken(call: Call[C], lines: Sequence[Line]) -> tuple[Spoken, ...]:
    """Sentences as this call is spoken to: in its language, in the words and voice of the number dialled."""
    voice_profile = call.voice_profile
    return tuple([Spoken(line, call.language, voice_profile) for line in lines])
