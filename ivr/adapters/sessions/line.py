"""Who waits for people, by queue, in the order in which they are served."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TypeVar, cast

import orjson
import redis

from ivr.adapters.sessions import keys as named
from ivr.adapters.sessions.changes import CALLBACK
from ivr.adapters.sessions.store import LIVE, key_of
from ivr.calls.ports import Next, Unavailable
from ivr.engine.call import Call, call_from_json

OFFERED_FOR = 45
"""Seconds in which somebody at the desk hears the story; after that a caller who still waits is in the line again."""

_TAKE = files(__package__).joinpath("take.lua").read_text()

T = TypeVar("T")


class WaitingLine:
    """Implements ivr.calls.ports.Line. The carrier holds the callers; the order in which they are served is ours."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._take = client.register_script(_TAKE)

    def take(self, queues: Sequence[str]) -> Next | None:
        """Whoever is first over all these queues, moved from the line to those who were taken. Raises Unavailable."""
        keys = [LIVE, *(key(queue) for queue in queues for key in (named.line, named.waits, named.taken))]
        found = _ask(lambda: self._take(keys=keys, args=[CALLBACK, named.offered(""), OFFERED_FOR]))
        if not found:
            return None
        place, member = cast("tuple[int, str]", found)
        return Next(queues[place - 1], member.removeprefix(CALLBACK), member.startswith(CALLBACK))

    def put_back(self, taken: Next) -> None:
        """Back to the place they had. Raises Unavailable."""
        member = f"{CALLBACK}{taken.member}" if taken.is_callback else taken.member
        place = _ask(lambda: self._redis.zscore(named.taken(taken.queue), member))
        if place is not None:
            _ask(lambda: self._move_back(taken.queue, member, place))

    def stays(self, queue: str, sid: str) -> None:
        """A caller still waits: one who was taken, and whom nobody spoke with, is put back. Raises Unavailable."""
        if not _ask(lambda: self._redis.exists(named.offered(sid))):
            self.put_back(Next(queue, sid, is_callback=False))

    def ahead_of(self, queue: str, sid: str) -> int | None:
        """How many come before a caller. Raises Unavailable."""
        return cast("int | None", _ask(lambda: self._redis.zrank(named.line(queue), sid)))

    def call(self, sid: str) -> Call | None:
        """A call as it stands. Raises Unavailable."""
        doc = cast("str | None", _ask(lambda: self._redis.hget(key_of(sid), "doc")))
        return call_from_json(orjson.loads(doc)) if doc else None

    def _move_back(self, queue: str, member: str, place: float) -> None:
        with self._redis.pipeline() as together:
            together.zrem(named.taken(queue), member)
            together.zadd(named.line(queue), {member: place})
            together.execute()


def _ask(request: Callable[[], T]) -> T:
    try:
        return request()
    except Exception as error:
        raise Unavailable("the line did not answer") from error
