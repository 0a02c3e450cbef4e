"""Estimates of waiting time, and of whether a queue is reachable, from recent events."""

from collections.abc import Sequence

HEAD_START = 60.0
"""Seconds of waiting that each point of priority is worth: it shortens a wait without making another endless."""
RECENT = 1800.0
"""Age in seconds beyond which events are ignored."""
FEWEST = 3
"""Minimum number of recently answered callers for an estimate."""
FAILURES = 3
"""Consecutive unanswered calls after which a queue counts as unreachable."""
COOL_DOWN = 60.0
"""Seconds until another caller is sent to an unreachable queue."""


def pace(answers: Sequence[float], now: float) -> float | None:
    """Recent seconds between two answered callers; None if there are too few to tell.

    `answers` are the times (seconds) at which the queue's agents answered callers. The time since the last answer
    counts, so that a desk that has stopped answering does not look quick.
    """
    recent = [at for at in answers if now - RECENT <= at <= now]
    return (now - min(recent)) / len(recent) if len(recent) >= FEWEST else None


def is_unreachable(failed: int, last: float, now: float) -> bool:
    """Whether a queue has failed too often in a row, and too recently, to get another caller. Times are seconds."""
    return failed >= FAILURES and now - last < COOL_DOWN
