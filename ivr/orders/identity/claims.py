"""Checks the order number and postcode that a caller gives to identify themselves, within limits on guessing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from ivr.orders.identity.verification import Level, Proved, Standing, prove, prove_more
from ivr.orders.model import Order
from ivr.orders.order_source import OrderSource


@dataclass(frozen=True, slots=True)
class Claim:
    """The order number and postcode that a caller gave, with the call and the caller's number; empty if not given."""

    call_sid: str
    ani: str = ""
    """E.164, or empty for a caller without a usable number."""
    number: str = ""
    """The order number, as keyed or spoken."""
    postcode: str = ""
    brand: str = ""
    """The brand of the number called, whose orders the claim may be about (`Order.is_of`)."""
    is_person: bool = False
    """Whether the caller has shown in this call that they are no machine."""
    goes_on: bool = False
    """Whether the number was compared with the caller's own orders just before: both questions are one try."""


@dataclass(frozen=True, slots=True)
class Try:
    """The subject of a claim, by which tries are counted.

    A claimed number is not yet an order, and a postcode is neither, so each is counted apart.
    """

    call_sid: str
    ani: str = ""
    claimed: str = ""
    """The order number as the caller gave it."""
    found: tuple[str, ...] = ()
    """The keys of the orders that the number may mean."""
    own: str = ""
    """The key of the caller's newest order, if the claim is about the caller's own orders."""
    is_known: bool = False
    """Whether the caller may already hear of orders."""
    is_person: bool = False
    goes_on: bool = False
    """Whether the call and the caller have already been charged with this try."""


class Limit(StrEnum):
    """The limit that a try has reached."""

    NOT_REACHED = ""
    CALL = "call"
    CALLER_HOUR = "caller_hour"
    CALLER_DAY = "caller_day"
    CLAIMED = "claimed"
    """The limit of a number as it was spelled, whether there is such an order or not."""
    FOUND = "found"
    """The limit of an order that the number may mean. It sounds like a wrong claim, lest two spellings reveal it."""
    OWN = "own"
    PERSON = "person"
    """The limit of all unidentified callers: this one must first show that they are no machine."""
    EVERYBODY = "everybody"
    UNKNOWN = "unknown"
    """The counts could not be read, so nothing is checked."""


class TryCounter(NamedTuple):
    """A counter of tries: its name, the most tries it allows, and the seconds after which it expires."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a try is allowed. `counters` are the counters to increase if it is wrong.

    `hidden` are the names of counters whose limit is FOUND. `charged` are the counters that the question before
    increased, which is one try with this one.
    """

    limit: Limit = Limit.NOT_REACHED
    counters: tuple[TryCounter, ...] = ()
    hidden: frozenset[str] = frozenset()
    charged: tuple[TryCounter, ...] = ()


class Guess(NamedTuple):
    """The changes to counters after a try: counters to increase, counters to decrease again, and counters that must not
    have reached their limit meanwhile.
    """

    counted: tuple[TryCounter, ...] = ()
    returned: tuple[TryCounter, ...] = ()
    free: tuple[TryCounter, ...] = ()


class GuessLimits(Protocol):
    """The limits that keep order numbers from being guessed. It reads the counters and does not change them."""

    def allowance(self, tried: Try) -> Allowance:
        """Whether a try is allowed. Never raises: if the counters cannot be read, the try is refused."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a claim. `standing` is the caller's from now on; it has changed only if the claim was `right`."""

    standing: Standing
    about: tuple[Order, ...] = ()
    """The orders that the claim is about, which may be told."""
    limit: Limit = Limit.NOT_REACHED
    guess: Guess | None = None

    @property
    def right(self) -> bool:
        """Whether the claim was right."""
        return bool(self.about)

    @property
    def refused(self) -> bool:
        """Whether a limit was reached and the claim was not checked: an agent takes the call."""
        return self.limit is not Limit.NOT_REACHED


def check(claim: Claim, standing: Standing, *, orders: OrderSource, guesses: GuessLimits) -> Checked:
    """Check an order number with a postcode against all orders. Raises Unavailable if the source does not answer.

    A wrong claim takes the same steps for every kind of error and of limit reached: one query by number,
    one comparison with a postcode, one count of the try, and one answer that does not say which part failed.
    """
    named = [order for order in orders.by_number(claim.number) if order.is_of(claim.brand)]
    proved = prove(standing, named=named, postcode=claim.postcode, ringing=claim.ani)
    found = tuple([order.key for order in named])
    return _judged(_tried(claim, standing, claimed=claim.number, found=found), proved, standing, guesses)


def check_more(claim: Claim, standing: Standing, *, guesses: GuessLimits) -> Checked:
    """Check an order number or a postcode against the orders of a caller who is known by caller id.

    No other orders are queried, so the limits of orders are not touched, whichever order has that number.
    """
    proved = prove_more(standing, number=claim.number, postcode=claim.postcode)
    own = standing.orders[0].key if standing.orders else ""
    return _judged(_tried(claim, standing, own=own), proved, standing, guesses)


def _tried(claim: Claim, standing: Standing, *, claimed: str = "", found: tuple[str, ...] = (), own: str = "") -> Try:
    is_known = standing.level > Level.NOTHING
    return Try(claim.call_sid, claim.ani, claimed, found, own, is_known, claim.is_person, claim.goes_on)


def _judged(tried: Try, proved: Proved, standing: Standing, guesses: GuessLimits) -> Checked:
    """A right claim is not a guess and increases no counter, but it is accepted only while tries are left."""
    allowed = guesses.allowance(tried)
    if allowed.limit not in (Limit.NOT_REACHED, Limit.FOUND):
        return Checked(standing, limit=allowed.limit)
    if allowed.limit is Limit.FOUND or not proved.about:
        refusing = tuple(each for each in allowed.counters if each.name not in allowed.hidden)
        return Checked(standing, guess=Guess(counted=allowed.counters, free=refusing))
    return Checked(proved.standing, proved.about, guess=Guess(returned=allowed.charged, free=allowed.counters))
