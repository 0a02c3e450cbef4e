"""A tracking of AfterShip: a parcel's status, its checkpoints, and the days that carrier, shop and AfterShip expect.

AfterShip gives days and times on the recipient's clock, without a zone or with a Z that does not mean UTC. They are
hours where the destination has one clock, else days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ivr.orders.model import Basis, DeliveryWindow, LeftAt, TrackingStatus
from ivr.orders.news import ParcelNews
from ivr.orders.sources import status_words
from ivr.orders.sources.carriers import carrier_name
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note
from ivr.orders.sources.iso_codes import country
from ivr.orders.sources.local_times import Place
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.tracking_report import TrackingReport, instant, local_moment, newest, scans, window

_WITH_A_NEIGHBOUR = "Delivered_005"
STATUSES = StatusTable.packaged(__package__, "tag", "subtag")


@dataclass(frozen=True, slots=True)
class _Expected:
    """A member with a delivery date: its name, the prefix of its dates, whose date it is, and how firm.

    Without a `basis`, the member names its source. Before AfterShip's versions by date, a member was the date itself.
    """

    name: str
    dates: str
    is_carriers: bool = False
    basis: Basis | None = None
    is_first: bool = False


_EXPECTED = (
    _Expected("order_promised_delivery_date", "promised_delivery_date", basis=Basis.PROMISED, is_first=True),
    _Expected("first_estimated_delivery", "datetime", is_first=True),
    _Expected("aftership_estimated_delivery_date", "estimated_delivery_date", basis=Basis.ESTIMATED),
    _Expected("custom_estimated_delivery_date", "datetime", basis=Basis.PROMISED),
    _Expected("expected_delivery", "", is_carriers=True, basis=Basis.ESTIMATED),
    _Expected("courier_estimated_delivery_date", "estimated_delivery_date", is_carriers=True, basis=Basis.ESTIMATED),
    _Expected("latest_estimated_delivery", "datetime"),
)
"""Oldest first: the last one that a parcel has is the one that AfterShip holds to count."""


def read_tracking(tracking: Payload, source: Source) -> tuple[ParcelNews | None, tuple[Note, ...]]:
    """The news of a tracking, and notes. Raises Unreadable."""
    status, reason, unknown = STATUSES.read(tracking.text("tag"), tracking.text("subtag"))
    notes = list(unknown)
    carrier = carrier_name(tracking.text("slug"))
    checkpoints = tracking.parts("checkpoints")
    report = TrackingReport(
        number=tracking.text("tracking_number"),
        at=instant(tracking.text("updated_at")),
        status=_whole_way(status, tracking),
        reason=reason,
        carrier=carrier,
        address=tracking.text("aftership_tracking_url") or tracking.text("courier_tracking_link"),
        scans=scans((each.text("checkpoint_time"), each.text("city")) for each in checkpoints),
        windows=tuple(_windows(tracking, carrier or source.name, source.name, notes)),
        delivered_at=_delivered_at(tracking, checkpoints),
        left_at=LeftAt.NEIGHBOUR if tracking.text("subtag") == _WITH_A_NEIGHBOUR else None,
        pickup_at=tracking.text("pickup_location"),
    )
    return report.news(source.name), tuple(notes)


def _whole_way(status: TrackingStatus, tracking: Payload) -> TrackingStatus:
    """The status, seen with the whole way: a parcel that was sent back was delivered to its sender.

    A tracking that is pending without any checkpoint is one of which the carrier has not said a word.
    """
    if status is TrackingStatus.DELIVERED and tracking.flag("return_to_sender"):
        return TrackingStatus.RETURNED_TO_SENDER
    is_silent = tracking.text("tag") == "Pending" and not tracking.parts("checkpoints")
    return TrackingStatus.UNKNOWN if is_silent else status


def _delivered_at(tracking: Payload, checkpoints: list[Payload]) -> date | datetime | None:
    found = [each.text("checkpoint_time") for each in checkpoints if each.text("tag") == "Delivered"]
    return local_moment(tracking.text("shipment_delivery_date") or newest(found))


def _windows(tracking: Payload, carrier: str, own: str, notes: list[Note]) -> Iterator[DeliveryWindow]:
    place = _destination(tracking)
    for expected in _EXPECTED:
        given = tracking.part(expected.name)
        says = given.text("source")
        at = _local(given.text(expected.dates) or tracking.text(expected.name), place)
        yield from window(
            expected.name,
            _local(given.text(f"{expected.dates}_min"), place) or at,
            _local(given.text(f"{expected.dates}_max"), place) or at,
            notes,
            source=carrier if expected.is_carriers or says == "Carrier EDD" else own,
            basis=expected.basis or status_words.basis(says) or Basis.ESTIMATED,
            as_of=instant(tracking.text("created_at" if expected.is_first else "updated_at")),
        )


def _local(text: str, place: Place) -> date | datetime | None:
    return place.moment(text.removesuffix("Z"))


def _destination(tracking: Payload) -> Place:
    try:
        land = country(tracking.text("destination_country_region"))
    except Unreadable:
        return Place()
    return Place(land, tracking.text("destination_state"))
