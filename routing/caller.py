"""What routing may know of a caller, and of the queues as they stand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller. Empty and None: not known.

    `problem` says which delivery problem it is: late, missing or damaged. `order_value` is in whole units of the
    order's currency; `order_state` are late and failed_promise; `last_queue` is the queue that took this caller's last
    call; `tried` are the queues that did not take this one.
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


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue now. Times are seconds; `estimate` is what a new caller would wait, None where there is no telling.

    `closed_by` names the switch that closes it.
    """

    waiting: int = 0
    longest: float = 0.0
    estimate: float | None = None
    unreachable: bool = False
    closed_by: str = ""


QUIET = QueueState()
"""A queue of which nothing is known: nobody waits."""
