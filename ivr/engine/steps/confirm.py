"""Yes/no questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Effect, Gather, Say
from ivr.engine.steps.listening import heard_issue, listens_for
from ivr.engine.steps.step import (
    NO,
    NO_MATCH,
    OPEN,
    YES,
    Ears,
    Entered,
    Question,
    S,
    StepLook,
    as_spoken,
    prepared,
)
from prompts.facts import Key, Line

_KEYS: Mapping[str, str] = {"1": YES, "2": NO}
_HOW = Line("confirm.keys", {"yes": Key("1"), "no": Key("2")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Question[C, S]):
    """Ask a question that is answered yes or no, with the keys 1 and 2 too, which are told after silence.

    `hears` are the outcomes YES and NO that can also be meant in other words, each with the prompt that lists the
    phrases. With an edge OPEN, "no, a return" and other free speech about a known issue lead there, with `heard` set.
    """

    prompt: str
    prepared: bool = False
    hears: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    look: ClassVar[StepLook] = StepLook(("([", "])"), ', fillcolor="#d7e8ff"')

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question, unless its sentences are prepared elsewhere, and phrases for its answers."""
        question = {} if self.prepared else {self.prompt: frozenset[str]()}
        return question | {f"{prompt}.said": frozenset() for prompt in self.hears.values()}

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The question, and listening."""
        return Entered((Say(as_spoken(call, self._question(call))), self._ear(call)))

    def ask_again(self, call: Call[C], _services: S, missed: str) -> tuple[Effect, ...]:
        """A short question after words that were neither yes nor no; after silence or a wrong key the keys too."""
        if call.answer.speech and not self.is_last_try(call):
            return (Say(as_spoken(call, (Line("no_match.yes_no"),))), self._ear(call))
        excuse = Line(f"{missed}.last" if self.is_last_try(call) else missed)
        return (Say(as_spoken(call, (excuse, *self._question(call), _HOW))), self._ear(call))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """YES, NO, OPEN or NO_MATCH."""
        if key := answer.keys or ears.key(answer.speech, call.language):
            return _KEYS.get(key, NO_MATCH)
        if answer.reply.universal == YES:
            return YES
        if answer.reply.universal == NO:
            return self._after_no(call, answer.reply.rest, ears)
        if meant := self._meant(call, answer.speech, ears):
            return meant
        return OPEN if self._opens(call, answer.speech, ears) and call.heard.is_sure else NO_MATCH

    def _after_no(self, call: Call[C], rest: str, ears: Ears) -> str:
        """NO, or OPEN if the words after it are about another issue than before; NO_MATCH if they mean YES."""
        if ears.quoted(rest, [prompt for outcome, prompt in self.hears.items() if outcome == YES], call.language):
            return NO_MATCH
        asked, is_more = call.heard, bool(rest) and not self._meant(call, rest, ears)
        is_other = is_more and self._opens(call, rest, ears) and call.heard.issue != asked.issue
        call.heard = call.heard if is_other else asked
        return OPEN if is_other else NO

    def _meant(self, call: Call[C], speech: str, ears: Ears) -> str:
        """The outcome that is meant in words of this question's own; empty for other words."""
        own = tuple(self.hears.values())
        meant = ears.quoted(speech, own, call.language) or ears.choose(speech, own, call.language)
        return next((outcome for outcome, prompt in self.hears.items() if prompt == meant), "")

    def _opens(self, call: Call[C], speech: str, ears: Ears) -> bool:
        return OPEN in self.edges and heard_issue(call, speech, ears)

    def _question(self, call: Call[C]) -> tuple[Line, ...]:
        return prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)

    def _ear(self, call: Call[C]) -> Gather:
        return Gather(call.language, 1, (*self.hears.values(), *listens_for(call)))
