"""The desk line: agents ring it, authenticate, and take one caller after another."""

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
"""The key that sets an agent away, and back."""
ALL = "all"
"""Stands for all switches in place of their names."""


class Trust(Enum):
    """The trust in an agent's number by its attestation, before the PIN."""

    NONE = "none"
    """The number is spoofed: no PIN is accepted."""
    CALLS = "calls"
    """The PIN permits taking calls, but no switches."""
    ALL = "all"
    """The PIN permits all of the agent's rights."""


TRUST: Mapping[Entry, Trust] = {
    Entry.AT_ONCE: Trust.ALL,
    Entry.EITHER: Trust.CALLS,
    Entry.BOTH: Trust.CALLS,
    Entry.PERSON: Trust.NONE,
}
"""The rights of an agent by the proof that a customer would have to give in the same call."""


@dataclass(frozen=True, slots=True)
class DeskWebhook:
    """A parsed webhook of a call to the desk line.

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
    """An agent: telephone (E.164), name, the queues they serve, and whether they are away.

    `switches` are those that they may turn by telephone; ALL stands for all switches. `user` is the agent's user of the
    console, empty for one who works by telephone alone.
    """

    number: str
    name: str
    queues: tuple[str, ...]
    away: bool = False
    switches: tuple[str, ...] = ()
    id: str = ""
    user: str = ""

    def turns(self, switch: str) -> bool:
        """Whether the agent may turn any switch by telephone."""
        return switch in self.switches or ALL in self.switches


class Agents(Protocol):
    """The agents."""

    def find(self, number: str) -> Agent | None:
        """The agent who rings from a number. Raises Unavailable."""

    def has_pin(self, number: str, pin: str, *, call: str, vouched: bool) -> bool:
        """Whether this is the agent's PIN. Always false after too many wrong ones, in the call or in total.

        `vouched` means that the number of this call passed attestation. Raises Unavailable.
        """

    def set_away(self, number: str, *, away: bool) -> None:
        """Set an agent away, or back. Raises Unavailable."""


class CallRecord(Protocol):
    """The call record."""

    def is_ahead_of(self, call: LineCall) -> bool:
        """Whether the record has a later state of a call: its end, or a later turn. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A caller for an agent: the whisper, and the Twilio queue of the caller."""

    taken: NextInLine
    lane: str
    story: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class ToCallBack:
    """A customer for an agent to call: the callback, and the whisper."""

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
    """Whether a number (E.164) may be called now; this can have changed since it was left."""

    def trust(self, attestation: str) -> Trust:
        """The trust in the number of a call by its attestation."""
        return TRUST[entry(attestation, self.policy)]

    def agent(self, number: str) -> Agent | None:
        """The calling agent; None while agents cannot be read."""
        try:
            return self.agents.find(number)
        except Unavailable:
            return None

    def is_proven(self, agent: Agent, pin: str, *, call: str, attestation: str) -> bool:
        """Whether the PIN is the agent's; false while it cannot be checked."""
        try:
            return self.agents.has_pin(agent.number, pin, call=call, vouched=is_passed(attestation))
        except Unavailable:
            return False

    def next_for(self, agent: Agent, sid: str) -> Offered | ToCallBack | None:
        """The caller or callback that has waited longest in any queue of the agent with call `sid`; None if none waits.

        An unavailable one is skipped: a callback that another agent has, a call that has ended.
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
        """Whether the record has the end of a wait that the line missed while Redis was unavailable."""
        try:
            return self.record.is_ahead_of(call)
        except Unavailable:
            return False

    def put_back(self, queue: str, sid: str) -> None:
        """Return the caller to the line after a failed connection; the caller keeps the place."""
        try:
            self.line.put_back(NextInLine(queue, sid, is_callback=False))
        except Unavailable:
            return

    def met(self, queue: str, sid: str, at: float) -> tuple[Change, ...]:
        """The changes when agent and caller are connected."""
        return Left(queue, sid), Reached(queue, taken=True, at=at)

    def not_reached(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence if the customer did not answer."""
        return self._say(agent, Line("desk.not_reached"))

    def step_away(self, agent: Agent, sid: str, *, away: bool) -> None:
        """Set an agent with the call `sid` away or back; only for this call if it cannot be stored."""
        try:
            self.agents.set_away(agent.number, away=away)
            if away:
                self.line.leave_desk(sid)
        except Unavailable:
            return

    def leave(self, sid: str) -> None:
        """The agent with the call `sid` is offered nobody for now."""
        try:
            self.line.leave_desk(sid)
        except Unavailable:
            return

    def asks_pin(self, agent: Agent, *, again: bool) -> tuple[Spoken, ...]:
        """The question for the PIN."""
        wrong = (Line("desk.wrong_pin"),) if again else ()
        return self._say(agent, *wrong, Line("desk.pin"))

    def nobody_waits(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence that nobody waits, with the agent's options."""
        return self._say(agent, Line("desk.nobody_waits"), Line("desk.keys", {"away": Key(AWAY_KEY)}))

    def is_away(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence that the agent gets no calls."""
        return self._say(agent, Line("desk.away", {"back": Key(AWAY_KEY)}))

    def is_back(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence that the agent gets calls again."""
        return self._say(agent, Line("desk.back"))

    def locked_out(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence after too many wrong PINs."""
        return self._say(agent, Line("desk.locked"))

    def unverified(self, agent: Agent) -> tuple[Spoken, ...]:
        """The sentence for a number without attestation."""
        return self._say(agent, Line("desk.unverified"))

    def _brand(self, dialled: str) -> str:
        return name_at(self.floor.routing, dialled)

    def _say(self, agent: Agent, *lines: Line) -> tuple[Spoken, ...]:
        return said_to(agent, self.floor.routing, *lines)


def said_to(agent: Agent, routing: Routing, *lines: Line) -> tuple[Spoken, ...]:
    """Sentences in the language of the agent's first queue, or of the default queue if they serve none."""
    served = next((routing.queues[name] for name in agent.queues if name in routing.queues), None)
    language = (served or routing.queues[routing.default]).languages[0]
    return tuple(Spoken(line, language) for line in lines)
