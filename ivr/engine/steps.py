"""The few kinds of step. Each is a frozen dataclass with a name and edges; only `Decide` holds code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

from ivr.engine.call import Answer, Call, Manner
from ivr.engine.effects import CallBack, Effect, Gather, HandOff, Record, Say, Spoken, Text
from prompts.facts import Key, Line

NO_INPUT = "no_input"
NO_MATCH = "no_match"
GIVES_UP = "gives_up"
ANYTHING = "other"
"""The issue that says no more than a menu does."""
OPEN = "said"
"""The outcome of free speech at a menu that is open to it."""
PERSON = "0"
REPEAT = "*"
WISHES = ("person", "repeat")
"""The prompts of what can be said at every question."""


class Ears(Protocol):
    """Makes sense of speech in the caller's language."""

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """Which of the prompts' phrases this is, or None when it is none of them."""

    def code(self, speech: str, language: str) -> str:
        """The letters and digits spoken, or nothing."""

    def key(self, speech: str, language: str) -> str | None:
        """The telephone key that was named ("press two"), or None."""

    def issue(self, speech: str, language: str) -> tuple[str, bool] | None:
        """What a call is about, from a few words of free speech, and whether that is sure; None: no telling."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a step gives: effects, and the outcome to follow at once; None waits for the caller."""

    effects: tuple[Effect, ...] = ()
    outcome: str | None = None


class StepGone(Exception):
    """A stored call waits at a step, or needs a sentence, that is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A named place in a flow. `edges` maps each outcome to the step or flow that follows."""

    name: str
    edges: Mapping[str, str]

    @property
    def waits(self) -> bool:
        """Whether the turn ends here."""
        return False

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The prompts this step says by name, with the facts it gives each."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Step):
    """Look at the call and the world, and choose an edge. Reads only; it may remember facts on the call."""

    function: Callable[[Call, Any], str]

    def enter(self, call: Call, services: object) -> Entered:
        """The outcome that the function chose."""
        return Entered(outcome=self.function(call, services))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(Step):
    """Say a prompt of the catalogue, or the sentences that an earlier step prepared under that name."""

    prompt: str
    prepared: bool = False

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The prompt, unless its sentences are prepared elsewhere."""
        return {} if self.prepared else {self.prompt: frozenset()}

    def enter(self, call: Call, _services: object) -> Entered:
        """The sentences, and on to the next step. Raises StepGone when nothing was prepared."""
        lines = _prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        return Entered((Say(_spoken(call, lines)),), "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Step):
    """Offer keys and words. The words that offer key K on the way to T are the prompt `<prompt>.<T>`.

    `spoken_in` names, for an option, the fact that holds the language it is offered in; without that fact the
    option is not offered. `only_if` names a fact that must be true for an option to be offered. `hears` are targets
    that can be named without being offered, each with the prompt that lists the phrases for it. A menu that `is_open`
    takes free speech too: what it is about is left on the call as `heard_issue`, for the edge OPEN. One `by_keys_alone`
    hears nothing: an answering machine may say anything.
    """

    prompt: str
    hears: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_open: bool = False
    by_keys_alone: bool = False
    spoken_in: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    only_if: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tries: int = 3
    keys: Mapping[str, str] = field(init=False)
    """Key to target, in the order of the offer."""

    def __post_init__(self) -> None:
        """The keys are the edges that are no words: found once, asked for at every turn."""
        no_keys = {GIVES_UP, OPEN, *self.hears}
        object.__setattr__(self, "keys", {key: to for key, to in self.edges.items() if key not in no_keys})

    @property
    def waits(self) -> bool:
        """A menu always waits."""
        return True

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """One prompt an option; each is told its key."""
        return {self.option(target): frozenset({"key"}) for target in self.keys.values()}

    def option(self, target: str) -> str:
        """The prompt that offers this target."""
        return f"{self.prompt}.{target}"

    def offered(self, call: Call) -> dict[str, str]:
        """The keys that this caller is offered, with their targets."""
        return {key: target for key, target in self.keys.items() if self._fits(call, target)}

    def enter(self, call: Call, _services: object) -> Entered:
        """The offer, and an open ear."""
        offered = self.offered(call)
        spoken = tuple(self._offer(call, key, target) for key, target in offered.items())
        listens_for = (*self._phrases(offered), *WISHES)
        ear = Gather(call.language, 1, listens_for, hears=not self.by_keys_alone)
        return Entered((Say(spoken), ear))

    def understand(self, call: Call, answer: Answer, ears: Ears) -> str:
        """The key pressed or meant, NO_INPUT or NO_MATCH."""
        offered = self.offered(call)
        key = answer.keys or ears.key(answer.speech, call.language)
        if key:
            return key if key in offered else NO_MATCH
        is_issue = self.is_open and _heard_issue(call, answer.speech, ears)
        if is_issue and call.facts["is_sure"] and call.facts["heard_issue"] != ANYTHING:
            return OPEN
        phrases = self._phrases(offered)
        heard = ears.choose(answer.speech, tuple(phrases), call.language)
        return phrases[heard] if heard else OPEN if is_issue else NO_MATCH

    def _phrases(self, offered: Mapping[str, str]) -> dict[str, str]:
        """The prompts whose phrases are listened for, with the outcome that each means."""
        unoffered = {prompt: target for target, prompt in self.hears.items() if target not in offered.values()}
        return {**unoffered, **{self.option(target): key for key, target in offered.items()}}

    def _fits(self, call: Call, target: str) -> bool:
        return all(call.facts.get(names[target]) for names in (self.spoken_in, self.only_if) if target in names)

    def _offer(self, call: Call, key: str, target: str) -> Spoken:
        language = call.facts[self.spoken_in[target]] if target in self.spoken_in else call.language
        return _option(self.option(target), key, language, call.manner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Step):
    """Ask for digits or a code, by key or by voice; `call.answer.keys` holds it for the step that follows.

    `digits` is the exact number of keys, None when the pound key ends the answer.
    """

    prompt: str
    prepared: bool = False
    digits: int | None = None
    tries: int = 3

    @property
    def waits(self) -> bool:
        """A question always waits."""
        return True

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question, unless its sentences are prepared elsewhere."""
        return {} if self.prepared else {self.prompt: frozenset()}

    def enter(self, call: Call, _services: object) -> Entered:
        """The question, and an open ear."""
        lines = _prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        ear = Gather(language=call.language, digits=self.digits, listens_for=WISHES)
        return Entered((Say(_spoken(call, lines)), ear))

    def understand(self, call: Call, answer: Answer, ears: Ears) -> str:
        """`then` with the code left on the call, NO_INPUT or NO_MATCH."""
        code = answer.keys or ears.code(answer.speech, call.language)
        call.answer = Answer(keys=code, speech=answer.speech)
        return "then" if code else NO_MATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Step):
    """Ask an open question. What the answer is about is left on the call as `heard_issue` and `is_sure`."""

    prompt: str
    tries: int = 2

    @property
    def waits(self) -> bool:
        """A question always waits."""
        return True

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question."""
        return {self.prompt: frozenset()}

    def enter(self, call: Call, _services: object) -> Entered:
        """The question, and an open ear."""
        ear = Gather(language=call.language, digits=1, listens_for=WISHES)
        return Entered((Say(_spoken(call, (Line(self.prompt),))), ear))

    def understand(self, call: Call, answer: Answer, ears: Ears) -> str:
        """`then`, or NO_MATCH for a key that was not asked for and for words that could mean anything."""
        return "then" if answer.speech and _heard_issue(call, answer.speech, ears) else NO_MATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText(Step):
    """Send the sentence prepared under `prompt` to the number, or numbers, that the call remembers as `to`."""

    prompt: str
    to: str = "text_to"

    def enter(self, call: Call, _services: object) -> Entered:
        """The messages, and on to the next step. Raises StepGone when nothing was prepared."""
        (spoken,) = _spoken(call, _prepared(call, self.prompt))
        given = call.facts[self.to]
        numbers = [given] if isinstance(given, str) else given
        return Entered(tuple(Text(to=number, spoken=spoken) for number in numbers), "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCallback(Step):
    """Note the callback that the call remembers: `number`, `waits_for`, `waits_since`, `priority` and `story`."""

    def enter(self, call: Call, _services: object) -> Entered:
        """The booking, and on to the next step."""
        facts = call.facts
        booked = CallBack(
            number=facts["number"],
            queue=facts["waits_for"],
            since=facts["waits_since"],
            priority=facts.get("priority", 0),
            story=facts.get("story", {}),
        )
        return Entered((booked,), "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Step):
    """Hand the caller to the destination chosen for the call, with the story that the call remembers."""

    @property
    def waits(self) -> bool:
        """Until the conversation is over or nobody answered."""
        return True

    def enter(self, call: Call, _services: object) -> Entered:
        """The hand-off. Raises StepGone when no destination was chosen."""
        if call.destination is None:
            raise StepGone(self.name)
        return Entered((HandOff(call.destination, call.facts.get("story", {})),))

    def understand(self, _call: Call, answer: Answer, _ears: Ears) -> str:
        """How the hand-off ended; an ending nobody knows counts as unanswered."""
        return answer.outcome if answer.outcome in self.edges else "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessage(Step):
    """Say a prompt and record what the caller leaves, `seconds` at most."""

    prompt: str
    seconds: int = 120

    @property
    def waits(self) -> bool:
        """Until the recording ends."""
        return True

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The prompt before the tone."""
        return {self.prompt: frozenset()}

    def enter(self, call: Call, _services: object) -> Entered:
        """The prompt, then the recording."""
        return Entered((Say(_spoken(call, (Line(self.prompt),))), Record(self.seconds)))

    def understand(self, call: Call, answer: Answer, _ears: Ears) -> str:
        """Whether anything was left."""
        call.answer = answer
        return "then" if answer.recording else "nothing"


AnyStep = Decide | Speak | Menu | Ask | Listen | SendText | BookCallback | Queue | TakeMessage
Waiting = Menu | Ask | Listen | Queue | TakeMessage


def _heard_issue(call: Call, speech: str, ears: Ears) -> bool:
    """Whether the words are about something that the line knows; if so, the call remembers what."""
    heard = ears.issue(speech, call.language)
    if heard is None:
        return False
    call.remember(heard_issue=heard[0], is_sure=heard[1])
    return True


def _prepared(call: Call, name: str) -> tuple[Line, ...]:
    try:
        return call.prepared(name)
    except KeyError:
        raise StepGone(name) from None


def _spoken(call: Call, lines: Sequence[Line]) -> tuple[Spoken, ...]:
    manner = call.manner
    return tuple(Spoken(line, call.language, manner) for line in lines)


@lru_cache(maxsize=1024)
def _option(prompt: str, key: str, language: str, manner: Manner) -> Spoken:
    """The sentence that offers a key. Every turn offers some, and they never change."""
    return Spoken(Line(prompt, {"key": Key(key)}), language, manner)
