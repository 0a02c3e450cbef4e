"""Whose data a request for personal data means, and what is found by what.

Orders are found by telephone, e-mail address (by its keyed hash) and number; telephones by orders; the record of calls,
texts and callbacks by telephones. Nothing is found by name: many persons may share one.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ivr.orders.model import Order
from ivr.orders.news import PrivacyRequest
from ivr.orders.order_numbers import identity
from ivr.orders.phone_numbers import plain
from ivr.orders.phone_parsing import all_written
from ivr.orders.sources.field_parsers import Unreadable, email_hash

_RESPELLED = (
    (re.compile(r"\+52(\d{10})"), r"+521\1"),
    (re.compile(r"\+55(\d\d)9(\d{8})"), r"+55\1\2"),
    (re.compile(r"\+54(\d{10})"), r"+549\1"),
)
"""Today's spelling of a number, and another one in which carriers and shops still give it."""


class SharedNumber(Exception):
    """A telephone number is on orders of several customers, so that it does not say whose data is meant."""


class Unidentified(ValueError):
    """A request that names nobody. The message says what is wrong, without the value."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person that a request means: telephones (E.164), keyed hashes of e-mail addresses, orders.

    `numbers` are order numbers, of `shop` if several shops have them. With a `source`, only its orders are meant:
    those named by `source_ids`, and those of the telephones and addresses; or all of them.
    """

    phones: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    shop: str = ""
    source: str = ""
    source_ids: tuple[str, ...] = ()
    is_everybody: bool = False
    """Whether the data of all customers of a shared telephone is meant."""
    is_whole_source: bool = False
    """Whether the orders of all customers of the source are meant."""

    @property
    def means(self) -> str:
        """What the person was named by, without any value, such as `1 telephone, 2 orders`."""
        counts = (
            ("telephone", "telephones", len(self.phones)),
            ("e-mail address", "e-mail addresses", len(self.customers)),
            ("order", "orders", len(self.numbers) + len(self.source_ids)),
        )
        named = ", ".join(f"{count} {one if count == 1 else many}" for one, many, count in counts if count)
        return named or "all customers of the source"


@dataclass(frozen=True, slots=True)
class Traces:
    """What belongs to a person: orders by key, their numbers, parcels that are in no other order, telephones.

    `on_orders` are all telephones on the orders, those included that others have given too: copies of the orders are
    kept under them.
    """

    keys: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    parcels: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    on_orders: tuple[str, ...] = ()

    @property
    def spelled(self) -> tuple[str, ...]:
        """The telephones in every spelling that is in use."""
        return tuple(dict.fromkeys(each for phone in self.phones for each in spellings(phone)))


def person(
    phones: Iterable[str], emails: Iterable[str], numbers: Iterable[str] = (), *, key: bytes, country: str
) -> Person:
    """The person whom telephones, addresses and order numbers name, as they were written.

    Raises Unidentified if one of them cannot be read: what it means would be left over.
    """
    return Person(
        phones=tuple(dict.fromkeys(number for text in phones for number in _numbers(text, country))),
        customers=tuple(dict.fromkeys(_customer(text, key) for text in emails)),
        numbers=tuple(dict.fromkeys(map(identity, numbers))),
    )


def person_at(request: PrivacyRequest, *, key: bytes, country: str) -> Person:
    """The person whom a platform names. What cannot be read is in no index either."""
    phones, customers = list[str](), list[str]()
    for text in request.phones:
        with suppress(Unidentified):
            phones += _numbers(text, country)
    for text in request.emails:
        with suppress(Unidentified):
            customers.append(_customer(text, key))
    return Person(
        phones=tuple(dict.fromkeys(phones)),
        customers=tuple(dict.fromkeys(customers)),
        source=request.source,
        source_ids=request.source_ids,
        is_whole_source=not (request.phones or request.emails or request.source_ids),
    )


def _numbers(text: str, country: str) -> list[str]:
    found = [phone.e164 for phone in all_written(text, shop_country=country) if phone.e164]
    if not found:
        raise Unidentified("a telephone number cannot be read: write it as in +14155550100")
    return found


def _customer(text: str, key: bytes) -> str:
    try:
        return email_hash(text, key)
    except Unreadable:
        raise Unidentified("an e-mail address cannot be read") from None


def spellings(e164: str) -> Iterator[str]:
    """A number as it is looked up, and in the other spelling that carriers of its country use."""
    number = plain(e164) or e164
    yield number
    yield from (form.sub(other, number) for form, other in _RESPELLED if form.fullmatch(number))


def owned(carrying: Sequence[Order], named: Collection[str], *, is_everybody: bool) -> list[Order]:
    """Of the orders that carry a person's telephone, those that are theirs.

    Of a telephone that several customers have given, those are of the customers (keyed hashes) `named` by an e-mail
    address or an order. Raises SharedNumber if none of them is named, unless everybody is meant.
    """
    customers = {order.customer for order in carrying}
    if is_everybody or len(customers) < 2:
        return list(carrying)
    if customers.isdisjoint(named):
        raise SharedNumber(f"the number is on orders of {len(customers)} customers")
    return [order for order in carrying if order.customer in named]


def same_person(order: Order, known: Iterable[Order]) -> bool:
    """Whether an order is of the person of other orders: of the same customer, with a telephone or postcode in common.

    Without e-mail address a customer is known by name, and several have one name.
    """
    return any(order.customer == each.customer and _have_in_common(order, each) for each in known)


def _have_in_common(one: Order, other: Order) -> bool:
    return (bool(one.postcode) and one.postcode == other.postcode) or not _phones(one).isdisjoint(_phones(other))


def _phones(order: Order) -> set[str]:
    return {phone.e164 for phone in order.phones if phone.e164}


def phones_of(orders: Iterable[Order]) -> tuple[str, ...]:
    """The telephones on orders."""
    return tuple(dict.fromkeys(phone.e164 for order in orders for phone in order.phones if phone.e164))
