"""Sends a text message. A job sends the messages that are due in the record."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.call import C, Call
from ivr.engine.effects import Effect, RecordEntry, TurnInfo
from ivr.engine.flow import Flow
from ivr.engine.spoken import Spoken
from ivr.engine.steps import Entered, S, Step, StepLook, as_spoken, prepared


@dataclass(frozen=True, slots=True)
class Message(RecordEntry):
    """A text message to send. `id` is derived from call, turn and place, so that it is sent once.

    `about` is the key of its subject, on which a call sends one text only; empty for a text to the shop's own staff.
    It is due `after` seconds.
    """

    id: str
    to: str
    body: str
    about: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class SendText(Effect):
    """Send a text message with the words of `spoken` to `to` (E.164). `about` and `after` are as in Message."""

    to: str
    spoken: Spoken
    about: str = ""
    after: int = 0

    def entries(self, info: TurnInfo, place: int) -> Iterable[RecordEntry]:
        """The message."""
        return [Message(f"{info.sid}:{info.turn}:{place}", self.to, info.words(self.spoken), self.about, self.after)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTextStep(Step[C, S]):
    """Send the sentence prepared under `prompt` to numbers from the context, and continue."""

    prompt: str
    to: Callable[[C], Sequence[str]]
    about: Callable[[C], str]

    look: ClassVar[StepLook] = StepLook((">", "]"))

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The messages, and the next step. Raises StepGone if nothing was prepared."""
        (spoken,) = as_spoken(call, prepared(call, self.prompt))
        about = self.about(call.context)
        return Entered(tuple(SendText(number, spoken, about) for number in self.to(call.context)), "then")


def _nothing(_context: object) -> str:
    return ""


def send_text(
    flow: Flow[C, S],
    name: str,
    *,
    prompt: str,
    to: Callable[[C], Sequence[str]],
    then: str,
    about: Callable[[C], str] = _nothing,
) -> None:
    """Declare a text message that an earlier step prepared under the prompt's name, to the numbers `to` (E.164)."""
    flow.add(SendTextStep(name=name, edges={"then": then}, prompt=prompt, to=to, about=about))
