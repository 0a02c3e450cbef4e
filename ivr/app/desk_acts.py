"""The acts of agents and supervisors, composed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from ivr.accounts import Role, UnknownUser, may_see_queue
from ivr.adapters.redis.sessions.waiting_line import WaitingLine
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.users import SqlUsers
from ivr.app.calling_out import may_be_called
from ivr.app.parts import Parts
from ivr.calls.desk import supervising
from ivr.calls.desk.agent_acts import AgentActs
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.conversion import Conversion
from ivr.calls.desk.outbound_calls import OutboundCalls
from ivr.calls.desk.ports import CallControl, DeskAgents
from ivr.calls.desk.room import Room
from ivr.calls.desk.room_acts import RoomActs
from ivr.calls.ports import Sessions
from ivr.calls.sending_on import SendingOn
from routing.caller import CallerProfile
from routing.model import Routing

SUPERVISE: tuple[Role, ...] = ("admin", "supervisor")
"""The roles that may take part in calls of others."""
Later = Callable[[Callable[[], None]], None]
"""Has something done soon, in another thread."""


def room_acts_of(parts: Parts, conversations: Conversations, control: CallControl, sessions: Sessions) -> RoomActs:
    """The acts on rooms."""
    urls = parts.addresses
    return RoomActs(
        conversations=conversations,
        control=control,
        send_on=sending_on_of(parts, control, sessions).send,
        music=urls.music,
        seat_url=lambda room, label, is_phone: urls.room(room, "seat", l=label, **({"p": "1"} if is_phone else {})),
        status_url=lambda room, label: urls.room(room, "leg", l=label),
    )


def sending_on_of(parts: Parts, control: CallControl, sessions: Sessions) -> SendingOn:
    """Sends callers on to queues."""
    line = WaitingLine(parts.stores.redis, parts.clock)
    return SendingOn(sessions, line, control, parts.addresses.turn, parts.key)


def agent_acts_of(parts: Parts, acts: RoomActs) -> AgentActs:
    """The acts of agents."""
    return AgentActs(
        acts=acts,
        agents=desk_agents_of(parts),
        in_force=lambda: parts.floor.routing,
        refusal=partial(refusal_of, parts),
    )


def outbound_calls_of(parts: Parts, conversations: Conversations, control: CallControl) -> OutboundCalls:
    """The calls that agents place."""
    urls = parts.addresses
    return OutboundCalls(
        conversations=conversations,
        control=control,
        in_force=lambda: parts.floor.routing,
        may_call=partial(may_be_called, parts.settings, parts.floor),
        agent_url=lambda room, is_phone: urls.room(room, "agent", **({"p": "1"} if is_phone else {})),
        status_url=lambda room, label: urls.room(room, "leg", l=label),
    )


def desk_agents_of(parts: Parts) -> SqlAgents:
    """The agents on record."""
    return SqlAgents(parts.stores.engine, parts.stores.reader, parts.stores.redis, parts.key)


def refusal_of(parts: Parts, queue: str) -> str:
    """Why a queue takes no call now, with its next opening; "" if it takes calls."""
    routing, now = parts.floor.routing, parts.clock()
    found = routing.queues.get(queue)
    if found is None:
        return "There is no such queue any more."
    if parts.floor.can_take(queue, now):
        return ""
    decision, _ = parts.floor.decide(CallerProfile(found.languages[0], transferred=queue), None, now)
    skipped = next((each for each in decision.skipped if each.queue == queue), None)
    why = _REASONS.get(skipped.reason if skipped else "", "takes no calls now")
    opens = _opening(skipped.opens, now) if skipped and skipped.opens else ""
    return f"{found.name} {why}.{opens}"


def _opening(opens: datetime, now: datetime) -> str:
    local = opens.astimezone(now.tzinfo)
    day = "" if local.date() == now.date() else f" on {local:%A, %d %B}"
    return f" It opens{day} at {local:%H:%M}."


_REASONS = {
    "hours": "is closed at this hour",
    "holiday": "is closed for a public holiday",
    "exception": "is closed today",
    "switch": "is closed by a switch",
    "full": "is full: as many callers wait as may",
    "unreachable": "did not answer the last calls",
    "cap": "has had all calls of its contract",
}


def may_supervise_of(parts: Parts) -> Callable[[str, str], bool]:
    """Whether somebody, by the id of their agent, may take part in calls of a queue: by their rights of this moment."""
    users = SqlUsers(parts.stores.engine, clock=parts.clock, key=parts.key)
    return partial(_may_supervise, desk_agents_of(parts), users, lambda: parts.floor.routing)


def _may_supervise(
    agents: DeskAgents, users: SqlUsers, in_force: Callable[[], Routing], agent: str, queue: str
) -> bool:
    found = agents.by_id(agent)
    try:
        user = users.find(found.user) if found and found.user else None
    except UnknownUser:
        user = None
    of = in_force().queues.get(queue)
    return user is not None and user.role in SUPERVISE and may_see_queue(user, queue, of.vendor if of else "")


@dataclass(frozen=True, slots=True)
class Attending:
    """Has rooms attended that need it, each by one thread at a time.

    `may_supervise` says whether somebody, by the id of their agent, may take part in calls of a queue.
    """

    acts: RoomActs
    conversion: Conversion
    later: Later
    may_supervise: Callable[[str, str], bool]
    _busy: set[str] = field(default_factory=set)

    def __call__(self, room: Room) -> None:
        """Attend a room soon, if anything is left to do, or if a right may have been withdrawn."""
        is_supervised = any(seat.kind == "supervisor" for seat in room.seats)
        is_due = is_supervised or self.acts.is_due(room) or self.conversion.is_due(room)
        if room.name in self._busy or not is_due:
            return
        self._busy.add(room.name)
        self.later(partial(self._attend, room))

    def _attend(self, room: Room) -> None:
        try:
            for seat in room.seats:
                if seat.kind == "supervisor" and not self.may_supervise(seat.agent, room.queue):
                    self.acts.conversations.change(room.name, partial(supervising.gone, agent=seat.agent))
            self.conversion.attend(room)
            self.acts.attend(room)
        finally:
            self._busy.discard(room.name)
