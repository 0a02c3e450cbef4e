"""The session store: one hash for each call, read by one command and written by one script."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha1
from typing import Any, TypeVar

import orjson
import redis
from redis.exceptions import NoScriptError

from ivr.adapters.redis.event_stream import EVENTS, EVENTS_KEPT, pack
from ivr.adapters.redis.fastpath import Command, RedisFastpath
from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import LONGEST_CALL, commands
from ivr.adapters.redis.sessions.scripts import script
from ivr.adapters.resilience.breaker import Breaker
from ivr.calls.events import Answered, Event, StatusChanged, TurnTaken
from ivr.calls.ports import LimitReached, Stored, Unavailable
from ivr.engine.effects import Change
from ivr.flows.context import CODEC, HoldChoice, LineCall

LIVE = "wismo:live"
"""Hash: call SID to [step, language, since (ISO 8601), number dialled, queue] of the calls under way."""
LIVE_SEEN = "wismo:live:seen"
"""Sorted set of the same call SIDs by the time when they were last heard of (seconds): a turn, or a piece of music."""
LIVE_TALKS = "wismo:live:talks"
"""Hash: call SID to the time (ISO 8601) since when a person talks with the caller."""

AFTER_THE_END = 600
"""Seconds for which an ended call is kept, for late webhooks."""
ANSWERS_KEPT = 20

T = TypeVar("T")

_COMMIT, _NOTE = script("commit"), script("note")
_CHOOSE = "return redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])"
_SENT_ON = ">"
"""Stands before a queue in place of a hold choice."""
_SHA = {text: sha1(text.encode(), usedforsecurity=False).hexdigest() for text in (_COMMIT, _NOTE, _CHOOSE)}


def key_of(sid: str) -> str:
    """The hash of one call: `turn`, `doc`, `ended`, `a<turn>` for a stored answer, `w<turn>` for a wish."""
    return f"wismo:call:{sid}"


class RedisSessions:
    """Implements ivr.calls.ports.Sessions. `client` must have a deadline: there are no retries.

    Any failure is Unavailable: redis-py has been seen to raise TypeError under load. `count` is called with `failed`
    if the store did not answer, `refused` if it was not asked, `unreadable` for a stored call that cannot be parsed.
    """

    def __init__(
        self, client: redis.Redis, *, clock: Callable[[], datetime], breaker: Breaker, count: Callable[[str], None]
    ) -> None:
        self._redis = client
        self._direct = RedisFastpath(client)
        self._clock = clock
        self._breaker = breaker
        self._count = count

    def load(self, sid: str, turn: int, *, caller: str = "") -> Stored:
        """The call, and the stored answer to this turn. Raises Unavailable if this version cannot read the call."""
        asked: list[Command] = [("HMGET", key_of(sid), "doc", f"a{turn}", f"w{turn}")]
        if caller:
            asked += [("GET", keys.memory(caller)), ("HGETALL", keys.asked(caller)), ("HGETALL", keys.texted(caller))]
        (doc, answer, wish), *recalled = self._ask(lambda: self._direct.ask_all(*asked))
        try:
            call = CODEC.load(orjson.loads(doc)) if doc else None
            memory, requests, texted = recalled or (None, (), ())
            remembered = orjson.loads(memory) if memory else {}
            goes_to = wish[1:] if wish and wish[0] == _SENT_ON else ""
            return Stored(
                call, answer, "" if goes_to else wish or "", remembered, _pairs(requests), _pairs(texted), goes_to
            )
        except (ValueError, TypeError, KeyError) as error:
            self._count("unreadable")
            raise Unavailable("a stored call cannot be read") from error

    def commit(
        self, call: LineCall, *, was: int | None, answer: str, events: Sequence[Event], changes: Sequence[Change] = ()
    ) -> str:
        """Store the turn, or return the winner's answer to it.

        If the store has another turn than `was` and no answer to this one, its newest answer is returned, which asks
        the current question. A call that the store has lost meanwhile is written again.
        """
        names = [key_of(call.sid), EVENTS, LIVE, LIVE_SEEN, LIVE_TALKS]
        arguments = [*self._turn(call, was, answer), *self._place(call, events), *_limits(), len(events)]
        arguments += [*map(pack, events), *map(orjson.dumps, commands(changes))]
        winner: str | int | None = self._ask(lambda: self._script(_COMMIT, len(names), *names, *arguments))
        if isinstance(winner, int):
            raise LimitReached
        return answer if winner is None else winner

    def choose(self, sid: str, turn: int, choice: HoldChoice) -> None:
        """Store the choice of a waiting caller, if the call is still stored."""
        self._ask(lambda: self._script(_CHOOSE, 1, key_of(sid), f"w{turn}", choice))

    def send_on(self, sid: str, turn: int, queue: str) -> None:
        """Store the queue to which the caller goes with a turn, if the call is still stored."""
        self._ask(lambda: self._script(_CHOOSE, 1, key_of(sid), f"w{turn}", f"{_SENT_ON}{queue}" if queue else ""))

    def note(self, event: Event, changes: Sequence[Change] = (), *, if_known: bool = False) -> str | None:
        """Add an event to the record's stream; the end of a call releases everything that it holds.

        With `if_known`, only if the call is stored. Returns the name of a callback that an agent had in hand, if the
        call was the agent's.
        """
        ended = event.status if isinstance(event, StatusChanged) and event.ends else ""
        taken_at = event.at.isoformat() if isinstance(event, Answered) else ""
        names = [key_of(event.sid), EVENTS, LIVE, LIVE_TALKS]
        arguments = [event.sid, pack(event), ended, taken_at, int(if_known), AFTER_THE_END, EVENTS_KEPT]
        arguments += map(orjson.dumps, commands(changes))
        dropped: str | None = self._ask(lambda: self._script(_NOTE, len(names), *names, *arguments))
        return dropped

    def _script(self, text: str, *arguments: Any) -> Any:
        """Run a script by its hash; send it in full to a server that does not have it."""
        try:
            return self._direct.ask("EVALSHA", _SHA[text], *arguments)
        except NoScriptError:
            return self._direct.ask("EVAL", text, *arguments)

    def _ask(self, request: Callable[[], T]) -> T:
        if not self._breaker.admits():
            self._count("refused")
            raise Unavailable("the session store is left alone until it answers")
        try:
            answer = request()
        except Exception as error:
            self._breaker.failed()
            self._count("failed")
            raise Unavailable("the session store did not answer") from error
        self._breaker.succeeded()
        return answer

    def _turn(self, call: LineCall, was: int | None, answer: str) -> list[Any]:
        doc = orjson.dumps(CODEC.dump(call))
        return [call.sid, "" if was is None else was, call.turn, doc, answer]

    def _place(self, call: LineCall, events: Sequence[Event]) -> list[Any]:
        now = self._clock()
        over = any(isinstance(event, TurnTaken) and event.ends for event in events)
        queue = call.destination.queue if call.destination else ""
        place = [call.at, call.language, now, call.dnis, queue]
        return [now.timestamp(), orjson.dumps(place), int(over)]


def _limits() -> list[int]:
    return [LONGEST_CALL, AFTER_THE_END, ANSWERS_KEPT, EVENTS_KEPT]


def _pairs(flat: Sequence[str]) -> dict[str, str]:
    """The fields of a hash, which arrive as names and values in turn."""
    return dict(zip(flat[::2], flat[1::2], strict=True))
