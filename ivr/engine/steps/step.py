"""The common parts of all kinds of step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Effect, Say
from ivr.engine.spoken import Spoken
from prompts.choice_words import Pointed
from prompts.facts import Line
from prompts.universals import Reply

NO_INPUT = "no_input"
NO_MATCH = "no_match"
GIVES_UP = "gives_up"
ANYTHING = "other"
"""The issue that adds nothing to a menu's options."""
OPEN = "said"
"""The outcome of free speech at a menu that is open to it."""
PERSON = "0"
REPEAT = "*"
BACK = "back"
DONE = "done"
SLOWER = "slower"
LANGUAGE = "language"
YES, NO = "yes", "no"
"""The outcomes of a yes/no question."""
S = TypeVar("S")
"""The type of the services that the decisions of a line read."""
ALWAYS_HEARD = "universals"
"""The answers that every question accepts, as something to listen for."""


_LANGUAGE = "language."


def languages(others: Sequence[str]) -> tuple[str, ...]:
    """The prompts that name the other languages on offer."""
    return tuple([f"{_LANGUAGE}{each}" for each in others])


def named_language(prompt: str) -> str:
    """The language that a prompt names; empty for any other prompt."""
    return prompt.removeprefix(_LANGUAGE) if prompt.startswith(_LANGUAGE) else ""


class Ears(Protocol):
    """Interprets speech in the caller's language."""

    def universal(self, speech: str, language: str) -> Reply:
        """What the speech means at any question, and the words beside."""

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """The prompt whose phrases match the speech, or None."""

    def quoted(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """The one prompt that lists the speech word for word, or None."""

    def code(self, speech: str, language: str) -> str:
        """The spoken letters and digits, or an empty text."""

    def key(self, speech: str, language: str) -> str | None:
        """The telephone key that was named ("press two"), or None."""

    def pointed(self, speech: str, prompts: Sequence[str], language: str) -> Pointed:
        """What the speech says of one of several things, by the phrases of prompts among others."""

    def issue(self, speech: str, language: str) -> tuple[str, bool, str] | None:
        """The issue in a few words of free speech; None if no issue is found.

        With it, its certainty and the kind of delivery problem, which is empty if it was not said.
        """


@dataclass(frozen=True, slots=True)
class Entered:
    """The result of entering a step: effects, and the outcome to follow at once; None waits for the caller."""

    effects: tuple[Effect, ...] = ()
    outcome: str | None = None


class StepGone(Exception):
    """A stored call waits at a step, or needs a sentence, that no longer exists."""


@dataclass(frozen=True, slots=True)
class StepLook:
    """The drawing of a kind of step: its brackets in Mermaid, and attributes of its node in Graphviz."""

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
        """The prompts that this step says by name, with the facts they get."""
        return {}

    @property
    def unbroken(self) -> tuple[str, ...]:
        """The prompts among them during which no key can be pressed."""
        return ()

    @property
    def read_out(self) -> tuple[str, ...]:
        """The prompts of a choice that is read out at once, and must be short enough to be remembered."""
        return ()

    def enter(self, call: Call[C], services: S) -> Entered:
        """The effects of the step, and the outcome to follow at once, if any."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Step[C, S]):
    """A step that ends the turn and waits for an answer."""

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """The outcome that an answer means."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Waiting[C, S]):
    """A step that asks the caller a limited number of times. `understand` can also return NO_MATCH.

    An edge REPEAT is the step that says again what the question is about, instead of the question.
    """

    tries: int = 3

    look: ClassVar[StepLook] = StepLook(("[/", "/]"), ', fillcolor="#d7e8ff"')

    @property
    def switches_language(self) -> str:
        """The outcome for a caller who names another language; empty if the question is then asked in it."""
        return ""

    def ask_again(self, call: Call[C], services: S, missed: str) -> tuple[Effect, ...]:
        """Ask after an answer was `missed`: NO_INPUT or NO_MATCH. `call.tries` counts the missed answers."""
        last = ".last" if self.is_last_try(call) else ""
        return (Say(as_spoken(call, (Line(f"{missed}{last}"),))), *self.enter(call, services).effects)

    def is_last_try(self, call: Call[C]) -> bool:
        """Whether the next missed answer is the last one."""
        return call.tries >= self.tries - 1


def prepared(call: Call[C], name: str) -> tuple[Line, ...]:
    """The sentences that an earlier step prepared. Raises StepGone if there are none."""
    try:
        return call.prepared(name)
    except KeyError:
        raise StepGone(name) from None


def as_spoken(call: Call[C], lines: Sequence[Line]) -> tuple[Spoken, ...]:
    """Sentences as this call is spoken to: in its language, in the words and voice of the number dialled."""
    voice_profile = call.voice_profile
    return tuple([Spoken(line, call.language, voice_profile) for line in lines])
