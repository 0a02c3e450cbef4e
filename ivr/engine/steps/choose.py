"""Questions which of several things is meant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import ClassVar

from ivr.engine.call import Answer, C, Call, Heard
from ivr.engine.effects import Gather, Say
from ivr.engine.steps.listening import heard_issue, listens_for
from ivr.engine.steps.step import (
    NO,
    NO_MATCH,
    OPEN,
    Ears,
    Entered,
    Question,
    S,
    StepLook,
    as_spoken,
    prepared,
)
from prompts.choice_words import Pointed


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Question[C, S]):
    """Ask which of the things that an earlier step prepared sentences for is meant, by key or in words.

    The step that follows reads the key of `call.answer`, or what was said of the thing, and in `call.heard` the issue
    of words that point at nothing. `described` are prompts whose phrases say something of a thing; those of
    `none` mean none of them. Its own sentence, and what stands behind it, is said only after an answer was missed.
    With an edge OPEN, free speech that is surely about a known issue leads there.
    """

    prompt: str
    described: tuple[str, ...] = ()
    none: str = ""

    look: ClassVar[StepLook] = StepLook(("([", "])"), ', fillcolor="#d7e8ff"')

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The phrases by which a thing can be meant."""
        return {f"{prompt}.said": frozenset() for prompt in (*self.described, *filter(None, (self.none,)))}

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The choice, and listening."""
        lines = prepared(call, self.prompt)
        said = lines if call.tries else takewhile(lambda line: line.prompt != self.none, lines)
        ear = Gather(call.language, 1, (*self._prompts(), *listens_for(call)))
        return Entered((Say(as_spoken(call, tuple(said))), ear))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """`then`, OPEN or NO_MATCH."""
        if key := answer.keys or ears.key(answer.speech, call.language):
            call.answer = replace(answer, keys=key)
            return "then"
        pointed = ears.pointed(answer.speech, self._prompts(), call.language)
        rest = answer.reply.rest if answer.reply.universal == NO else answer.speech
        if not (pointed.marks or rest):
            pointed = Pointed(frozenset({self.none}))
        call.answer, call.heard = replace(answer, pointed=pointed), Heard()
        if not pointed.marks and heard_issue(call, rest, ears) and call.heard.is_sure and OPEN in self.edges:
            return OPEN
        return "then" if pointed.marks or pointed.words else NO_MATCH

    def _prompts(self) -> tuple[str, ...]:
        return (*self.described, *filter(None, (self.none,)))
