"""When a call counts as followed by another of its caller: one definition for the board and the history."""

from datetime import datetime, timedelta

DAYS = timedelta(days=7)
"""Period within which another call counts as a repeat."""
HOURS = timedelta(hours=24)
"""Period within which a contained caller must not call again."""


def is_followed(began_at: datetime, next_at: datetime | None, *, within: timedelta) -> bool:
    """Whether the next call of the same caller, if there is one, began no later than `within` after this one."""
    return next_at is not None and next_at - began_at <= within
