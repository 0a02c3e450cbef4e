"""How long agents were at work, from the changes of their states."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from ivr.reporting.period_counts import PresenceCounts

PIECE = 900
"""Seconds: days begin at quarters of an hour, whatever the time zone."""
BUSY = frozenset({"talking", "wrap_up"})
"""States of an agent who has a caller, or writes about one. Amazon Connect: agent occupancy."""
FREE = frozenset({"ready", "ringing"})
"""States of an agent whom a caller can have."""
LONGEST_STATE = timedelta(days=1)
"""An agent who has been in a state for longer has been forgotten there: what is beyond is not counted."""


class StateChange(NamedTuple):
    """A change of an agent's state. They come sorted by agent and time."""

    agent: str
    at: datetime
    state: str


def presence(
    changes: Iterable[StateChange], since: datetime, until: datetime
) -> Iterator[tuple[datetime, str, PresenceCounts]]:
    """Yield the time of each agent between two times in quarters of an hour: beginning, agent, seconds.

    The changes must go back by LONGEST_STATE. A state lasts until the next change, or until `until`.
    """
    for one, following in pairwise([*changes, StateChange("", until, "")]):
        ends = following.at if following.agent == one.agent else until
        begins, ends = max(one.at, since), min(ends, until, one.at + LONGEST_STATE)
        if one.state in BUSY | FREE and begins < ends:
            for at, seconds in _pieces(begins, ends):
                is_busy = one.state in BUSY
                yield at, one.agent, PresenceCounts(seconds if is_busy else 0.0, 0.0 if is_busy else seconds)


def _pieces(begins: datetime, ends: datetime) -> Iterator[tuple[datetime, float]]:
    while begins < ends:
        edge = datetime.fromtimestamp((begins.timestamp() // PIECE + 1) * PIECE, UTC)
        until = min(edge, ends)
        yield begins, (until - begins).total_seconds()
        begins = until
