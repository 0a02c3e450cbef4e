"""The orders of one person, and what leads to the rest of their data."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, select

from ivr.adapters.sql.orders.tables import order_parcels, order_phones, order_reports, orders
from ivr.orders.model import Order
from ivr.orders.order_document import load
from ivr.orders.order_numbers import identity, keypad
from ivr.orders.personal_data import Person, SharedNumber, Traces, Unidentified, owned, phones_of, same_person

MOST = 5_000
"""Orders that one look-up finds."""

_Orders = dict[str, Order]


def traces_of(connection: Connection, person: Person) -> Traces:
    """What belongs to a person. Raises SharedNumber, and Unidentified if two shops have an order of the number."""
    theirs = _whole_source(connection, person) if person.is_whole_source else _orders(connection, person)
    on_orders = phones_of(theirs.values())
    shared = _of_others(connection, on_orders, theirs)
    return Traces(
        keys=tuple(theirs),
        numbers=tuple(dict.fromkeys(order.number for order in theirs.values())),
        parcels=_parcels(connection, theirs),
        phones=tuple(dict.fromkeys((*person.phones, *(phone for phone in on_orders if phone not in shared)))),
        on_orders=on_orders,
    )


def _orders(connection: Connection, person: Person) -> _Orders:
    named = {
        **_numbered(connection, person),
        **_named_at_source(connection, person),
        **_found(connection, orders.c.customer.in_(person.customers)),
    }
    on_phones = select(order_phones.c.order_key).where(order_phones.c.e164.in_(person.phones))
    carrying = _found(connection, orders.c.key.in_(on_phones))
    if person.source:
        named, carrying = _of_source(connection, person, named), _of_source(connection, person, carrying)
    theirs = _owned(person, named, carrying)
    if not person.source:
        theirs.update(_further(connection, theirs))
    return named | theirs


def _owned(person: Person, named: _Orders, carrying: _Orders) -> _Orders:
    """The orders on a person's telephones that are theirs. A source cannot be asked whose a shared one is."""
    customers = {*person.customers, *(order.customer for order in named.values())}
    try:
        own = owned(list(carrying.values()), customers, is_everybody=person.is_everybody)
    except SharedNumber:
        if not person.source:
            raise
        own = []
    return {key: order for key, order in carrying.items() if order in own}


def _further(connection: Connection, theirs: _Orders) -> _Orders:
    """Orders of the same person that carry another telephone or none."""
    customers = {order.customer for order in theirs.values()}
    others = _found(connection, orders.c.customer.in_(customers))
    return {key: order for key, order in others.items() if same_person(order, theirs.values())}


def _numbered(connection: Connection, person: Person) -> _Orders:
    wanted = set(person.numbers)
    spelled = _found(connection, orders.c.keypad.in_([keypad(number) for number in wanted]))
    found = {
        key: order
        for key, order in spelled.items()
        if identity(order.number) in wanted and (not person.shop or order.shop == person.shop)
    }
    if len({order.shop for order in found.values()}) > 1:
        raise Unidentified("several shops have an order of this number: say which shop is meant")
    return found


def _named_at_source(connection: Connection, person: Person) -> _Orders:
    if not person.source_ids:
        return {}
    r = order_reports.c
    reported = select(r.order_key).where(r.source == person.source, r.source_id.in_(person.source_ids))
    here = (orders.c.source == person.source) & orders.c.source_id.in_(person.source_ids)
    return _found(connection, here) | _found(connection, orders.c.key.in_(reported))


def _of_source(connection: Connection, person: Person, found: _Orders) -> _Orders:
    """Those of the orders of which a source has spoken."""
    r = order_reports.c
    reported = select(r.order_key).where(r.source == person.source, r.order_key.in_(found))
    here = select(orders.c.key).where(orders.c.source == person.source, orders.c.key.in_(found))
    keys = {*connection.scalars(reported), *connection.scalars(here)}
    return {key: order for key, order in found.items() if key in keys}


def _whole_source(connection: Connection, person: Person) -> _Orders:
    reported = select(order_reports.c.order_key).where(order_reports.c.source == person.source)
    return _found(connection, orders.c.source == person.source) or _found(connection, orders.c.key.in_(reported))


def _found(connection: Connection, which: ColumnElement[bool]) -> _Orders:
    rows = connection.execute(select(orders.c.key, orders.c.document).where(which).limit(MOST))
    return {key: load(document) for key, document in rows}


def _of_others(connection: Connection, phones: Iterable[str], theirs: Collection[str]) -> set[str]:
    """Telephones that are on orders of others too."""
    on_others = select(order_phones.c.e164).where(
        order_phones.c.e164.in_(phones), order_phones.c.order_key.not_in(theirs)
    )
    return set(connection.scalars(on_others))


def _parcels(connection: Connection, theirs: Collection[str]) -> tuple[str, ...]:
    """The parcels that are in no order of others."""
    p = order_parcels.c
    own = set(connection.scalars(select(p.tracking_number).where(p.order_key.in_(theirs))))
    others = select(p.tracking_number).where(p.tracking_number.in_(own), p.order_key.not_in(theirs))
    return tuple(sorted(own.difference(connection.scalars(others))))
