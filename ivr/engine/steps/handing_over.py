"""Steps that give the caller to somebody else for a while: to people, or to a recorder."""

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.engine.call import Answer, Call
from ivr.engine.effects import HandOff, Record, Say
from ivr.engine.steps.step import Ears, Entered, Step, StepGone, in_manner
from prompts.facts import Line


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
        return Entered((Say(in_manner(call, (Line(self.prompt),))), Record(self.seconds)))

    def understand(self, call: Call, answer: Answer, _ears: Ears) -> str:
        """Whether anything was left."""
        call.answer = answer
        return "then" if answer.recording else "nothing"
