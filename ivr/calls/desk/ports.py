"""The ports of the desk: agents and their states, rooms, and Twilio's control over calls and conferences."""

from collections.abc import Callable, Sequence
from typing import Protocol

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.desk_events import DeskEvent
from ivr.calls.desk.room import Room

RoomEvents = Callable[[Room, Room], Sequence[DeskEvent]]
"""The events of a change of a room, from the room before and after it."""


def no_events(_before: Room, _after: Room) -> Sequence[DeskEvent]:
    """Nothing for the record."""
    return ()


class CallControlFailed(Exception):
    """Twilio refused a request or did not answer in time. `is_gone`: the call, participant or conference is over."""

    def __init__(self, what: str, *, is_gone: bool = False, is_unsure: bool = False) -> None:
        super().__init__(what)
        self.is_gone = is_gone
        self.is_unsure = is_unsure


class DeskAgents(Protocol):
    """The agents on record. Each raises Unavailable."""

    def by_id(self, agent: str) -> DeskAgent | None:
        """An agent by id."""

    def of_user(self, user: str) -> DeskAgent | None:
        """The agent who is this user of the console."""


class Presences(Protocol):
    """The states of agents, shared by all processes. Each raises Unavailable."""

    def all(self) -> Sequence[AgentPresence]:
        """Everybody at work, and those who left in the last minutes; by name."""

    def of(self, agent: str) -> AgentPresence | None:
        """The state of an agent; None if never seen or long gone."""

    def change(self, agent: str, change: Callable[[AgentPresence], AgentPresence | None]) -> AgentPresence | None:
        """Apply a pure change atomically: read, change, write if unchanged since, else again; None leaves it alone.

        Somebody who was never seen is offline. Returns the state afterwards. Open pages are told, and the record.
        """

    def beat(self, agent: str, tab: str) -> bool:
        """A sign of life of a browser's tab, by a random name; False if another tab has the telephone."""

    def seen(self, agent: str) -> float:
        """The last sign of life of the agent's browser (seconds since 1970); 0 without one."""


class Rooms(Protocol):
    """The rooms in use, shared by all processes. Each raises Unavailable."""

    def named(self, room: str) -> Room | None:
        """A room by name."""

    def of_call(self, sid: str) -> Room | None:
        """The room in which a leg, the caller's or another, is or was last."""

    def change(self, room: str, change: Callable[[Room], Room | None], *, tells: RoomEvents = no_events) -> Room | None:
        """Apply a pure change atomically, as `Presences.change` does; None for an unknown room.

        The events of the change go to the record in the same step.
        """

    def open(self, room: Room, *, tells: Sequence[DeskEvent] = ()) -> None:
        """Store a new room."""

    def close(self, room: str) -> None:
        """Take a room whose conversation is over from the list of rooms in use; it can be read for an hour more."""

    def in_use(self) -> Sequence[Room]:
        """The rooms in use."""

    def tell(self, events: Sequence[DeskEvent]) -> None:
        """Add events to the record."""


class CallControl(Protocol):
    """Twilio's REST API for calls and conferences. `room` is a conference's SID, or its name to add a participant.

    A participant is named by label. Each raises CallControlFailed.
    """

    def ring(self, to: str, *, shown: str, url: str, status_url: str, seconds: int) -> str:
        """Call a telephone (E.164) or a browser (client:identity). Returns the SID of the leg."""

    def redirect(self, sid: str, url: str) -> None:
        """Have a live call run the document at `url`."""

    def hang_up(self, sid: str) -> None:
        """End a live call."""

    def add(self, room: str, to: str, *, shown: str, label: str, status_url: str, seconds: int, silent: bool) -> str:
        """Call somebody into a conference; `silent` comes in muted and without a beep. Returns the SID of the leg."""

    def hold(self, room: str, label: str, *, music: str) -> None:
        """Put a participant on hold with music, or with "" take them back."""

    def mute(self, room: str, label: str, *, muted: bool) -> None:
        """Mute a participant, or let them be heard again."""

    def coach(self, room: str, label: str, *, agent_leg: str) -> None:
        """Have a participant be heard by one leg alone; with "" by all."""

    def announce(self, room: str, label: str, *, url: str) -> None:
        """Play a document to a participant; with an empty label, to the whole conference."""

    def set_ends(self, room: str, label: str, *, ends: bool) -> None:
        """Whether the conference ends when a participant leaves (Twilio: EndConferenceOnExit)."""

    def remove(self, room: str, label: str) -> None:
        """Have a participant leave."""

    def end(self, room: str) -> None:
        """End the conference for everybody."""
