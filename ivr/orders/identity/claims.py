"""Checking what a caller gives to be known better: an order number, a postcode, or both."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from ivr.orders.identity.verification import Level, Proved, Standing, prove, prove_more
from ivr.orders.model import Order
from ivr.orders.order_source import OrderSource


@dataclass(frozen=True, slots=True)
class Claim:
    """What a caller gave, in which call, and from which number. Empty is what they did not give."""

    call_sid: str
    ani: str = ""
    """E.164, or empty for a caller without a usable number."""
    number: str = ""
    """The order's, as keyed or spoken."""
    postcode: str = ""
    is_person: bool = False
    """Whether the caller has shown in this call that a person is there."""
    goes_on: bool = False
    """Whether the number was held against the caller's own orders just before: both questions are one try."""


@dataclass(frozen=True, slots=True)
class Try:
    """A claim by what it is about: all that it is counted by.

    A number that was claimed is not yet an order, and a postcode is neither: each is counted as what it is.
    """

    call_sid: str
    ani: str = ""
    claimed: str = ""
    """The order number as the caller gave it."""
    found: tuple[str, ...] = ()
    """The identities of the orders that it may mean."""
    own: str = ""
    """The identity of the caller's newest order, where one thing more is given for the caller's own orders."""
    is_known: bool = False
    """Whether the caller may hear of orders already."""
    is_person: bool = False
    goes_on: bool = False
    """Whether the call and the caller have been charged with it."""


class Limit(StrEnum):
    """Which limit a try ran into."""

    NOT_REACHED = ""
    CALL = "call"
    CALLER_HOUR = "caller_hour"
    CALLER_DAY = "caller_day"
    CLAIMED = "claimed"
    """The number as it was spelled, whether there is such an order or not."""
    FOUND = "found"
    """An order that it may mean. It is refused as any wrong claim is: else two spellings would tell that it exists."""
    OWN = "own"
    PERSON = "person"
    """Callers without a standing have tried often: this one has to show first that a person is there."""
    EVERYBODY = "everybody"
    UNKNOWN = "unknown"
    """The counts could not be read, so nothing is checked."""


class TryCounter(NamedTuple):
    """A count of tries: its name, how many are free, and the seconds after which it is forgotten."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a try is looked at. `counters` are those that it counts against if it is wrong.

    `hidden` are those of them whose limit is FOUND. `charged` are counters that went up at the question before, with
    which this try is one.
    """

    limit: Limit = Limit.NOT_REACHED
    counters: tuple[TryCounter, ...] = ()
    hidden: frozenset[str] = frozenset()
    charged: tuple[TryCounter, ...] = ()


class Guess(NamedTuple):
    """What a try that was looked at changes: counters that go up, counters that go down again, and counters of which
    none may have become full meanwhile.
    """

    counted: tuple[TryCounter, ...] = ()
    returned: tuple[TryCounter, ...] = ()
    free: tuple[TryCounter, ...] = ()


class GuessLimits(Protocol):
    """Knows how many tries are left, so that order numbers cannot be guessed. Counts none itself."""

    def allowance(self, tried: Try) -> Allowance:
        """Whether a try is allowed. Never raises: one whose counts cannot be read is refused."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a claim. `standing` is the caller's from now on; it is the old one unless the claim was `right`."""

    standing: Standing
    about: tuple[Order, ...] = ()
    """The orders that were meant and may be told."""
    limit: Limit = Limit.NOT_REACHED
    guess: Guess | None = None

    @property
    def right(self) -> bool:
        """Whether the claim holds."""
        return bool(self.about)

    @property
    def refused(self) -> bool:
        """Whether the claim was not looked at: no more tries, a person answers."""
        return self.limit is not Limit.NOT_REACHED


def check(claim: Claim, standing: Standing, *, orders: OrderSource, guesses: GuessLimits) -> Checked:
    """Hold an order number and a postcode against the orders. Raises Unavailable when the orders cannot be seen.

    A wrong answer costs the same whatever was wrong with it, or which limit was reached: one query by number, one
    comparison with somebody's postcode, one count of the try, and one answer that does not say which part failed.
    """
    named = orders.by_number(claim.number)
    proved = prove(standing, named=named, postcode=claim.postcode, ringing=claim.ani)
    found = tuple([order.number for order in named])
    return _judged(_tried(claim, standing, claimed=claim.number, found=found), proved, standing, guesses)


def check_more(claim: Claim, standing: Standing, *, guesses: GuessLimits) -> Checked:
    """Hold one thing more against the orders of a caller who is known by number: it may be a number or a postcode.

    Nobody else's orders are asked, so no limit of an order's is touched, whatever order has that number.
    """
    proved = prove_more(standing, number=claim.number, postcode=claim.postcode)
    own = standing.orders[0].number if standing.orders else ""
    return _judged(_tried(claim, standing, own=own), proved, standing, guesses)


def _tried(claim: Claim, standing: Standing, *, claimed: str = "", found: tuple[str, ...] = (), own: str = "") -> Try:
    is_known = standing.level > Level.NOTHING
    return Try(claim.call_sid, claim.ani, claimed, found, own, is_known, claim.is_person, claim.goes_on)


def _judged(tried: Try, proved: Proved, standing: Standing, guesses: GuessLimits) -> Checked:
    """A right answer is no guess, and counts against nobody; but it is right only while there are tries left."""
    allowed = guesses.allowance(tried)
    if allowed.limit not in (Limit.NOT_REACHED, Limit.FOUND):
        return Checked(standing, limit=allowed.limit)
    if allowed.limit is Limit.FOUND or not proved.about:
        refusing = tuple(each for each in allowed.counters if each.name not in allowed.hidden)
        return Checked(standing, guess=Guess(counted=allowed.counters, free=refusing))
    return Checked(proved.standing, proved.about, guess=Guess(returned=allowed.charged, free=allowed.counters))
