"""How long a caller will wait, and whether a queue's people can be reached at all: from what happened lately."""

from collections.abc import Sequence

HEAD_START = 60.0
"""Seconds of waiting that each point of priority is worth: it shortens a wait, and makes nobody else's endless."""
RECENT = 1800.0
"""Seconds: what happened before says nothing of now."""
FEWEST = 3
"""Callers taken lately from which a pace can be told."""
FAILURES = 3
"""Calls in a row that nobody took, after which a queue counts as unreachable."""
COOL_DOWN = 60.0
"""Seconds until one more caller may try a queue that could not be reached."""


def pace(answers: Sequence[float], now: float) -> float | None:
    """Seconds between two callers taken, as of late; None when there is no telling.

    `answers` are the times (seconds) at which a queue's people took callers. The time since the last of them counts:
    a desk that has stopped answering is not quick.
    """
    recent = [at for at in answers if now - RECENT <= at <= now]
    return (now - min(recent)) / len(recent) if len(recent) >= FEWEST else None


def is_unreachable(failed: int, last: float, now: float) -> bool:
    """Whether a queue has failed too often in a row and too lately (seconds) to send another caller there."""
    return failed >= FAILURES and now - last < COOL_DOWN
