"""The desk line: people ring it, prove who they are, and take one caller after another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from ivr.calls.callbacks import Callbacks, DueCallback
from ivr.calls.ports import NextInLine, Unavailable, WaitingLine
from ivr.effects.hand_off import Left, Reached
from ivr.engine.effects import Change
from ivr.engine.spoken import Spoken
from ivr.flows.context import LineCall
from ivr.flows.handoff_context import whisper
from ivr.flows.services import Floor
from ivr.orders.identity.attestation import Entry, entry, is_passed
from prompts.facts import Key, Line
from routing.brands import name_at
from routing.model import Routing

AWAY_KEY = "*"
"""The key that puts an agent away, and back."""
ALL = "all"
"""In place of the names of switches: every one of them."""


class Trust(Enum):
    """How far the signature on an agent's number is believed, before the PIN."""

    NONE = "none"
    """The number is feigned: no PIN opens anything."""
    CALLS = "calls"
    """The PIN lets the agent take calls, and turn no switch."""
    ALL = "all"
    """The PIN lets the agent do all that they may."""


TRUST: Mapping[Entry, Trust] = {
    Entry.AT_ONCE: Trust.ALL,
    Entry.EITHER: Trust.CALLS,
    Entry.BOTH: Trust.CALLS,
    Entry.PERSON: Trust.NONE,
}
"""What a customer would have to prove in the same call, turned into what an agent may do."""


@dataclass(frozen=True, slots=True)
class DeskWebhook:
    """What Twilio sent about a call of the desk line, in our words.

    `keys` are digits, * and #; `met` says that the agent and the other party were connected.
    """

    sid: str
    number: str
    dialled: str
    attestation: str = ""
    keys: str = ""
    met: bool = False


@dataclass(frozen=True, slots=True)
class Agent:
    """One who takes calls: telephone (E.164), name, the queues they serve, and whether they are away.

    `switches` are those that they may turn by telephone; ALL stands for whatever switches there are.
    """

    number: str
    name: str
    queues: tuple[str, ...]
    away: bool = False
    switches: tuple[str, ...] = ()

    def turns(self, switch: str) -> bool:
        """Whether they may turn a switch by telephone."""
        return switch in self.switches or ALL in self.switches


class Agents(Protocol):
    """Those who may take calls."""

    def find(self, number: str) -> Agent | None:
        """The agent who rings from a number. Raises Unavailable."""

    def has_pin(self, number: str, pin: str, *, call: str, vouched: bool) -> bool:
        """Whether this is the agent's PIN; never after too many wrong ones, in the call or altogether.

        `vouched` says that the number of this call passed attestation. Raises Unavailable.
        """

    def set_away(self, number: str, *, away: bool) -> None:
        """Let an agent be away, or back. Raises Unavailable."""


class CallRecord(Protocol):
    """What is on record of the calls."""

    def is_ahead_of(self, call: LineCall) -> bool:
        """Whether more is known of a call than it knows itself: its end, or a later turn. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A caller for an agent: what is told of them, and the Twilio queue that they wait in."""

    taken: NextInLine
    lane: str
    story: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class ToCallBack:
    """Somebody for an agent to call: the callback, and what is told of it."""

    due: DueCallback
    story: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of an agent's call."""

    agents: Agents
    line: WaitingLine
    callbacks: Callbacks
    record: CallRecord
    floor: Floor
    policy: str
    """The policy of attestation: balanced or strict."""
    may_be_called: Callable[[str], bool]
    """Whether a number (E.164) may be called: what was allowed when it was left may not be now."""

    def trust(self, attestation: str) -> Trust:
        """How far the signature on the number of a call is believed."""
        return TRUST[entry(attestation, self.policy)]

    def agent(self, number: str) -> Agent | None:
        """Who rings; nobody while the agents cannot be read."""
        try:
            return self.agents.find(number)
        except Unavailable:
            return None

    def is_proven(self, agent: Agent, pin: str, *, call: str, attestation: str) -> bool:
        """Whether the PIN is the agent's. While it cannot be checked, none is."""
        try:
            return self.agents.has_pin(agent.number, pin, call=call, vouched=is_passed(attestation))
        except Unavailable:
            return False

    def next_for(self, agent: Agent, sid: str) -> Offered | ToCallBack | None:
        """Whoever has waited longest for any of the queues of an agent, whose call `sid` is; None when nobody waits.

        One who cannot be had any more is passed over: a callback that somebody else has, a call that is gone.
        """
        try:
            while taken := self.line.take(agent.queues, sid):
                found = self._to_call_back(agent, taken) if taken.is_callback else self._offered(agent, taken)
                if found:
                    return found
        except Unavailable:
            return None
        return None

    def _to_call_back(self, agent: Agent, taken: NextInLine) -> ToCallBack | None:
        due = self.callbacks.claim(taken.member)
        if due is None:
            return None
        if not self.may_be_called(due.number):
            self.callbacks.give_up(due.name)
            return None
        told = (Line("desk.next_callback"), *whisper(due.story, self._brand(due.line)))
        return ToCallBack(due, self._say(agent, *told))

    def _offered(self, agent: Agent, taken: NextInLine) -> Offered | None:
        call = self.line.call(taken.member)
        if call is None or call.destination is None or self._is_over(call):
            self.line.drop(taken)
            return None
        told = whisper(call.context.hand_off.story, self._brand(call.dnis))
        return Offered(taken, call.destination.address, self._say(agent, *told))

    def _is_over(self, call: LineCall) -> bool:
        """Whether the end of a wait was told where the line could not hear it: while Redis did not answer."""
        try:
            return self.record.is_ahead_of(call)
        except Unavailable:
            return False

    def put_back(self, queue: str, sid: str) -> None:
        """The agent and the caller never met: the caller keeps the place."""
        try:
            self.line.put_back(NextInLine(queue, sid, is_callback=False))
        except Unavailable:
            return

    def met(self, queue: str, sid: str, at: float) -> tuple[Change, ...]:
        """What changes when the two are put through."""
        return Left(queue, sid), Reached(queue, taken=True, at=at)

    def not_reached(self, agent: Agent) -> tuple[Spoken, ...]:
        """That whoever was called back did not answer."""
        return self._say(agent, Line("desk.not_reached"))

    def step_away(self, agent: Agent, sid: str, *, away: bool) -> None:
        """Let an agent, whose call `sid` is, be away or back; for this call alone while it cannot be kept."""
        try:
            self.agents.set_away(agent.number, away=away)
            if away:
                self.line.leave_desk(sid)
        except Unavailable:
            return

    def asks_pin(self, agent: Agent, *, again: bool) -> tuple[Spoken, ...]:
        """The question for the PIN."""
        wrong = (Line("desk.wrong_pin"),) if again else ()
        return self._say(agent, *wrong, Line("desk.pin"))

    def nobody_waits(self, agent: Agent) -> tuple[Spoken, ...]:
        """That nobody waits, and what the agent may do."""
        return self._say(agent, Line("desk.nobody_waits"), Line("desk.keys", {"away": Key(AWAY_KEY)}))

    def is_away(self, agent: Agent) -> tuple[Spoken, ...]:
        """That the agent gets no calls."""
        return self._say(agent, Line("desk.away", {"back": Key(AWAY_KEY)}))

    def is_back(self, agent: Agent) -> tuple[Spoken, ...]:
        """That the agent gets calls again."""
        return self._say(agent, Line("desk.back"))

    def locked_out(self, agent: Agent) -> tuple[Spoken, ...]:
        """Too many wrong PINs."""
        return self._say(agent, Line("desk.locked"))

    def unverified(self, agent: Agent) -> tuple[Spoken, ...]:
        """That the network does not vouch for the number."""
        return self._say(agent, Line("desk.unverified"))

    def _brand(self, dialled: str) -> str:
        return name_at(self.floor.routing, dialled)

    def _say(self, agent: Agent, *lines: Line) -> tuple[Spoken, ...]:
        return said_to(agent, self.floor.routing, *lines)


def said_to(agent: Agent, routing: Routing, *lines: Line) -> tuple[Spoken, ...]:
    """Sentences in the language of the first of the agent's queues; the default queue's where they serve none."""
    served = next((routing.queues[name] for name in agent.queues if name in routing.queues), None)
    language = (served or routing.queues[routing.default]).languages[0]
    return tuple(Spoken(line, language) for line in lines)
