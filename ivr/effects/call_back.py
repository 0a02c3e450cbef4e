"""Books a callback: the caller keeps the place in the line, and is called when it is reached."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.call import C, Call
from ivr.engine.effects import Change, Effect, RecordEntry, TurnInfo
from ivr.engine.flow import Flow
from ivr.engine.steps import Entered, S, Step, StepLook
from routing.wait_estimates import HEAD_START


@dataclass(frozen=True, slots=True)
class Booking(RecordEntry):
    """A requested callback: number (E.164), our number, queue, place in its line (seconds), and the story.

    `replaces` is the callback for which the requesting call was placed.
    """

    number: str
    line: str
    queue: str
    place: float
    story: Mapping[str, str]
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Booked(Change):
    """A callback takes the place of its caller in the line of a queue."""

    queue: str
    name: str
    place: float


@dataclass(frozen=True, slots=True)
class CallBack(Effect):
    """Call the caller back at `number` (E.164) for a queue, with the place of a caller who waits since `since`
    (seconds). `replaces` is as in Booking.
    """

    number: str
    queue: str
    since: float
    priority: int
    story: Mapping[str, str]
    replaces: str = ""

    @property
    def place(self) -> float:
        """The time (seconds) from which the callback counts as waiting."""
        return self.since - HEAD_START * self.priority

    def entries(self, info: TurnInfo, _place: int) -> Iterable[RecordEntry]:
        """The booking."""
        return [Booking(self.number, info.dnis, self.queue, self.place, self.story, self.replaces)]

    def changes(self, info: TurnInfo) -> Iterable[Change]:
        """Its place in the line."""
        return [Booked(self.queue, info.sid, self.place)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBackStep(Step[C, S]):
    """Book the callback described by the context, and continue."""

    made_of: Callable[[C], CallBack]

    look: ClassVar[StepLook] = StepLook((">", "]"))

    def enter(self, call: Call[C], _services: S) -> Entered:
        """The booking, and on to the next step."""
        return Entered((self.made_of(call.context),), "then")


def book_callback(flow: Flow[C, S], name: str, *, made_of: Callable[[C], CallBack], then: str) -> None:
    """Declare the booking of a callback."""
    flow.add(CallBackStep(name=name, edges={"then": then}, made_of=made_of))
