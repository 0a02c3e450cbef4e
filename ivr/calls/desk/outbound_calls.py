"""Calls that agents place to customers: the agent's telephone rings first, then the customer is called in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.desk_events import Handled
from ivr.calls.desk.ports import CallControl, CallControlFailed
from ivr.calls.desk.room import CALLER, Room, Seat, agent_label
from ivr.calls.desk.transfers import ActRefused
from routing.model import Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundCalls:
    """The use case. `may_call` says whether a number (E.164) may be called now, as for callbacks.

    `agent_url` is the address of the document of an agent who is rung (room, whether it is a telephone), and
    `status_url` that of the end of a leg (room, label).
    """

    conversations: Conversations
    control: CallControl
    in_force: Callable[[], Routing]
    may_call: Callable[[str], bool]
    agent_url: Callable[[str, bool], str]
    status_url: Callable[[str, str], str]

    def place(self, agent: DeskAgent, number: str, *, shown: str, about: str) -> None:
        """Have the agent's telephone ring; the dispatcher calls the customer once the agent is in.

        `about` is the earlier call (SID), whose story is shown. The customer sees the line's number `shown`, or the
        first one of the line. Raises ActRefused, CallControlFailed and Unavailable.
        """
        if not self.may_call(number):
            raise ActRefused("This number cannot be called: its country is not allowed, or it is a number of the line.")
        at = self.conversations.clock()
        room = self._opened(agent, number, self._line(shown), about, at.timestamp())
        state = self._ringing(agent, room, at)
        to = agent.number if state.station == "phone" else f"client:{agent.client}"
        seat = agent_label(agent.id)
        try:
            leg = self.control.ring(
                to,
                shown=room.line,
                url=self.agent_url(room.name, to.startswith("+")),
                status_url=self.status_url(room.name, seat),
                seconds=self.conversations.terms().rings_seconds,
            )
        except CallControlFailed:
            self.conversations.unanswered(room.name, "failed")
            raise
        self.conversations.placed(room.name, seat, leg)

    def _opened(self, agent: DeskAgent, number: str, line: str, about: str, now: float) -> Room:
        seats = (
            Seat(label=CALLER, kind="caller", to=number),
            Seat(label=agent_label(agent.id), kind="agent", name=agent.name, agent=agent.id, asked=now),
        )
        room = Room(
            name=f"h-{token_hex(12)}",
            call=about,
            queue=agent.queues[0] if agent.queues else "",
            agent=agent.id,
            seats=seats,
            began=now,
            handling=token_hex(8),
            phase="ringing",
            until=now + self.conversations.terms().rings_seconds,
            line=line,
            direction="out",
        )
        self.conversations.rooms.open(room)
        return room

    def _ringing(self, agent: DeskAgent, room: Room, at: datetime) -> AgentPresence:
        """The agent's state from now on. Raises ActRefused for one who is in a call, or not at work."""
        now = at.timestamp()
        state = self.conversations.presences.change(
            agent.id, lambda was: presence_changes.calls_out(was, room, now=now)
        )
        if state is None or state.state != "ringing" or state.room != room.name:
            self.conversations.rooms.change(room.name, lambda was: replace(was, phase="over", over=now))
            self.conversations.rooms.close(room.name)
            raise ActRefused("Sign in to the desk and end your call first, then call the customer.")
        offered = Handled(
            handling=room.handling,
            sid=room.call,
            at=at,
            agent=agent.id,
            agent_name=agent.name,
            queue=room.queue,
            offered_at=at,
            became="ringing",
            direction="out",
        )
        self.conversations.rooms.tell([offered])
        return state

    def _line(self, shown: str) -> str:
        numbers = self.in_force().numbers
        if shown in numbers:
            return shown
        return next(iter(numbers), shown)
