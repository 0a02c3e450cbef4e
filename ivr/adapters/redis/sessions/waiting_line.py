"""Who waits for people, by queue, in the order in which they are served."""

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
"""Seconds in which somebody at the desk hears the story; after that a caller who still waits is in the line again."""

ASKS_WITHIN = 90
"""Seconds in which somebody at the desk, for whom nobody waits, asks again: more than a piece of music takes."""
CALLS_BACK_WITHIN = 900
"""Seconds in which a customer is called back from the desk, as a rule."""

T = TypeVar("T")


class WaitingLine:
    """Implements ivr.calls.ports.WaitingLine. Twilio holds the callers; the order in which they are served is ours."""

    def __init__(self, client: redis.Redis, clock: Callable[[], datetime]) -> None:
        self._redis = client
        self._clock = clock
        names = ("take", "stays", "put_back", "leave", "leave_desk")
        self._take, self._stays, self._put_back, self._leave, self._leave_desk = map(
            client.register_script, map(script, names)
        )

    def take(self, queues: Sequence[str], desk: str) -> NextInLine | None:
        """Whoever is first over all these queues, moved from the line to those who were taken. Raises Unavailable."""
        limits = (OFFERED_FOR, LONGEST_CALL, ASKS_WITHIN, CALLS_BACK_WITHIN)
        found = _ask(lambda: self._take(keys=[LIVE], args=[desk, self._now(), *limits, *queues]))
        if not found:
            return None
        queue, member = cast("tuple[str, str]", found)
        return NextInLine(queue, member.removeprefix(CALLBACK), member.startswith(CALLBACK))

    def put_back(self, taken: NextInLine) -> None:
        """Back to the place they had. Raises Unavailable."""
        _ask(lambda: self._put_back(args=[taken.queue, taken.member]))

    def drop(self, taken: NextInLine) -> None:
        """They do not wait any more. Raises Unavailable."""
        _ask(lambda: self._leave(args=[taken.queue, taken.member]))

    def leave_desk(self, desk: str) -> None:
        """The call of somebody at the desk takes no callers any more. Raises Unavailable."""
        _ask(lambda: self._leave_desk(args=[desk]))

    def stays(self, queue: str, sid: str, turn: int) -> int | None:
        """A caller still waits: one who was taken, and whom nobody spoke with, is put back. Raises Unavailable."""
        ahead = _ask(lambda: self._stays(keys=[key_of(sid), LIVE_SEEN], args=[sid, queue, turn, self._now()]))
        return cast("int | None", ahead)

    def call(self, sid: str) -> LineCall | None:
        """A call as it stands. Raises Unavailable."""
        doc = cast("str | None", _ask(lambda: self._redis.hget(key_of(sid), "doc")))
        return CODEC.load(orjson.loads(doc)) if doc else None

    def _now(self) -> float:
        return self._clock().timestamp()


def _ask(request: Callable[[], T]) -> T:
    try:
        return request()
    except Exception as error:
        raise Unavailable("the line did not answer") from error
