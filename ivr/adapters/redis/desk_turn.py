"""One job at a time speaks with the help desk, and a desk that does not answer is left alone for a while.

Each message to a desk that is silent holds a worker for seconds, in which it records no calls.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import redis

TURN = "wismo:requests:turn"
"""String: somebody speaks with the desk, or nobody does for now."""
LONGEST_TURN = 150
"""Seconds, more than a run takes; then the turn of a job that was killed ends."""
LEFT_ALONE = 60
"""Seconds."""


@dataclass(slots=True)
class DeskTurn:
    """The turn of a job. `is_silent` is set if the desk did not answer."""

    is_silent: bool = False


@contextmanager
def desk_turn(client: redis.Redis) -> Iterator[DeskTurn | None]:
    """Yield the turn of this job; None if another job has it, or the desk is left alone."""
    if not client.set(TURN, "1", nx=True, ex=LONGEST_TURN):
        yield None
        return
    turn = DeskTurn()
    try:
        yield turn
    finally:
        if turn.is_silent:
            client.expire(TURN, LEFT_ALONE)
        else:
            client.delete(TURN)
