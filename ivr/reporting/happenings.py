"""What programs are told as it happens: calls that begin, wait, are answered and end, and the states of agents.

Made of the events of the record, without anything personal: no number, no order, nothing that was said or noted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from ivr.calls.desk.desk_events import StateChanged
from ivr.calls.events import Answered, Event, StatusChanged, TurnTaken
from routing.json_value import Json, text

HappeningKind = Literal["call.began", "call.queued", "call.answered", "call.ended", "agent.state"]
HAPPENING_KINDS: tuple[HappeningKind, ...] = get_args(HappeningKind)
HAPPENING_WORDS: Mapping[HappeningKind, str] = {
    "call.began": "a call has begun",
    "call.queued": "a call was handed to a queue",
    "call.answered": "a person has taken a call",
    "call.ended": "a call has ended",
    "agent.state": "an agent's state has changed",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened. The same thing has the same `name` however often it is told."""

    name: str
    kind: HappeningKind
    at: datetime
    data: Mapping[str, str | int | None]

    def to_json(self) -> Json:
        """As JSON values: type, timestamp and data (Standard Webhooks), and an id that is the same if told again."""
        return {"id": self.name, "type": self.kind, "timestamp": self.at.isoformat(), "data": dict(self.data)}


@dataclass(frozen=True, slots=True)
class ToldHappening:
    """A happening in the stream: its place there, its kind, and its JSON."""

    place: str
    kind: HappeningKind
    told: str


def happenings(event: Event) -> Iterator[Happening]:
    """What an event of the record tells programs; nothing for most turns."""
    if isinstance(event, TurnTaken):
        yield from _of_turn(event)
    elif isinstance(event, StatusChanged):
        if event.ends:
            data = {"call": event.sid, "status": event.status, "seconds": event.seconds}
            yield Happening(f"{event.sid}.ended", "call.ended", event.at, data)
    elif isinstance(event, Answered):
        yield Happening(
            f"{event.sid}.answered.{event.at.timestamp():.0f}", "call.answered", event.at, {"call": event.sid}
        )
    elif isinstance(event, StateChanged):
        told = {"agent": event.agent, "state": event.state, "reason": event.reason or None}
        yield Happening(f"{event.agent}.state.{event.number}", "agent.state", event.at, told)


def _of_turn(event: TurnTaken) -> Iterator[Happening]:
    if event.turn == 0:
        data = {"call": event.sid, "dialled": event.dnis, "language": event.language}
        yield Happening(f"{event.sid}.began", "call.began", event.at, data)
    queue = text((event.decision or {}).get("queue"))
    if queue:
        told = {"call": event.sid, "queue": queue, "language": event.language}
        yield Happening(f"{event.sid}.queued.{event.turn}", "call.queued", event.at, told)
