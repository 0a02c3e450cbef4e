"""Parcels of a WooCommerce order: of the plugin Shipment Tracking, and of WooCommerce's own order fulfillments.

Neither knows what a carrier does with a parcel: it is on its way once it was handed over, until a tracking service
says more.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import quote

from ivr.orders.model import Shipment, TrackingStatus
from ivr.orders.sources import field_parsers, status_words
from ivr.orders.sources.carriers import carrier_name
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.row_fields import RowFields
from ivr.orders.sources.woocommerce.order_times import day_shipped

TRACKING_ITEMS = "_wc_shipment_tracking_items"
"""The plugin's member of an order's `meta_data`. Advanced Shipment Tracking writes the same."""
FULFILLMENT_STATUS = "_fulfillment_status"
"""WooCommerce's own member of `meta_data`, on orders that have fulfillments."""

_NUMBER_IN_LINK = "%1$s"
_OWN_WORDS = frozenset({"fulfilled", "unfulfilled"})


def meta(document: Payload, key: str) -> Payload:
    """The member of `meta_data` with a key; an empty one if there is none."""
    return next((each for each in document.parts("meta_data") if each.text("key") == key), Payload())


def tracking_items(order: Payload) -> list[Payload]:
    """What the plugin wrote into the order."""
    return meta(order, TRACKING_ITEMS).parts("value")


def distinct(parcels: Iterable[Shipment]) -> tuple[Shipment, ...]:
    """The parcels without those whose tracking number came before."""
    found: dict[str, Shipment] = {}
    for parcel in parcels:
        found.setdefault(parcel.tracking_number or f"id {parcel.id}", parcel)
    return tuple(found.values())


def from_tracking(item: Payload, settings: ImportSettings, *, is_sent: bool, notes: list[Note]) -> Shipment | None:
    """A parcel of the plugin, as in `meta_data` or in its REST API; None without a tracking number.

    `is_sent` says whether the whole order was sent, for parcels without a day of their own.
    """
    fields = _fields(
        tracking_number=item.text("tracking_number"),
        carrier=item.text("custom_tracking_provider") or carrier_name(item.text("tracking_provider")),
        tracking_url=item.text("tracking_link") or item.text("custom_tracking_link"),
        date_shipped=item.text("date_shipped"),
    )
    shipped = fields.read("date_shipped", lambda text: day_shipped(text, settings.shop_zone), None)
    parcel = _parcel(fields, item.text("tracking_id"), _by_day(shipped, settings, is_sent=is_sent))
    notes.extend(fields.notes)
    return parcel if parcel.tracking_number else None


def from_fulfillment(item: Payload, notes: list[Note]) -> Shipment | None:
    """A parcel of an order fulfillment; None for a draft without a tracking number, and for one that was deleted."""
    fields = _fields(
        tracking_number=meta(item, "_tracking_number").text("value"),
        carrier=next(_carriers(item), ""),
        tracking_url=meta(item, "_tracking_url").text("value"),
    )
    parcel = _parcel(fields, item.text("id"), _of_fulfillment(item, notes))
    notes.extend(fields.notes)
    is_there = parcel.tracking_number or item.flag("is_fulfilled")
    return parcel if is_there and not item.text("date_deleted") else None


def _fields(**values: str) -> RowFields:
    return RowFields(values, 0)


def _parcel(fields: RowFields, name: str, status: tuple[TrackingStatus, str]) -> Shipment:
    number = fields.read("tracking_number", field_parsers.code, "")[:60]
    return Shipment(
        id=name[:60] or number,
        status=status[0],
        reason=status[1],
        carrier=field_parsers.plain(fields.text("carrier"), 40),
        tracking_number=number,
        tracking_url=fields.read("tracking_url", lambda text: _link(text, number), ""),
    )


def _link(text: str, number: str) -> str:
    """The address of the carrier's page; in `meta_data` it has a place for the number."""
    address = field_parsers.web_address(text.replace(_NUMBER_IN_LINK, quote(number)))
    if "%2$s" in address:
        raise Unreadable("needs the postcode")
    return address


def _by_day(shipped: date | None, settings: ImportSettings, *, is_sent: bool) -> tuple[TrackingStatus, str]:
    today = settings.now.astimezone(settings.shop_zone).date()
    has_left = shipped <= today if shipped else is_sent
    return (TrackingStatus.PICKED_UP if has_left else TrackingStatus.LABEL_CREATED), ""


def _of_fulfillment(item: Payload, notes: list[Note]) -> tuple[TrackingStatus, str]:
    """The status of a fulfillment. A plugin's word that is not known says at least whether it was sent."""
    word = item.text("status")
    own = word in _OWN_WORDS or status_words.is_empty(word)
    if not own and (found := status_words.tracking_status(word)):
        return found
    if not own:
        notes.append(Note(NoteKind.UNKNOWN_WORD, 0, "tracking_status", field_parsers.plain(word, 40)))
    return (TrackingStatus.PICKED_UP if item.flag("is_fulfilled") else TrackingStatus.LABEL_CREATED), ""


def _carriers(item: Payload) -> Iterator[str]:
    """The names of a fulfillment's carrier: the one that was typed in, then the one that was chosen."""
    if typed := meta(item, "_provider_name").text("value"):
        yield typed
    for key in ("_shipping_provider", "_shipment_provider"):
        if (slug := meta(item, key).text("value")) not in ("", "other"):
            yield carrier_name(slug)
