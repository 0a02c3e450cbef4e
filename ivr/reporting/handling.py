"""Which agents handled which calls, with their notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """An agent's part in a call. `id` is its own; `call_sid` the caller's call.

    `became` is ringing, answered, missed, declined or lost; `ended_by` caller, agent, transfer, supervisor, failure or
    empty; `direction` in or out. `wrapped_at` is the end of the wrap-up.
    """

    id: str
    call_sid: str
    agent: str
    agent_name: str
    queue: str
    offered_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    wrapped_at: datetime | None
    hold_seconds: float
    became: str
    ended_by: str
    disposition: str
    note: str
    direction: str

    @property
    def talk_seconds(self) -> float | None:
        """From the answer to the end; None before either."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.answered_at).total_seconds()


class Handlings(Protocol):
    """The record of agents' work. Seconds behind the calls themselves."""

    def of_calls(self, sids: Sequence[str]) -> Mapping[str, Sequence[Handling]]:
        """The handlings of calls by SID, each oldest first."""

    def of_agent(self, agent: str, since: datetime) -> Sequence[Handling]:
        """The newest calls of an agent since a time, newest first, 20 at most."""
