"""Compare-and-set of a value in Redis, with events for the record."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import TypeVar

import redis

from ivr.adapters.redis.event_stream import EVENTS, EVENTS_KEPT, pack
from ivr.adapters.redis.sessions.keys import BELL
from ivr.calls.desk.desk_events import DeskEvent
from ivr.calls.ports import Unavailable

MOST_TRIES = 20
"""Attempts at a change against others who change the same value."""

T = TypeVar("T")


class StoredChange:
    """Replaces a field of a hash, or a string, if nobody has changed it meanwhile."""

    def __init__(self, client: redis.Redis) -> None:
        self._run = client.register_script(files(__package__).joinpath("change.lua").read_text())

    def replace(
        self, place: str, field: str, *, was: str | None, new: str, seconds: int = 0, events: Sequence[DeskEvent] = ()
    ) -> bool:
        """Whether the value was replaced. Raises redis-py's errors."""
        arguments: list[str | int] = [field, was or "", new, seconds, EVENTS_KEPT, *map(pack, events)]
        return bool(self._run(keys=[place, EVENTS, BELL], args=arguments))


def ask(request: Callable[[], T]) -> T:
    """What a request to Redis returns. Raises Unavailable."""
    try:
        return request()
    except Unavailable:
        raise
    except Exception as error:
        raise Unavailable("the desk's store did not answer") from error
