"""What routing may know of a caller, and of the queues as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from routing.issues import parted


@dataclass(frozen=True, slots=True)
class CallerProfile:
    """A caller. Empty and None: not known.

    `problem` says which delivery problem it is: late, missing or damaged. An `issue` that is one of these is read as a
    delivery problem of that kind. `order_value` is in whole units of the
    order's currency; `order_state` are late and failed_promise; `last_queue` is the queue that took this caller's last
    call; `tried` are the queues that did not take this one; `promised` is the queue whose people call this one back.
    """

    language: str
    issue: str = "other"
    problem: str = ""
    tier: str = ""
    country: str = ""
    dialled: str = ""
    order_value: int | None = None
    order_state: tuple[str, ...] = ()
    repeat: bool = False
    withheld: bool = False
    attestation: str = "none"
    last_queue: str = ""
    tried: tuple[str, ...] = ()
    promised: str = ""

    def __post_init__(self) -> None:
        issue, problem = parted(self.issue)
        if problem:
            object.__setattr__(self, "issue", issue)
            object.__setattr__(self, "problem", problem)


def profile_from_record(kept: Mapping[str, Any]) -> CallerProfile:
    """The caller of an explanation that was kept, as far as this version knows what it says."""
    told: dict[str, Any] = {"language": ""}
    for each in fields(CallerProfile):
        if each.name in kept:
            value = kept[each.name]
            told[each.name] = tuple(value) if isinstance(value, list) else value
    return CallerProfile(**told)


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue now. Times are seconds.

    `callbacks` stand in the line beside those who are `waiting`; `pace` is the time between two callers taken, None
    where there is no telling; `closed_by` names the switch that closes it.
    """

    waiting: int = 0
    callbacks: int = 0
    longest: float = 0.0
    pace: float | None = None
    unreachable: bool = False
    closed_by: str = ""

    def wait_behind(self, ahead: int) -> float | None:
        """Seconds until a caller with so many ahead is taken."""
        return None if self.pace is None else (ahead + 1) * self.pace

    @property
    def estimate(self) -> float | None:
        """Seconds that a new caller would wait. While nobody waits the pace is that of the calls, not of the people."""
        ahead = self.waiting + self.callbacks
        return self.wait_behind(ahead) if ahead else None


QUIET = QueueState()
"""A queue of which nothing is known: nobody waits."""
