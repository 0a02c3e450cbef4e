"""Steps that ask the caller, by key and by voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from ivr.engine.call import Answer, Call, Manner
from ivr.engine.effects import Gather, Say, Spoken
from ivr.engine.steps.step import (
    ANYTHING,
    GIVES_UP,
    NO_MATCH,
    OPEN,
    WISHES,
    Ears,
    Entered,
    Step,
    in_manner,
    languages,
    named_language,
    prepared,
)
from prompts.facts import Key, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Step):
    """Offer keys and words. The words that offer key K on the way to T are the prompt `<prompt>.<T>`.

    The option `in_next_language` is offered in the next of the call's languages, if there is one, and is meant by
    whoever names any of them: that is left on the call as `named_language`. `only_if` names a fact that must be true
    for an option to be offered. `hears` are targets that can be named without being offered, each with the prompt that
    lists the phrases for it. A menu that `is_open` takes free speech too: what it is about is left on the call as
    `heard_issue`, for the edge OPEN. One `by_keys_alone` hears nothing: an answering machine may say anything.
    """

    prompt: str
    hears: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_open: bool = False
    by_keys_alone: bool = False
    in_next_language: str = ""
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
        offered, manner = self.offered(call), call.manner
        options = [(self.option(target), key, self._language(call, target)) for key, target in offered.items()]
        spoken = tuple([_option(prompt, key, language, manner) for prompt, key, language in options])
        listens_for = (*self._phrases(call, offered), *WISHES)
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
        phrases = self._phrases(call, offered)
        heard = ears.choose(answer.speech, tuple(phrases), call.language)
        if heard and (language := named_language(heard)):
            call.remember(named_language=language)
        return phrases[heard] if heard else OPEN if is_issue else NO_MATCH

    def _phrases(self, call: Call, offered: Mapping[str, str]) -> dict[str, str]:
        """The prompts whose phrases are listened for, with the outcome that each means."""
        unoffered = {prompt: target for target, prompt in self.hears.items() if target not in offered.values()}
        options = {self.option(target): key for key, target in offered.items()}
        switch = options.get(self.option(self.in_next_language))
        return {**unoffered, **options, **(dict.fromkeys(languages(call), switch) if switch else {})}

    def _fits(self, call: Call, target: str) -> bool:
        if target == self.in_next_language:
            return bool(call.other_languages)
        return target not in self.only_if or bool(call.facts.get(self.only_if[target]))

    def _language(self, call: Call, target: str) -> str:
        return call.other_languages[0] if target == self.in_next_language else call.language


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
        lines = prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        ear = Gather(language=call.language, digits=self.digits, listens_for=(*WISHES, *languages(call)))
        return Entered((Say(in_manner(call, lines)), ear))

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
        ear = Gather(language=call.language, digits=1, listens_for=(*WISHES, *languages(call)))
        return Entered((Say(in_manner(call, (Line(self.prompt),))), ear))

    def understand(self, call: Call, answer: Answer, ears: Ears) -> str:
        """`then`, or NO_MATCH for a key that was not asked for and for words that could mean anything."""
        return "then" if answer.speech and _heard_issue(call, answer.speech, ears) else NO_MATCH


def _heard_issue(call: Call, speech: str, ears: Ears) -> bool:
    """Whether the words are about something that the line knows; if so, the call remembers what."""
    heard = ears.issue(speech, call.language)
    if heard is None:
        return False
    call.remember(heard_issue=heard[0], is_sure=heard[1])
    return True


@lru_cache(maxsize=1024)
def _option(prompt: str, key: str, language: str, manner: Manner) -> Spoken:
    """The sentence that offers a key. Every turn offers some, and they never change."""
    return Spoken(Line(prompt, {"key": Key(key)}), language, manner)
