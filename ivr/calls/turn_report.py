"""A turn as operators see it: what was answered, and what went wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ivr.flows.survey import SurveyAnswer


class Faults(Protocol):
    """Receives the faults of turns, without personal data."""

    def __call__(self, *, sid: str, at: str, turn: int, cause: str) -> None:
        """Report that the caller heard an apology; `cause` is a traceback."""


@dataclass(frozen=True, slots=True)
class TurnReport:
    """One turn for operators. `kind` is begun, taken, kept, stale, fallback or lost; `survey` is the result so far."""

    sid: str
    turn: int
    kind: str
    at: str
    language: str
    degraded: str = ""
    hops: int = 0
    survey: SurveyAnswer = ""


@dataclass(frozen=True, slots=True)
class TurnReply:
    """A TwiML document, and the facts on its turn that operators can see."""

    document: str
    report: TurnReport


class AroundTurn(Protocol):
    """Has a turn taken, and may observe it."""

    def __call__(self, sid: str, turn: int, take: Callable[[], TurnReply], /) -> TurnReply:
        """Return what `take` returns. `sid` is the call's; `turn` is -1 if it is not known."""


def unobserved(_sid: str, _turn: int, take: Callable[[], TurnReply]) -> TurnReply:
    """Implements AroundTurn: nothing is observed."""
    return take()
