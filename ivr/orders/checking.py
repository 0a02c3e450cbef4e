"""Checking what a caller gives to be known better: an order number, a postcode, or both."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ivr.orders.source import OrderSource
from ivr.orders.verify import Level, Standing, prove


@dataclass(frozen=True, slots=True)
class Claim:
    """What a caller gave, in which call, and from which number. Empty is what they did not give."""

    call_sid: str
    ani: str = ""
    """E.164, or empty for a caller without a usable number."""
    number: str = ""
    """The order's, as keyed or spoken."""
    postcode: str = ""


class Limit(StrEnum):
    """Which limit a try ran into."""

    NOT_REACHED = ""
    CALL = "call"
    CALLER_HOUR = "caller_hour"
    CALLER_DAY = "caller_day"
    ORDER = "order"
    EVERYBODY = "everybody"
    UNKNOWN = "unknown"
    """The count could not be kept, so nothing is checked."""


class Guesses(Protocol):
    """Counts tries, so that order numbers cannot be guessed. Never raises: what cannot be counted is refused."""

    def take(self, claim: Claim, *, verified: bool) -> Limit:
        """Count a try, unless a limit is reached; then count nothing and say which."""

    def give_back(self, claim: Claim) -> None:
        """The try was right: it does not count against the number and the order."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a claim. `standing` is the caller's from now on; it is the old one unless `right`."""

    standing: Standing
    right: bool = False
    limit: Limit = Limit.NOT_REACHED

    @property
    def refused(self) -> bool:
        """Whether the claim was not looked at: no more tries, a person answers."""
        return self.limit is not Limit.NOT_REACHED


def check(claim: Claim, standing: Standing, *, orders: OrderSource, guesses: Guesses) -> Checked:
    """Hold a claim against the orders. Raises Unavailable when the orders cannot be seen.

    A wrong answer costs the same whatever was wrong with it: one count of the try, one query by number, one
    comparison with somebody's postcode, and one answer that does not say which part failed.
    """
    limit = guesses.take(claim, verified=standing.level > Level.NOTHING)
    if limit is not Limit.NOT_REACHED:
        return Checked(standing, limit=limit)
    named = orders.by_number(claim.number) if claim.number else ()
    after = prove(standing, named=named, postcode=claim.postcode or None)
    if after == standing:
        return Checked(standing)
    guesses.give_back(claim)
    return Checked(after, right=True)
