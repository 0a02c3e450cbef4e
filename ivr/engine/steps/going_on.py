"""Steps that go on at once: they decide, speak, send or note."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ivr.engine.call import Call
from ivr.engine.effects import CallBack, Say, Text
from ivr.engine.steps.step import Entered, Step, in_manner, prepared
from prompts.facts import Line


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
        lines = prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        return Entered((Say(in_manner(call, lines)),), "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText(Step):
    """Send the sentence prepared under `prompt` to the number, or numbers, that the call remembers as `to`.

    `about` names the fact that says what the text is about, if it is to be sent but once in the call.
    """

    prompt: str
    to: str = "text_to"
    about: str = ""

    def enter(self, call: Call, _services: object) -> Entered:
        """The messages, and on to the next step. Raises StepGone when nothing was prepared."""
        (spoken,) = in_manner(call, prepared(call, self.prompt))
        given = call.facts[self.to]
        numbers = [given] if isinstance(given, str) else given
        about = call.facts.get(self.about, "")
        return Entered(tuple(Text(to=number, spoken=spoken, about=about) for number in numbers), "then")


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
