"""Records a message of the caller."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Effect, Say
from ivr.engine.flow import Flow
from ivr.engine.steps import Ears, Entered, S, StepLook, Waiting, as_spoken
from prompts.facts import Line


@dataclass(frozen=True, slots=True)
class TakeMessage(Effect):
    """Let the caller leave a message of at most `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessageStep(Waiting[C, S]):
    """Say a prompt, and record until the caller stops or `seconds` are over."""

    prompt: str
    seconds: int = 120

    look: ClassVar[StepLook] = StepLook(("[(", ")]"), ', fillcolor="#ffe3c2"')

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The prompt before the tone."""
        return {self.prompt: frozenset()}

    @property
    def unbroken(self) -> tuple[str, ...]:
        """The same."""
        return (self.prompt,)

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The prompt, then the recording."""
        return Entered((Say(as_spoken(call, (Line(self.prompt),))), TakeMessage(self.seconds)))

    def understand(self, call: Call[C], answer: Answer, _ears: Ears) -> str:
        """The outcome: whether a message was left."""
        call.answer = answer
        return "then" if answer.recording else "nothing"


def take_message(flow: Flow[C, S], name: str, *, prompt: str, then: str, nothing: str, seconds: int = 120) -> None:
    """Declare a recording; `nothing` is the target for a caller who left no message."""
    edges = {"then": then, "nothing": nothing}
    flow.add(TakeMessageStep(name=name, edges=edges, prompt=prompt, seconds=seconds))
