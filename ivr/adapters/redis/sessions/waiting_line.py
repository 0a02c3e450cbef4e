"""The waiting lines of queues, in the order of service."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar, cast

import orjson
import redis

from ivr.adapters.redis.sessions.change_commands import CALLBACK, LONGEST_CALL
from ivr.adapters.redis.sessions.scripts import script
from ivr.adapters.redis.sessions.store import LIVE, LIVE_SEEN, key_of
from ivr.calls.ports import NextInLine, Unavailable
from ivr.flows.context import CODEC, LineCall

OFFERED_FOR = 45
"""Seconds for an agent to hear the story; after them a caller who still waits returns to the line."""

ASKS_WITHIN = 90
"""Seconds in which an idle agent's call asks again: more than the length of a piece of music."""
CALLS_BACK_WITHIN = 900
"""The usual seconds for a callback from the desk."""

T = TypeVar("T")


class WaitingLine:
    """Implements ivr.calls.ports.WaitingLine. Twilio holds the callers; the order in which they are served is ours."""

    def __init__(self, client: redis.Redis, clock: Callable[[], datetime]) -> None:
        self._redis = client
        self._clock = clock
        names = ("take", "stays", "put_back", "leave", "leave_desk", "first")
        self._take, self._stays, self._put_back, self._leave, self._leave_desk, self._first = map(
            client.register_script, map(script, names)
        )

    def take(self, queues: Sequence[str], desk: str) -> NextInLine | None:
        """Take the first in line over all these queues. Raises Unavailable."""
        limits = (OFFERED_FOR, LONGEST_CALL, ASKS_WITHIN, CALLS_BACK_WITHIN)
        found = _ask(lambda: self._take(keys=[LIVE], args=[desk, self._now(), *limits, *queues]))
        if not found:
            return None
        queue, member = cast("tuple[str, str]", found)
        return NextInLine(queue, member.removeprefix(CALLBACK), member.startswith(CALLBACK))

    def put_back(self, taken: NextInLine) -> None:
        """Return a caller to the former place. Raises Unavailable."""
        _ask(lambda: self._put_back(args=[taken.queue, taken.member]))

    def drop(self, taken: NextInLine) -> None:
        """Remove a caller who no longer waits. Raises Unavailable."""
        _ask(lambda: self._leave(args=[taken.queue, taken.member]))

    def leave_desk(self, desk: str) -> None:
        """End the work of an agent's call. Raises Unavailable."""
        _ask(lambda: self._leave_desk(args=[desk]))

    def put_first(self, sid: str) -> bool:
        """Have a waiting caller be served next; False for one who does not wait. Raises Unavailable."""
        return bool(_ask(lambda: self._first(args=[sid])))

    def stays(self, queue: str, sid: str, turn: int) -> int | None:
        """Confirm that a caller still waits; one who was taken but not spoken with is put back. Raises Unavailable."""
        ahead = _ask(lambda: self._stays(keys=[key_of(sid), LIVE_SEEN], args=[sid, queue, turn, self._now()]))
        return cast("int | None", ahead)

    def call(self, sid: str) -> LineCall | None:
        """The current state of a call. Raises Unavailable."""
        doc = cast("str | None", _ask(lambda: self._redis.hget(key_of(sid), "doc")))
        return CODEC.load(orjson.loads(doc)) if doc else None

    def _now(self) -> float:
        return self._clock().timestamp()


def _ask(request: Callable[[], T]) -> T:
    try:
        return request()
    except Exception as error:
        raise Unavailable("the line did not answer") from error
