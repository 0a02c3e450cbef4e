"""The second pair of eyes on publishing: a request to publish the draft, which another admin approves or declines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from ivr.reporting.audit import Actor

ApprovalState = Literal["asked", "approved", "declined", "withdrawn", "replaced"]
LONGEST_REASON = 1000
"""Characters."""


class NotDecided(Exception):
    """The request was decided or replaced meanwhile, or this user may not decide it. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest:
    """A request to publish a revision of the draft, now or `at` a time. `reason` is that of the decision."""

    number: int
    revision: int
    author: str
    note: str
    at: datetime | None
    asked_at: datetime
    state: ApprovalState
    decided_by: str = ""
    reason: str = ""


class Approvals(Protocol):
    """The requests to publish. Each change has an entry in the audit."""

    @property
    def are_needed(self) -> bool:
        """Whether nothing is published without the approval of another admin."""

    def last(self) -> ApprovalRequest | None:
        """The last request, decided or not."""

    def ask(self, revision: int, *, note: str, at: datetime | None, actor: Actor) -> None:
        """Ask for a revision of the draft to be published; replaces a request that is not decided yet."""

    def close(self, number: int, state: Literal["declined", "withdrawn"], *, actor: Actor, reason: str) -> None:
        """Decline the request of somebody else, or withdraw one's own. Raises NotDecided."""


def wrong_with_decision(request: ApprovalRequest, who: str, state: ApprovalState) -> str:
    """Why a user may not decide a request so; "" if they may. Nobody approves what they asked for themselves."""
    if request.state != "asked":
        by = f" by {request.decided_by}" if request.decided_by else ""
        return f"the request was {request.state}{by} already"
    if state == "withdrawn":
        return "" if who == request.author else f"only {request.author} withdraws it"
    return "another admin has to decide what you asked for" if who == request.author else ""
