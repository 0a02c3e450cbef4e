"""Caller verification: the level of detail that a caller may be told, by the strength of the identification.

A caller id is weak evidence: it names a telephone, not the person who holds it, and it can be forged. So the number
alone opens little, proofs open more, and changes to an order are left to agents.
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
    """The level of detail that may be told."""

    NOTHING = 0
    """No information about any order, not even that one exists."""
    STATUS = 1
    """Status, day or window, number of parcels, carrier."""
    DETAILS = 2
    """Items, amounts, refunds, points, the end of the tracking number."""


class Needs(StrEnum):
    """The proofs that a caller still needs for the next level."""

    NOTHING = ""
    EITHER = "either"
    """The order number or the postcode."""
    BOTH = "both"
    """The order number and the postcode of the same order."""
    PERSON = "person"
    """Two random digits, to show that they are no machine; then an agent answers."""


class Why(StrEnum):
    """The reason of a caller's standing."""

    UNIQUE = "unique"
    SHARED = "shared"
    STALE = "stale"
    NONE = "none"
    FAILED = "failed"
    PROVED = "proved"
    """Not known by number, but gave the order number and postcode of one order."""


class Proof(StrEnum):
    """A proof that a caller has given."""

    NUMBER = "number"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a caller. `orders` are theirs, newest first; of them only what `level` allows may be told."""

    entry: Entry
    why: Why
    orders: tuple[Order, ...] = ()
    proofs: frozenset[Proof] = frozenset()

    @property
    def level(self) -> Level:
        """The level of detail that may be told of every order in `orders`."""
        return _LEVELS[self.entry][len(self.proofs)]

    @property
    def doubtful(self) -> bool:
        """Whether the attestation of the caller's number failed: no order is read out, whatever the proofs."""
        return self.entry is Entry.PERSON

    @property
    def needs(self) -> Needs:
        """The proofs that are missing for the next level."""
        if self.doubtful:
            return Needs.PERSON
        if self.level is Level.DETAILS:
            return Needs.NOTHING
        return Needs.BOTH if self.entry is Entry.BOTH else Needs.EITHER

    @property
    def spoken(self) -> tuple[Order, ...]:
        """The orders that may be told at all: none below level STATUS."""
        return self.orders if self.level >= Level.STATUS else ()


_LEVELS: Mapping[Entry, tuple[Level, Level, Level]] = {
    Entry.AT_ONCE: (Level.STATUS, Level.DETAILS, Level.DETAILS),
    Entry.EITHER: (Level.NOTHING, Level.STATUS, Level.DETAILS),
    Entry.BOTH: (Level.NOTHING, Level.NOTHING, Level.DETAILS),
    Entry.PERSON: (Level.NOTHING, Level.NOTHING, Level.NOTHING),
}
"""By entry, the levels for no proof, one proof and two proofs."""

_NOBODY = Order("", datetime.min.replace(tzinfo=UTC), "", OrderStatus.UNKNOWN, postcode="00000", country="US")


@dataclass(frozen=True, slots=True)
class Policy:
    """The verification that a shop asks of its callers."""

    attestation: str = "balanced"
    """One of `attestation.POLICIES`."""
    stale_after: timedelta = timedelta(days=540)
    """An order older than this no longer ties its number to a customer, since numbers are reassigned."""
    shared_after: int = 30
    """A number with more orders than this in 30 days does not identify a customer."""

    def recognise(
        self, known: KnownOrders | None, attestation: str | None, now: datetime, proofs: Collection[Proof] = ()
    ) -> Standing:
        """The standing of a caller: by number, by Twilio's StirVerstat, and by proofs given earlier in the call.

        `known` is None for a caller without a usable number. Orders that do not carry the number are ignored, whatever
        the source says.
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
        """Whether a number identifies no customer: it has several customers, too many orders, or is a switchboard's."""
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
    """The outcome of a proof. `about` are the orders it is about, which may be told; empty if the proof was wrong."""

    standing: Standing
    about: tuple[Order, ...] = ()


def prove(standing: Standing, *, named: Collection[Order], postcode: str, ringing: str = "") -> Proved:
    """The standing of a caller after giving an order number and a postcode.

    `named` are the orders that the number may mean. Among those with the postcode, the caller's own take precedence;
    otherwise exactly one must remain, or exactly one that carries the `ringing` number (E.164). A right proof opens
    that order, unless the caller's attestation failed. A wrong proof leaves the standing unchanged, and is the same
    whether there is no such order, the postcode does not match, or it is ambiguous which of two orders is meant.
    """
    fits = _fitting(named, postcode)
    if standing.doubtful:
        return Proved(standing)
    own = {order.key for order in standing.orders}
    if mine := tuple([order for order in fits if order.key in own]):
        return Proved(replace(standing, proofs=frozenset(Proof)), mine)
    settled = tuple(fits if len(fits) == 1 else [order for order in fits if ringing and _carries(order, ringing)])
    if len(settled) != 1:
        return Proved(standing)
    return Proved(Standing(Entry.BOTH, Why.PROVED, settled, frozenset(Proof)), settled)


def prove_more(standing: Standing, *, number: str = "", postcode: str = "") -> Proved:
    """The standing of a caller who is known by number, after giving the number or postcode of one of their orders.

    If one answer is both the number and the postcode of orders, it counts as one proof.
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
    """The orders with this postcode. Without orders a dummy is compared, so that the time taken is the same."""
    if not orders:
        matches_postcode(_NOBODY, postcode)
    return [order for order in orders if matches_postcode(order, postcode)]


def matches_postcode(order: Order, given: str) -> bool:
    """Whether a spoken or keyed postcode is the order's, ignoring spaces, case, ZIP+4 and lost zeros."""
    heard = said(given, order.country).encode()
    same = [compare_digest(form.encode(), heard) for form in spellings(order.postcode, order.country)]
    return any(same)
