"""Steps that ask for a code, and open questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Effect, Gather, Say
from ivr.engine.steps.listening import heard_issue, listens_for
from ivr.engine.steps.step import NO_MATCH, Ears, Entered, Question, S, as_spoken, prepared
from prompts.facts import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Question[C, S]):
    """Ask for digits or a code, by key or by voice; `call.answer.keys` holds it for the step that follows.

    `digits` is the exact number of keys, None when the pound key ends the answer. A code that does not fit is none.
    """

    prompt: str
    prepared: bool = False
    digits: int | None = None
    fits: Callable[[str], bool] = bool

    @property
    def prompts(self) -> Mapping[str, frozenset[str]]:
        """The question, unless its sentences are prepared elsewhere."""
        return {} if self.prepared else {self.prompt: frozenset()}

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The question, and listening."""
        lines = prepared(call, self.prompt) if self.prepared else (Line(self.prompt),)
        return Entered((Say(as_spoken(call, lines)), self._ear(call)))

    def ask_again(self, call: Call[C], services: S, missed: str) -> tuple[Effect, ...]:
        """After the first answer that was no code, a short request to repeat it."""
        if missed != NO_MATCH or self.is_last_try(call):
            return super(Ask, self).ask_again(call, services, missed)
        return (Say(as_spoken(call, (Line("no_match.code"),))), self._ear(call))

    def _ear(self, call: Call[C]) -> Gather:
        return Gather(language=call.language, digits=self.digits, listens_for=listens_for(call))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """`then` with the code left on the call, or NO_MATCH."""
        code = answer.keys or ears.code(answer.speech, call.language)
        call.answer = Answer(keys=code, speech=answer.speech)
        return "then" if code and self.fits(code) else NO_MATCH


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
        ear = Gather(language=call.language, digits=1, listens_for=listens_for(call))
        return Entered((Say(as_spoken(call, (Line(self.prompt),))), ear))

    def understand(self, call: Call[C], answer: Answer, ears: Ears) -> str:
        """`then`, or NO_MATCH for an unexpected key or for ambiguous words."""
        return "then" if answer.speech and heard_issue(call, answer.speech, ears) else NO_MATCH
