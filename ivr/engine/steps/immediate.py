"""Steps that continue at once: they decide or speak."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.call import C, Call
from ivr.engine.effects import Say
from ivr.engine.steps.step import Entered, S, Step, StepLook, as_spoken, prepared
from prompts.facts import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Step[C, S]):
    """Choose an edge from the call and the services; it can change the context and request effects of the turn."""

    function: Callable[[Call[C], S], str]

    look: ClassVar[StepLook] = StepLook(("{", "}"), ", shape=diamond, height=0.6")

    def enter(self, call: Call[C], services: S) -> Entered:
        """The outcome that the function chose, with the effects that it requested."""
        outcome = self.function(call, services)
        effects, call.pending = tuple(call.pending), []
        return Entered(effects, outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(Step[C, S]):
    """Say a prompt of the catalogue, or the sentences that an earlier step prepared under that name."""

    prompt: str
    prepared: bool = False

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The prompt, unless its sentences are prepared elsewhere."""
        return {} if self.prepared else {self.prompt: frozenset()}

    @property
    def unbroken(self) -> tuple[str, ...]:
        """The prompt."""
        return tuple(self.prompts)

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The sentences, and the next step. Raises StepGone if nothing was prepared."""
        lines = prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        return Entered((Say(as_spoken(call, lines)),), "then")
