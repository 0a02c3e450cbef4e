"""What the desk shows of an agent's state, call and room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.calls.desk.agent_presence import AgentPresence, DeskAgent
from ivr.calls.desk.room import CALLER, Room, Seat
from ivr.calls.desk.screen_pop import dispositions_of, fitting_disposition
from ivr.console.desk.caller_story import CallerStory, StoryTeller
from ivr.console.desk.desk_words import LISTENING, STATES
from ivr.console.ports import Ports
from ivr.reporting.handling import Handling

AT_CALL = ("ringing", "talking", "wrap_up")
_TODAY = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A queue of the agent: its name, the callers who wait, since when the longest, and the agents who are ready."""

    name: str
    waiting: int
    since: float
    ready: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The desk of one agent now. `mine` is the agent's own seat in the room, `others` are those of other people.

    `targets` are groups of the agents, queues and numbers to which a call can go, by what a form sends.
    """

    agent: DeskAgent
    now: float
    state: AgentPresence
    state_name: str
    room: Room | None
    mine: Seat | None
    caller: Seat | None
    others: Sequence[tuple[Seat, str]]
    story: CallerStory | None
    queue_name: str
    queues: Sequence[QueueNow]
    lately: Sequence[Handling]
    own: Handling | None
    dispositions: Mapping[str, str]
    fitting: str
    targets: Mapping[str, Mapping[str, str]]
    away_reasons: Sequence[str]
    queue_names: Mapping[str, str]
    wrap_up_seconds: int
    needs_disposition: bool

    @property
    def is_at_call(self) -> bool:
        """Whether there is a call to look at, from ringing to the end of the wrap-up."""
        return self.state.state in AT_CALL

    @property
    def is_held(self) -> bool:
        """Whether the caller is on hold."""
        return self.caller is not None and self.caller.is_held

    @property
    def is_muted(self) -> bool:
        """Whether the agent is muted."""
        return self.mine is not None and (self.mine.is_muted or self.mine.wants_mute)

    @property
    def supervises(self) -> bool:
        """Whether the user is in the room as a supervisor."""
        return self.mine is not None and self.mine.kind == "supervisor"

    @property
    def listeners(self) -> Sequence[tuple[Seat, str]]:
        """The supervisors in the room, with how they take part."""
        return [(seat, how) for seat, how in self.others if seat.kind == "supervisor"]

    @property
    def partners(self) -> Sequence[Seat]:
        """The other agents and guests in the room, or rung into it."""
        return [seat for seat, _ in self.others if seat.kind != "supervisor"]


@dataclass(frozen=True, slots=True)
class DeskViewer:
    """Collects what the desk of an agent shows."""

    ports: Ports
    sees_numbers: bool

    def view(self, agent: DeskAgent) -> DeskView:
        """The desk now. Raises Unavailable."""
        desk, routing, now = self.ports.agent_station, self.ports.in_force(), self.ports.clock()
        state = desk.presence(agent)
        room = desk.room(agent)
        story = StoryTeller(self.ports, self.sees_numbers).story(state.call) if state.call else None
        terms = routing.agent_desk
        lately = self.ports.handlings.of_agent(agent.id, now.replace(**_TODAY))  # type: ignore[arg-type]
        mine = room.seat_of(agent.id) if room else None
        return DeskView(
            agent=agent,
            now=now.timestamp(),
            state=state,
            state_name=STATES[state.state],
            room=room,
            mine=mine,
            caller=room.seat(CALLER) if room else None,
            others=[(each, LISTENING[each.listening]) for each in _others(room, mine)],
            story=story,
            queue_name=_name(self.ports, state.queue),
            queues=self._queues(state),
            lately=[each for each in lately if each.id != state.handling],
            own=next((each for each in lately if each.id == state.handling), None),
            dispositions={code: each.name for code, each in dispositions_of(terms, state.queue).items()},
            fitting=fitting_disposition(terms, state.queue, story.pop if story else None),
            targets=self._targets(agent, state),
            away_reasons=terms.away_reasons,
            queue_names={name: _name(self.ports, name) for name in agent.queues},
            wrap_up_seconds=terms.wrap_up_seconds,
            needs_disposition=terms.needs_disposition,
        )

    def _queues(self, state: AgentPresence) -> list[QueueNow]:
        """The lines of the queues that the agent serves now."""
        scene = self.ports.live_calls.now()
        found = []
        for name in state.queues if state.is_at_work else ():
            waits = [call.since for call in scene.calls if call.is_waiting and call.queue == name]
            ready = sum(each.state == "ready" and name in each.queues for each in scene.agents)
            found.append(QueueNow(_name(self.ports, name), len(waits), min(waits, default=0.0), ready))
        return found

    def _targets(self, agent: DeskAgent, state: AgentPresence) -> dict[str, dict[str, str]]:
        """Where a call can go: groups of choices, each as a form sends it, with its name."""
        if state.state != "talking":
            return {}
        routing, agents = self.ports.in_force(), self.ports.live_calls.now().agents
        ready = {
            f"agent:{each.agent}": each.name for each in agents if each.state == "ready" and each.agent != agent.id
        }
        queues = {f"queue:{name}": each.name for name, each in routing.queues.items()}
        numbers = {f"number:{name}": name for name in routing.agent_desk.transfer_to}
        groups = {"Agents who are ready": ready, "Queues": queues, "Numbers": numbers}
        return {name: each for name, each in groups.items() if each}


def _others(room: Room | None, mine: Seat | None) -> list[Seat]:
    """The seats beside the caller's and one's own."""
    return [each for each in room.seats if each.kind != "caller" and each != mine] if room else []


def _name(ports: Ports, queue: str) -> str:
    found = ports.in_force().queues.get(queue)
    return found.name if found else queue
