"""Ratings: a number by key or by voice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Gather, Say
from ivr.engine.steps.listening import listens_for
from ivr.engine.steps.step import NO_MATCH, PERSON, Ears, Entered, Question, S, StepLook, as_spoken
from prompts.facts import Key, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Question[C, S]):
    """Ask for a number from 1 to `most`, each of which is an outcome. The prompt gets both ends of the scale."""

    prompt: str
    most: int
    tries: int = 2

    look: ClassVar[StepLook] = StepLook(("([", "])"), ', fillcolor="#d7e8ff"')

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question."""
        return {self.prompt: frozenset({"least", "most"})}

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The question, and listening."""
        line = Line(self.prompt, {"least": Key("1"), "most": Key(str(self.most))})
        return Entered((Say(as_spoken(call, (line,))), Gather(call.language, 1, listens_for(call))))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """The number, or NO_MATCH."""
        said = answer.keys or ears.key(answer.speech, call.language) or ears.code(answer.speech, call.language)
        return said if said in self.edges and said != PERSON else NO_MATCH
