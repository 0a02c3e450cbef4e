"""Steps that ask the caller, by key and by voice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from ivr.engine.call import Answer, C, Call, Heard
from ivr.engine.effects import Gather, Say
from ivr.engine.spoken import Spoken, VoiceProfile
from ivr.engine.steps.step import (
    ANYTHING,
    GIVES_UP,
    NO_MATCH,
    OPEN,
    WISHES,
    Ears,
    Entered,
    Question,
    S,
    StepLook,
    as_spoken,
    languages,
    named_language,
    prepared,
)
from prompts.facts import Key, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Question[C, S]):
    """Offer keys and words. The words that offer key K on the way to T are the prompt `<prompt>.<T>`.

    The option `in_next_language` is offered in the next of the call's languages, if there is one, and is meant by
    whoever names any of them: the call keeps which. `only_if` tells by the context whether an option is offered.
    `hears` are targets that can be named without being offered, each with the prompt that lists the phrases for it. A
    menu that `is_open` takes free speech too: the call keeps what was `heard`, for the edge OPEN. One `by_keys_alone`
    hears nothing: an answering machine may say anything.
    """

    prompt: str
    hears: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_open: bool = False
    by_keys_alone: bool = False
    in_next_language: str = ""
    only_if: Mapping[str, Callable[[C], bool]] = field(default_factory=lambda: MappingProxyType({}))
    keys: Mapping[str, str] = field(init=False)
    """Key to target, in the order of the offer."""
    _offers: Callable[[str, tuple[str, ...], frozenset[str], VoiceProfile], "MenuOffer"] = field(
        init=False, repr=False, compare=False
    )

    look: ClassVar[StepLook] = StepLook(("([", "])"), ', fillcolor="#d7e8ff"')

    def __post_init__(self) -> None:
        """Derive keys and offers from the edges once, since every turn needs them."""
        no_keys = {GIVES_UP, OPEN, *self.hears}
        object.__setattr__(self, "keys", {key: to for key, to in self.edges.items() if key not in no_keys})
        object.__setattr__(self, "_offers", lru_cache(maxsize=256)(self._offer))

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """One prompt for each option, with its key as a fact, and the prompts of targets that are not offered."""
        offered = {self.option(target): frozenset({"key"}) for target in self.keys.values()}
        return offered | {f"{prompt}.said": frozenset() for prompt in self.hears.values()}

    def option(self, target: str) -> str:
        """The prompt that offers this target."""
        return f"{self.prompt}.{target}"

    def offer(self, call: Call[C]) -> "MenuOffer":
        """The options for this caller."""
        granted = frozenset([target for target, has in self.only_if.items() if has(call.context)])
        return self._offers(call.language, call.other_languages, granted, call.voice_profile)

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The offer, and listening."""
        return self.offer(call).entered

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """The key pressed or meant, NO_INPUT or NO_MATCH."""
        offer = self.offer(call)
        key = answer.keys or ears.key(answer.speech, call.language)
        if key:
            return key if key in offer.keys else NO_MATCH
        is_issue = self.is_open and _heard_issue(call, answer.speech, ears)
        if is_issue and call.heard.is_sure and call.heard.issue != ANYTHING:
            return OPEN
        heard = ears.choose(answer.speech, tuple(offer.phrases), call.language)
        if heard and (language := named_language(heard)):
            call.languages = replace(call.languages, named=language)
        return offer.phrases[heard] if heard else OPEN if is_issue else NO_MATCH

    def _offer(
        self, language: str, others: tuple[str, ...], granted: frozenset[str], voice_profile: VoiceProfile
    ) -> "MenuOffer":
        """The offer to callers in a language who may speak `others` too, and have what `granted` options ask for."""
        keys = {key: target for key, target in self.keys.items() if self._fits(target, others, granted)}
        lines = {target: Line(self.option(target), {"key": Key(key)}) for key, target in keys.items()}
        spoken = tuple(
            Spoken(line, others[0] if target == self.in_next_language else language, voice_profile)
            for target, line in lines.items()
        )
        phrases = self._phrases(keys, others)
        ear = Gather(language, 1, (*phrases, *WISHES), hears=not self.by_keys_alone)
        return MenuOffer(keys, phrases, Entered((Say(spoken), ear)))

    def _phrases(self, keys: Mapping[str, str], others: tuple[str, ...]) -> dict[str, str]:
        unoffered = {prompt: target for target, prompt in self.hears.items() if target not in keys.values()}
        options = {self.option(target): key for key, target in keys.items()}
        switch = options.get(self.option(self.in_next_language))
        return {**unoffered, **options, **(dict.fromkeys(languages(others), switch) if switch else {})}

    def _fits(self, target: str, others: tuple[str, ...], granted: frozenset[str]) -> bool:
        if target == self.in_next_language:
            return bool(others)
        return target not in self.only_if or target in granted


@dataclass(frozen=True, slots=True)
class MenuOffer:
    """What a menu offers: its keys with their targets, the prompts whose phrases are listened for with the outcome
    that each means, and what is said and awaited.
    """

    keys: Mapping[str, str]
    phrases: Mapping[str, str]
    entered: Entered


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Question[C, S]):
    """Ask for digits or a code, by key or by voice; `call.answer.keys` holds it for the step that follows.

    `digits` is the exact number of keys, None when the pound key ends the answer.
    """

    prompt: str
    prepared: bool = False
    digits: int | None = None

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question, unless its sentences are prepared elsewhere."""
        return {} if self.prepared else {self.prompt: frozenset()}

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The question, and listening."""
        lines = prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        ear = Gather(
            language=call.language, digits=self.digits, listens_for=(*WISHES, *languages(call.other_languages))
        )
        return Entered((Say(as_spoken(call, lines)), ear))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """`then` with the code left on the call, NO_INPUT or NO_MATCH."""
        code = answer.keys or ears.code(answer.speech, call.language)
        call.answer = Answer(keys=code, speech=answer.speech)
        return "then" if code else NO_MATCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Question[C, S]):
    """Ask an open question. The call keeps what the answer is about as `heard`."""

    prompt: str
    tries: int = 2

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question."""
        return {self.prompt: frozenset()}

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The question, and listening."""
        ear = Gather(language=call.language, digits=1, listens_for=(*WISHES, *languages(call.other_languages)))
        return Entered((Say(as_spoken(call, (Line(self.prompt),))), ear))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """`then`, or NO_MATCH for an unexpected key or for ambiguous words."""
        return "then" if answer.speech and _heard_issue(call, answer.speech, ears) else NO_MATCH


def _heard_issue(call: Call[C], speech: str, ears: Ears) -> bool:
    """Whether the words are about a known issue, which is then stored in the call."""
    heard = ears.issue(speech, call.language)
    if heard is None:
        return False
    call.heard = Heard(*heard)
    return True
