"""In-memory ports for a trial call: sessions, guess limits and lines without lasting effects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from ivr.calls.events import Event
from ivr.calls.ports import NextInLine, Sessions, Stored, Unavailable
from ivr.effects.count_guess import Guessed
from ivr.engine.effects import Change
from ivr.flows.context import CODEC, HoldChoice, LineCall
from ivr.flows.outreach import Grant
from ivr.orders.identity.claims import Allowance, Limit, Try, TryCounter

TRIES = 5
"""Wrong claims in one trial call before a person answers."""
_OF_THE_CALL = TryCounter("call", TRIES, 0)


@dataclass(slots=True)
class OwnSessions:
    """Implements Sessions for one call in memory. Each turn serializes and parses the call, like the real store.

    `line` provides the caller's memory from earlier calls; this call leaves none.
    """

    line: Sessions
    tries: "OwnTries"
    _calls: dict[str, bytes] = field(default_factory=dict)
    _answers: dict[tuple[str, int], str] = field(default_factory=dict)
    _choices: dict[tuple[str, int], HoldChoice] = field(default_factory=dict)

    def load(self, sid: str, turn: int, *, caller: str = "") -> Stored:
        """The call as it stands."""
        doc = self._calls.get(sid)
        call = CODEC.load(orjson.loads(doc)) if doc else None
        memory = self._memory(sid, caller) if caller and not call else {}
        return Stored(call, self._answers.get((sid, turn)), self._choices.get((sid, turn), ""), memory)

    def _memory(self, sid: str, caller: str) -> Mapping[str, str]:
        try:
            return self.line.load(sid, 0, caller=caller).memory
        except Unavailable:
            return {}

    def commit(
        self,
        call: LineCall,
        *,
        was: int | None,  # noqa: ARG002 - no concurrent turns
        answer: str,
        events: Sequence[Event],  # noqa: ARG002 - nothing is recorded
        changes: Sequence[Change] = (),
    ) -> str:
        """Keep the call and count its tries; its record goes nowhere, and nothing else is changed."""
        self.tries.count(changes)
        self._calls[call.sid] = orjson.dumps(CODEC.dump(call))
        return self._answers.setdefault((call.sid, call.turn - 1), answer)

    def choose(self, sid: str, turn: int, choice: HoldChoice) -> None:
        """Keep what the caller chose while waiting."""
        self._choices[sid, turn] = choice

    def send_on(self, sid: str, turn: int, queue: str) -> None:
        """Nobody sends a rehearsed caller on."""

    def note(
        self,
        event: Event,  # noqa: ARG002 - nothing is recorded
        changes: Sequence[Change] = (),  # noqa: ARG002 - as above
        *,
        if_known: bool = False,  # noqa: ARG002 - as above
    ) -> str | None:
        """Nothing is recorded, and nothing was to be made."""
        return None


class OwnOutreach:
    """Implements Outreach: grants every request and sends nothing."""

    def text(self, *, call: str, order: str, number: str) -> Grant:  # noqa: ARG002 - as above
        """A text."""
        return Grant.GRANTED

    def call_back(self, *, call: str, number: str, caller: str, replaces: str = "") -> Grant:  # noqa: ARG002 - as above
        """A callback."""
        return Grant.GRANTED


@dataclass(slots=True)
class OwnTries:
    """Implements GuessLimits for one call, separately from the limits of real callers."""

    _taken: int = 0

    def allowance(self, tried: Try) -> Allowance:  # noqa: ARG002 - one call, one count
        """Whether there are tries left."""
        return Allowance(Limit.CALL) if self._taken >= TRIES else Allowance(counters=(_OF_THE_CALL,))

    def count(self, changes: Sequence[Change]) -> None:
        """Count what a turn got wrong."""
        self._taken += sum(bool(change.counted) for change in changes if isinstance(change, Guessed))


class AloneInLine:
    """Implements WaitingLine for a line without other callers or agents."""

    def take(self, queues: Sequence[str], desk: str) -> NextInLine | None:  # noqa: ARG002 - no callers in line
        """Return None: no callers wait."""
        return None

    def put_back(self, taken: NextInLine) -> None:
        """Does nothing: no caller was taken."""

    def drop(self, taken: NextInLine) -> None:
        """Does nothing: no caller was taken."""

    def leave_desk(self, desk: str) -> None:
        """Does nothing: no agents are there."""

    def stays(self, queue: str, sid: str, turn: int) -> int | None:  # noqa: ARG002 - no callers ahead
        """Return 0 callers ahead."""
        return 0

    def call(self, sid: str) -> LineCall | None:  # noqa: ARG002 - no agent asks
        """Not known here."""
        return None
