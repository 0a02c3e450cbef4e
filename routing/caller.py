"""The inputs of a routing decision: facts on the caller, and the state of each queue."""

from dataclasses import dataclass

from routing.issues import parted
from routing.json_value import Json, text, texts


@dataclass(frozen=True, slots=True)
class CallerProfile:
    """The facts on a caller that rules can test. Empty or None means unknown.

    `problem` is the kind of delivery problem: late, missing or damaged. An `issue` that is one of these is read as a
    delivery problem of that kind. `order_value` is in whole units of the order's currency; `order_state` is late and
    failed_promise; `last_queue` is the queue that took this caller's last call; `tried` are the queues that did not
    take this call; `promised` is the queue whose agents call this caller back, and `transferred` the one to
    which a person sent this call.
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
    transferred: str = ""

    def __post_init__(self) -> None:
        issue, problem = parted(self.issue)
        if problem:
            object.__setattr__(self, "issue", issue)
            object.__setattr__(self, "problem", problem)


def profile_from_record(record: Json) -> CallerProfile:
    """The caller of a recorded explanation; fields that this version does not know are ignored."""
    value = record.get("order_value")
    return CallerProfile(
        language=text(record.get("language")),
        issue=text(record.get("issue", "other")),
        problem=text(record.get("problem")),
        tier=text(record.get("tier")),
        country=text(record.get("country")),
        dialled=text(record.get("dialled")),
        order_value=value if isinstance(value, int) else None,
        order_state=texts(record.get("order_state")),
        repeat=record.get("repeat") is True,
        withheld=record.get("withheld") is True,
        attestation=text(record.get("attestation", "none")),
        last_queue=text(record.get("last_queue")),
        tried=texts(record.get("tried")),
        promised=text(record.get("promised")),
        transferred=text(record.get("transferred")),
    )


@dataclass(frozen=True, slots=True)
class QueueState:
    """The current state of a queue. Times are seconds.

    `callbacks` hold a place in the line beside the `waiting` callers; `pace` is the time between two answered callers,
    None if it cannot be estimated; `closed_by` names the switch that closes the queue.
    """

    waiting: int = 0
    callbacks: int = 0
    longest: float = 0.0
    pace: float | None = None
    unreachable: bool = False
    closed_by: str = ""

    def wait_behind(self, ahead: int) -> float | None:
        """Seconds until a caller with `ahead` callers in front is answered."""
        return None if self.pace is None else (ahead + 1) * self.pace

    @property
    def estimate(self) -> float | None:
        """Estimated wait of a new caller, in seconds.

        None while the line is empty: the pace then measures how often calls arrive, not how fast agents answer.
        """
        ahead = self.waiting + self.callbacks
        return self.wait_behind(ahead) if ahead else None


QUIET = QueueState()
"""The state of a queue without data: nobody waits."""
