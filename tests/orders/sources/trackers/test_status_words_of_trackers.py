"""Each word of a tracking service for a status has its meaning; a word that is not known is kept and noted."""

import pytest

from ivr.orders.model import TrackingStatus as Status
from ivr.orders.sources import aftership, easypost, seventeentrack, shippo
from ivr.orders.sources.aftership.tracking import STATUSES as AFTERSHIP
from ivr.orders.sources.easypost.tracker import STATUSES as EASYPOST
from ivr.orders.sources.import_report import NoteKind
from ivr.orders.sources.seventeentrack.track_info import STATUSES as SEVENTEENTRACK
from ivr.orders.sources.shippo.track import STATUSES as SHIPPO
from ivr.orders.sources.source import SourceKind
from ivr.orders.sources.status_table import StatusTable
from ivr.orders.sources.status_words import parcel_meaning, spelling, tracking_status

from ..platform_words import PARCELS
from .messages import TRACKERS, parcel, read

TABLES = {easypost: EASYPOST, aftership: AFTERSHIP, shippo: SHIPPO, seventeentrack: SEVENTEENTRACK}
SHIPPO_SUBSTATUSES = (
    "address_issue contact_carrier delayed delivered delivery_attempted delivery_rescheduled delivery_scheduled "
    "information_received location_inaccessible notice_left other out_for_delivery package_accepted package_arrived "
    "package_damaged package_departed package_disposed package_forwarded package_held package_lost package_processed "
    "package_processing package_unclaimed package_undeliverable pickup_available reschedule_delivery return_to_sender"
)
NOT_SEEN_YET = {"Exception_014", "Exception_015", "InTransit_010", "InTransit_011", "InTransit_012"}
"""Subtags that AfterShip has, of which no meaning is known."""


def details_of(words: str) -> list[str]:
    return [each for each in PARCELS[words].split() if each not in NOT_SEEN_YET]


def is_known(table: StatusTable, word: str) -> bool:
    return spelling(word) in {*table.statuses, *table.details, *table.no_more}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (EASYPOST, PARCELS["EasyPost"].split()),
        (EASYPOST, details_of("EasyPost, details")),
        (AFTERSHIP, PARCELS["AfterShip"].split()),
        (AFTERSHIP, details_of("AfterShip, subtags")),
        (SHIPPO, PARCELS["Shippo"].split()),
        (SHIPPO, SHIPPO_SUBSTATUSES.split()),
        (SEVENTEENTRACK, PARCELS["17TRACK"].split()),
    ],
)
def test_every_documented_word_is_in_the_table(table: StatusTable, words: list[str]):
    assert [word for word in words if not is_known(table, word)] == []


@pytest.mark.parametrize("table", TABLES.values())
def test_no_detail_both_says_more_and_says_no_more(table: StatusTable):
    canonical = {spelling(status) for status in Status}
    assert not (table.details.keys() - canonical) & table.no_more
    assert table.firm <= table.statuses.keys()


@pytest.mark.parametrize(
    ("table", "words"), [(EASYPOST, "EasyPost"), (AFTERSHIP, "AfterShip"), (SEVENTEENTRACK, "17TRACK")]
)
def test_a_status_means_the_same_in_an_orders_file(table: StatusTable, words: str):
    statuses = [word for word in PARCELS[words].split() if spelling(word) in table.statuses]
    assert {word: parcel_meaning(table.statuses, word) for word in statuses} == {
        word: tracking_status(word) for word in statuses
    }


@pytest.mark.parametrize(
    ("table", "status", "detail", "meaning"),
    [
        (EASYPOST, "in_transit", "weather_delay", (Status.DELAYED, "")),
        (EASYPOST, "in_transit", "arrived_at_facility", (Status.IN_TRANSIT, "")),
        (EASYPOST, "failure", "arrived_at_facility", (Status.EXCEPTION, "")),
        (EASYPOST, "failure", "damaged", (Status.EXCEPTION, "damaged")),
        (EASYPOST, "failure", "return", (Status.RETURNING, "")),
        (EASYPOST, "unknown", "unknown", (Status.UNKNOWN, "")),
        (EASYPOST, "delivered", "delayed", (Status.DELIVERED, "")),
        (EASYPOST, "return_to_sender", "in_transit", (Status.RETURNING, "")),
        (AFTERSHIP, "Exception", "Exception_011", (Status.RETURNED_TO_SENDER, "")),
        (AFTERSHIP, "Exception", "Exception_002", (Status.EXCEPTION, "address")),
        (AFTERSHIP, "Exception", "Exception_012", (Status.EXCEPTION, "damaged")),
        (AFTERSHIP, "AttemptFail", "AttemptFail_002", (Status.ATTEMPTED, "")),
        (AFTERSHIP, "InTransit", "InTransit_002", (Status.PICKED_UP, "")),
        (AFTERSHIP, "Exception", "Exception_021", (Status.EXCEPTION, "")),
        (AFTERSHIP, "Expired", "Expired_001", (Status.UNKNOWN, "")),
        (SHIPPO, "TRANSIT", "out_for_delivery", (Status.OUT_FOR_DELIVERY, "")),
        (SHIPPO, "FAILURE", "package_lost", (Status.EXCEPTION, "lost")),
        (SHIPPO, "RETURNED", "", (Status.RETURNING, "")),
        (SHIPPO, "DELIVERED", "package_held", (Status.DELIVERED, "")),
        (SEVENTEENTRACK, "Exception", "Exception_Returned", (Status.RETURNED_TO_SENDER, "")),
        (SEVENTEENTRACK, "DeliveryFailure", "DeliveryFailure_InvalidAddress", (Status.EXCEPTION, "address")),
        (SEVENTEENTRACK, "InTransit", "InTransit_CustomsRequiringInformation", (Status.EXCEPTION, "customs")),
        (SEVENTEENTRACK, "Delivered", "Delivered_Other", (Status.DELIVERED, "")),
    ],
)
def test_a_detail_says_more_precisely_what_a_status_means(
    table: StatusTable, status: str, detail: str, meaning: tuple[Status, str]
):
    assert table.read(status, detail)[:2] == meaning


@pytest.mark.parametrize("kind", TRACKERS)
def test_an_unknown_status_is_kept_noted_and_told_as_unknown(kind: SourceKind):
    news, notes = read(kind, TRACKERS[kind]("teleported"))
    assert news
    assert (news.parcel.status, news.parcel.reason) == (Status.UNKNOWN, "teleported")
    assert ("teleported" in {each.detail for each in notes}) and {each.kind for each in notes} == {
        NoteKind.UNKNOWN_WORD
    }


@pytest.mark.parametrize("kind", TRACKERS)
def test_an_unknown_detail_is_noted_and_changes_nothing(kind: SourceKind):
    status = {"easypost": "out_for_delivery", "aftership": "OutForDelivery", "shippo": "DELIVERED"}.get(
        kind, "Delivered"
    )
    news, notes = read(kind, TRACKERS[kind](status, "beamed_up"))
    assert news
    assert news.parcel.status is parcel(kind, TRACKERS[kind](status)).status
    assert [each.detail for each in notes] == ["beamed_up"]
