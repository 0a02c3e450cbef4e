"""Menus: a choice by key or in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import ClassVar

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import PATIENCE, Effect, Gather, Say
from ivr.engine.spoken import Spoken, VoiceProfile
from ivr.engine.steps.listening import heard_issue
from ivr.engine.steps.step import (
    ALWAYS_HEARD,
    ANYTHING,
    DONE,
    GIVES_UP,
    NO,
    NO_INPUT,
    NO_MATCH,
    OPEN,
    YES,
    Ears,
    Entered,
    Question,
    S,
    StepLook,
    as_spoken,
    languages,
    named_language,
)
from prompts.facts import Key, Line

PRESS = "press"
"""The prompt before the options."""
PAUSE = 4
"""Seconds of silence after which an open menu reads its options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Question[C, S]):
    """Offer keys and words. The words that offer key K on the way to T are the prompt `<prompt>.<T>`.

    A menu with an `opening` says only that prompt and listens; its options are read after silence, or when answers were
    not understood. The option `in_next_language` is offered in the next of the call's languages, once in a call, and is
    meant by callers who name any of them: the call keeps which. `only_if` tells by the context whether an option is
    offered. `hears` are targets that can be named without being offered, each with the prompt that lists the phrases
    for it. A menu that `is_open` takes free speech too: the call keeps what was `heard`, for the edge OPEN; to it "no"
    means DONE, and `anything` is the target for callers who only say "yes", or that it is something else. One
    `by_keys_alone` hears nothing: an answering machine may say anything.
    """

    prompt: str
    hears: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    opening: str = ""
    is_open: bool = False
    anything: str = ""
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
        """The opening, one prompt for each option with its key as a fact, and those of targets that are not offered."""
        opening = {self.opening: frozenset[str]()} if self.opening else {}
        offered = {self.option(target): frozenset({"key"}) for target in self.keys.values()}
        return opening | offered | {f"{prompt}.said": frozenset() for prompt in self.hears.values()}

    @property
    def read_out(self) -> tuple[str, ...]:
        """All options but that of another language, which is offered apart."""
        own = [target for target in self.keys.values() if target != self.in_next_language]
        return (PRESS, *map(self.option, own))

    @property
    def switches_language(self) -> str:
        """The key of the option to go on in another language."""
        return next((key for key, target in self.keys.items() if target == self.in_next_language), "")

    def option(self, target: str) -> str:
        """The prompt that offers this target."""
        return f"{self.prompt}.{target}"

    def offer(self, call: Call[C]) -> "MenuOffer":
        """The options for this caller."""
        granted = frozenset([target for target, has in self.only_if.items() if has(call.context)])
        return self._offers(call.language, call.other_languages, granted, call.voice_profile)

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The opening, or else the options; and listening."""
        offer = self.offer(call)
        if not self.opening:
            return Entered((Say(offer.options), offer.ear))
        switch = () if call.languages.is_settled else offer.switch
        if switch:
            call.languages = replace(call.languages, is_settled=True)
        return Entered((Say((*as_spoken(call, (Line(self.opening),)), *switch)), offer.ear))

    def ask_again(self, call: Call[C], _services: S, missed: str) -> tuple[Effect, ...]:
        """The options after silence at an opening, a short question after words, and both after more of the same."""
        offer = self.offer(call)
        if call.answer.speech and not self.is_last_try(call):
            return (Say(as_spoken(call, (Line("no_match.open"),))), offer.ear)
        is_first_silence = missed == NO_INPUT and self.opening and not self.is_last_try(call)
        excuse = () if is_first_silence else (Line(f"{missed}.last" if self.is_last_try(call) else missed),)
        return (Say((*as_spoken(call, excuse), *offer.options)), offer.ear)

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """The key pressed or meant, OPEN, DONE, or NO_MATCH."""
        offer = self.offer(call)
        key = answer.keys or ears.key(answer.speech, call.language)
        if key:
            return key if key in offer.keys else NO_MATCH
        is_no = self.is_open and answer.reply.universal == NO and not answer.reply.is_mild
        if is_no and not answer.reply.rest:
            return DONE
        if self.is_open and answer.reply.universal == YES and not answer.reply.rest:
            return next((key for key, target in offer.keys.items() if target == self.anything), NO_MATCH)
        return self._meant(call, offer, answer.reply.rest if is_no else answer.speech, ears)

    def _meant(self, call: Call[C], offer: "MenuOffer", speech: str, ears: Ears) -> str:
        own = tuple(prompt for prompt in offer.phrases if not named_language(prompt))
        if quoted := ears.quoted(speech, own, call.language):
            return offer.phrases[quoted]
        is_issue = self.is_open and heard_issue(call, speech, ears)
        if is_issue and call.heard.is_sure and call.heard.issue != ANYTHING:
            return OPEN
        heard = ears.choose(speech, tuple(offer.phrases), call.language)
        if heard and (language := named_language(heard)):
            call.languages = replace(call.languages, named=language)
        meant = offer.phrases[heard] if heard else ""
        is_other = is_issue and call.heard.is_sure and self.edges.get(meant, "") != self.anything
        return OPEN if is_other or (is_issue and not meant) else meant or NO_MATCH

    def _offer(
        self, language: str, others: tuple[str, ...], granted: frozenset[str], voice_profile: VoiceProfile
    ) -> "MenuOffer":
        """The offer to callers in a language who may speak `others` too, and have what `granted` options ask for."""
        keys = {key: target for key, target in self.keys.items() if self._fits(target, others, granted)}
        lines = {target: Line(self.option(target), {"key": Key(key)}) for key, target in keys.items()}
        switch = self.in_next_language
        own = tuple(Spoken(line, language, voice_profile) for target, line in lines.items() if target != switch)
        press = Spoken(Line(PRESS), language, voice_profile)
        foreign = tuple(Spoken(line, others[0], voice_profile) for target, line in lines.items() if target == switch)
        phrases = self._phrases(keys, others)
        seconds = PAUSE if self.opening else PATIENCE
        ear = Gather(language, 1, (*phrases, ALWAYS_HEARD), seconds, hears=not self.by_keys_alone)
        return MenuOffer(keys, phrases, (press, *own), foreign, ear)

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
    that each means, the options as they are read out, the one in the next language, and how to listen.
    """

    keys: Mapping[str, str]
    phrases: Mapping[str, str]
    options: tuple[Spoken, ...]
    switch: tuple[Spoken, ...]
    ear: Gather
