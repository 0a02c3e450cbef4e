"""The legs of a call: each stay in a queue and how it ended."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ivr.reporting.dispositions import QUEUES
from routing.json_value import Json, members, text

Became = Literal["waiting", "answered", "abandoned", "flowed"]
"""The result of a leg. `flowed` is a flow-out: unanswered, queue full, or a callback or message was chosen."""

_GIVEN_UP = "abandoned"
_TAKEN = "done"


ENDINGS = {
    "done": "the talk is over",
    "unanswered": "nobody took the call",
    "left": "left the line of those who wait",
    "transferred": "sent to another queue by a person",
    "abandoned": "hung up while waiting",
    "full": "the queue was full",
    "busy": "the line was busy",
    "failed": "the call could not be put through",
}
"""How an unanswered stay in a queue ended, in words, by its outcome."""
_AFTER_A_TALK = {"abandoned": "hung up while talking with a person"}


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A decision that assigned a call to a queue."""

    turn: int
    at: datetime
    queue: str
    language: str
    issue: str
    rule: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One stay in a queue. `waited` is the seconds until answered or left; None while it lasts."""

    turn: int
    queue: str
    language: str
    issue: str
    rule: str
    entered_at: datetime
    waited: float | None
    became: Became


def queue_entry(turn: int, at: datetime, decision: Json) -> QueueEntry | None:
    """Read a stored decision. Returns None if it assigned no queue."""
    queue, caller = text(decision.get("queue")), members(decision.get("caller"))
    if not queue:
        return None
    language, issue = text(caller.get("language")), text(caller.get("issue"))
    return QueueEntry(turn, at, queue, language, issue, rule=text(decision.get("rule")))


def legs(
    found: Sequence[QueueEntry],
    left: Mapping[int, tuple[datetime, str, str]],
    *,
    answered_at: datetime | None,
    ended_at: datetime | None,
) -> Iterator[Leg]:
    """Yield the legs of a call from its decisions and the first hop (at, step, outcome) of each turn."""
    for place, each in enumerate(found):
        following = found[place + 1].turn if place + 1 < len(found) else None
        ending = next((left[turn] for turn in sorted(left) if turn > each.turn and left[turn][1] in QUEUES), None)
        until = ending[0] if ending else ended_at
        taken = (
            answered_at if answered_at and answered_at >= each.at and (until is None or answered_at <= until) else None
        )
        if following is None or ending is not None:
            yield _leg(each, taken, until, ending[2] if ending else "")


def ending(outcome: str, became: str) -> str:
    """Return in words how a stay ended. Its outcome alone does not show whether a caller hung up waiting or talking."""
    after = _AFTER_A_TALK.get(outcome, ENDINGS["done"]) if became == "answered" else ""
    return after or ENDINGS.get(outcome, outcome.replace("_", " "))


def _leg(each: QueueEntry, taken: datetime | None, until: datetime | None, outcome: str) -> Leg:
    became: Became
    if taken or outcome == _TAKEN:
        became, end = "answered", taken or until
    elif until is None:
        became, end = "waiting", None
    else:
        became, end = ("abandoned" if outcome in ("", _GIVEN_UP) else "flowed"), until
    waited = max(0.0, (end - each.at).total_seconds()) if end else None
    return Leg(each.turn, each.queue, each.language, each.issue, each.rule, each.at, waited, became)
