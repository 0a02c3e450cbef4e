"""What may be said to a caller, from how well the caller is known.

A caller id is weak evidence: it names a telephone, not who holds it, and it can be forged. So the number alone opens
little, what a caller proves opens more, and changes are a person's business.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from hmac import compare_digest
from operator import attrgetter

from ivr.orders.identity.attestation import Entry, entry
from ivr.orders.identity.postcodes import said, spellings
from ivr.orders.model import Order, OrderStatus
from ivr.orders.order_numbers import may_mean
from ivr.orders.order_source import KnownOrders

SHARED_DAYS = timedelta(days=30)


class Level(IntEnum):
    """How much may be said."""

    NOTHING = 0
    """Nothing of any order, not even whether there is one."""
    STATUS = 1
    """Status, day or window, number of parcels, carrier."""
    DETAILS = 2
    """Items, amounts, refunds, points, the end of the tracking number."""


class Needs(StrEnum):
    """What a caller may still give to reach the next level."""

    NOTHING = ""
    EITHER = "either"
    """The order number or the postcode."""
    BOTH = "both"
    """The order number and the postcode of the same order."""
    PERSON = "person"
    """Two random digits, to show that a person is there; then a person answers."""


class Why(StrEnum):
    """Why the caller stands where they stand."""

    UNIQUE = "unique"
    SHARED = "shared"
    STALE = "stale"
    NONE = "none"
    FAILED = "failed"
    PROVED = "proved"
    """No number of theirs, but the order number and postcode of one order."""


class Proof(StrEnum):
    """What a caller has given that was right."""

    NUMBER = "number"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands. `orders` are theirs, newest first; say of them what `level` allows and no more."""

    entry: Entry
    why: Why
    orders: tuple[Order, ...] = ()
    proofs: frozenset[Proof] = frozenset()

    @property
    def level(self) -> Level:
        """What may be said of every order in `orders`."""
        return _LEVELS[self.entry][len(self.proofs)]

    @property
    def doubtful(self) -> bool:
        """Whether the caller's number failed its attestation: nothing is read out, whatever they give."""
        return self.entry is Entry.PERSON

    @property
    def needs(self) -> Needs:
        """What is missing for the next level."""
        if self.doubtful:
            return Needs.PERSON
        if self.level is Level.DETAILS:
            return Needs.NOTHING
        return Needs.BOTH if self.entry is Entry.BOTH else Needs.EITHER

    @property
    def spoken(self) -> tuple[Order, ...]:
        """The orders that may be spoken of at all: none of them below level STATUS."""
        return self.orders if self.level >= Level.STATUS else ()


_LEVELS: Mapping[Entry, tuple[Level, Level, Level]] = {
    Entry.AT_ONCE: (Level.STATUS, Level.DETAILS, Level.DETAILS),
    Entry.EITHER: (Level.NOTHING, Level.STATUS, Level.DETAILS),
    Entry.BOTH: (Level.NOTHING, Level.NOTHING, Level.DETAILS),
    Entry.PERSON: (Level.NOTHING, Level.NOTHING, Level.NOTHING),
}
"""By how the caller came in and how many proofs they gave: none, one, two."""

_NOBODY = Order("", datetime.min.replace(tzinfo=UTC), "", OrderStatus.UNKNOWN, postcode="00000", country="US")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a shop asks of its callers."""

    attestation: str = "balanced"
    """One of `attestation.POLICIES`."""
    stale_after: timedelta = timedelta(days=540)
    """An older order no longer ties its number to a customer: numbers are given to others."""
    shared_after: int = 30
    """More orders than this in 30 days make a number one that identifies nobody."""

    def recognise(
        self, known: KnownOrders | None, attestation: str | None, now: datetime, proofs: Collection[Proof] = ()
    ) -> Standing:
        """How a caller stands: by number, by Twilio's StirVerstat, and by what they proved earlier in the call.

        `known` is None for a caller without a usable number. Orders that do not carry the number are passed over,
        whatever the source says.
        """
        entered = entry(attestation, self.attestation)
        if entered is Entry.PERSON:
            return Standing(entered, Why.FAILED)
        theirs = _carrying(known) if known else ()
        not_before = now - self.stale_after
        fresh = tuple([order for order in theirs if order.placed_at > not_before])
        if known is None or not fresh:
            return Standing(Entry.BOTH, Why.STALE if theirs else Why.NONE)
        if self._shared(known, fresh, now):
            return Standing(Entry.BOTH, Why.SHARED)
        return Standing(entered, Why.UNIQUE, fresh, frozenset(proofs))

    def _shared(self, known: KnownOrders, fresh: Collection[Order], now: datetime) -> bool:
        """Whether a number says nothing about who calls: several people, too many orders, or a switchboard."""
        not_before, lately = now - self.stale_after, now - SHARED_DAYS
        customers = {each.customer for each in known.placed if each.at > not_before}
        customers.update([order.customer for order in fresh])
        recent = len([each for each in known.placed if each.at > lately])
        extensions = [phone.extension for order in fresh for phone in order.phones if phone.e164 == known.phone]
        return len(customers) > 1 or recent > self.shared_after or any(extensions)


def _carrying(known: KnownOrders) -> tuple[Order, ...]:
    carry = [order for order in known.orders if _carries(order, known.phone)]
    return tuple(sorted(carry, key=attrgetter("placed_at"), reverse=True))


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of what a caller gave. `about` are the orders that were meant and may be told; empty: it was wrong."""

    standing: Standing
    about: tuple[Order, ...] = ()


def prove(standing: Standing, *, named: Collection[Order], postcode: str, ringing: str = "") -> Proved:
    """The standing after a caller gave an order number and a postcode.

    `named` are the orders that the number may mean. Of those that have the postcode the caller's own go before others;
    of others', there has to be one alone, or one alone that carries the `ringing` number (E.164). A right answer opens
    that order, for anybody but a caller whose attestation failed. A wrong one leaves the standing as it was, and is
    the same whether there is no such order, the postcode is another's, or nothing settles which of two is meant.
    """
    fits = _fitting(named, postcode)
    if standing.doubtful:
        return Proved(standing)
    own = {order.number for order in standing.orders}
    if mine := tuple([order for order in fits if order.number in own]):
        return Proved(replace(standing, proofs=frozenset(Proof)), mine)
    settled = tuple(fits if len(fits) == 1 else [order for order in fits if ringing and _carries(order, ringing)])
    if len(settled) != 1:
        return Proved(standing)
    return Proved(Standing(Entry.BOTH, Why.PROVED, settled, frozenset(Proof)), settled)


def prove_more(standing: Standing, *, number: str = "", postcode: str = "") -> Proved:
    """The standing after a caller who is known by number gave the number or the postcode of an order of theirs.

    What was asked for either may be given as both; it is one proof all the same.
    """
    if standing.doubtful or standing.entry is Entry.BOTH:
        return Proved(standing)
    found = {
        Proof.NUMBER: [order for order in standing.orders if may_mean(number, order.number)],
        Proof.POSTCODE: _fitting(standing.orders, postcode) if postcode else [],
    }
    right = sorted((proof for proof in Proof if found[proof]), key=lambda proof: proof in standing.proofs)
    if not right:
        return Proved(standing)
    return Proved(replace(standing, proofs=standing.proofs | {right[0]}), tuple(found[right[0]]))


def _carries(order: Order, e164: str) -> bool:
    return e164 in [phone.e164 for phone in order.phones]


def _fitting(orders: Collection[Order], postcode: str) -> list[Order]:
    """The orders with this postcode. Where there are none to compare with, nobody's is compared, to take as long."""
    if not orders:
        matches_postcode(_NOBODY, postcode)
    return [order for order in orders if matches_postcode(order, postcode)]


def matches_postcode(order: Order, given: str) -> bool:
    """Whether a postcode that was spoken or keyed is the order's: spaces, case, ZIP+4 and lost zeros aside."""
    heard = said(given, order.country).encode()
    same = [compare_digest(form.encode(), heard) for form in spellings(order.postcode, order.country)]
    return any(same)
