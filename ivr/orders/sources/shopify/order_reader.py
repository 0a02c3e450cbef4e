"""An order of Shopify's GraphQL Admin API, read as news."""

from collections.abc import Callable, Iterator
from datetime import datetime

from ivr.orders.model import DeliveryWindow, Order, Phone, Shipment
from ivr.orders.news import OrderNews
from ivr.orders.phone_numbers import hashed
from ivr.orders.phone_parsing import all_written
from ivr.orders.sources import field_parsers, iso_codes
from ivr.orders.sources.amounts import money
from ivr.orders.sources.field_parsers import Unreadable, plain
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.shopify.money_reader import read_refunds, read_return
from ivr.orders.sources.shopify.node import Node
from ivr.orders.sources.shopify.parcel_reader import MOST_PARCELS, read_parcels
from ivr.orders.sources.shopify.reading import Reading
from ivr.orders.sources.shopify.whole_order import given_out, is_collected, ship_day, status_of_order
from ivr.orders.sources.source import Source

_MOST_ITEMS = 50
_LONGEST_PHONE = 80


def read_order(
    node: Node, source: Source, settings: ImportSettings, line: int = 0
) -> tuple[OrderNews | None, tuple[Note, ...]]:
    """The news of an order, and notes on values that were left out. None for a test order and for what is no order."""
    if node.flag("test"):
        return None, ()
    reading = Reading(source.name, settings, line, zone=settings.shop_zone)
    try:
        order = _order(node, source, reading)
    except Unreadable as error:
        return None, (Note(NoteKind.DROPPED, line, "order", str(error)),)
    if not any(phone.e164 for phone in order.phones):
        reading.notes.append(Note(NoteKind.NO_NUMBER, line))
    return OrderNews(source.name, order, last_change(node) or order.placed_at), tuple(dict.fromkeys(reading.notes))


def last_change(node: Node) -> datetime | None:
    """The newest time in an order, by Shopify's clock. Parts of it change without its own `updatedAt`."""
    times = [*node.times("updatedAt")]
    for fulfilment in node.nodes("fulfillments", MOST_PARCELS):
        times += fulfilment.times("updatedAt")
        times += (at for event in fulfilment.nodes("events", 1) for at in event.times("createdAt"))
    for part in node.nodes("fulfillmentOrders"):
        times += part.times("updatedAt")
    return max(times, default=None)


def _order(node: Node, source: Source, reading: Reading) -> Order:
    number = field_parsers.order_number(node.text("name"))
    placed_at = node.time("processedAt") or node.time("createdAt")
    if placed_at is None:
        raise Unreadable("has no time at which it was placed")
    sent_to = node.node("shippingAddress") or node.node("billingAddress")
    reading.is_collected = is_collected(node)
    reading.zone = field_parsers.zone_of(sent_to.text("timeZone")) or reading.settings.shop_zone
    phones = _phones(node, reading)
    currency = reading.read("currency", node.text("presentmentCurrencyCode"), iso_codes.currency, "")
    parcels = () if given_out(node) else tuple(_parcels(node, reading))
    total = node.node("totalPriceSet").node("presentmentMoney").text("amount")
    return Order(
        number=number,
        placed_at=reading.local(placed_at) or placed_at,
        customer=_customer(node, phones, number, reading.settings.key),
        status=status_of_order(node, parcels, reading),
        phones=phones,
        shipments=parcels,
        promises=_promises(node, reading),
        returns=tuple(read_return(each, reading, node.text("returnStatus")) for each in node.nodes("returns")),
        refunds=read_refunds(node.nodes("transactions"), currency, reading),
        items=_items(node),
        tags=field_parsers.tags("|".join(node.texts("tags"))),
        language=reading.read("language", node.text("customerLocale"), iso_codes.language, ""),
        country=reading.read("country", sent_to.text("countryCodeV2"), iso_codes.country, ""),
        postcode=reading.read("postcode", sent_to.text("zip"), field_parsers.code, "")[:16],
        currency=currency,
        total_cents=reading.read("total", total, _money_in(currency), None),
        time_zone=reading.read("time_zone", sent_to.text("timeZone"), field_parsers.zone, ""),
        cancelled_at=reading.local(node.time("cancelledAt")),
        expected_ship_on=ship_day(node, reading),
        shop=source.shop,
        brand=source.brand,
        source_id=node.id("id"),
        unknown_words=reading.unknown_words,
    )


def _money_in(currency: str) -> Callable[[str], int]:
    return lambda text: money(text, currency)


def _phones(node: Node, reading: Reading) -> tuple[Phone, ...]:
    """The numbers of all four places. Guests leave one with their address only."""
    addresses = [node.node(name) for name in ("shippingAddress", "billingAddress")]
    given = [
        (node.text("phone"), ""),
        (node.node("customer").node("defaultPhoneNumber").text("phoneNumber"), ""),
        *((address.text("phone"), address.text("countryCodeV2")) for address in addresses),
    ]
    shop_country = reading.settings.shop_country
    found = (
        all_written(raw[:_LONGEST_PHONE], country, shop_country=shop_country)
        for raw, country in dict.fromkeys(given)
        if raw
    )
    return tuple(dict.fromkeys(phone for phones in found for phone in phones))


def _customer(node: Node, phones: tuple[Phone, ...], number: str, key: bytes) -> str:
    """The key of the customer: the e-mail address, else the name, else the phone number, else the order number."""
    email = node.text("email") or node.node("customer").node("defaultEmailAddress").text("emailAddress")
    if "@" in email:
        return field_parsers.email_hash(email, key)
    if name := next(filter(None, _names(node)), ""):
        return field_parsers.name_hash(name, key)
    telephone = next((phone.e164 for phone in phones if phone.e164), None)
    return hashed(f"phone:{telephone}" if telephone else f"order:{number}", key)


def _names(node: Node) -> Iterator[str]:
    yield node.node("billingAddress").text("name")
    yield node.node("shippingAddress").text("name")
    customer = node.node("customer")
    yield f"{customer.text('firstName')} {customer.text('lastName')}".strip()


def _parcels(node: Node, reading: Reading) -> Iterator[Shipment]:
    fulfilments = node.nodes("fulfillments", MOST_PARCELS + 1)
    if len(fulfilments) > MOST_PARCELS:
        reading.drop("fulfillments", f"are more than {MOST_PARCELS}")
    for fulfilment in fulfilments[:MOST_PARCELS]:
        yield from read_parcels(fulfilment, reading)


def _promises(node: Node, reading: Reading) -> tuple[DeliveryWindow, ...]:
    """The windows promised at the checkout, the one that ends last at the end."""
    parts = [part for part in node.nodes("fulfillmentOrders") if part.text("status") != "CANCELLED"]
    found = (reading.promise(part.node("deliveryMethod"), part.time("createdAt")) for part in parts)
    return tuple(sorted(dict.fromkeys(each for each in found if each), key=lambda each: str(each.end)))


def _items(node: Node) -> tuple[str, ...]:
    lines = (line for line in node.nodes("lineItems") if line.whole("currentQuantity") != 0)
    return tuple([title for line in lines if (title := plain(line.text("title")))][:_MOST_ITEMS])
