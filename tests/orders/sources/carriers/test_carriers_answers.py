"""What UPS, FedEx, DHL and USPS answer of a parcel, read as its news."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Basis, DeliveryWindow, Shipment
from ivr.orders.model import TrackingStatus as Status
from ivr.orders.sources.dhl.shipments import STATUSES as DHL_WORDS
from ivr.orders.sources.dhl.shipments import read_shipment
from ivr.orders.sources.fedex.track_results import STATUSES as FEDEX_WORDS
from ivr.orders.sources.fedex.track_results import read_track_result
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source
from ivr.orders.sources.tracking_webhooks import ReadTracker
from ivr.orders.sources.ups.packages import STATUSES as UPS_WORDS
from ivr.orders.sources.ups.packages import read_package
from ivr.orders.sources.usps.tracking_details import STATUSES as USPS_WORDS
from ivr.orders.sources.usps.tracking_details import read_tracking_details

from .answers import DHL, FEDEX, UPS, USPS, dhl_shipment, fedex_result, payload, ups_package, usps_details

DAY = date(2026, 11, 25)
Answer = Callable[..., dict[str, Any]]
CARRIERS: list[tuple[Source, Answer, ReadTracker]] = [
    (UPS, ups_package, read_package),
    (FEDEX, fedex_result, read_track_result),
    (DHL, dhl_shipment, read_shipment),
    (USPS, usps_details, read_tracking_details),
]


def noted(source: Source, **changes: Any) -> tuple[Shipment, Sequence[Note]]:
    answer, read = next((answer, read) for each, answer, read in CARRIERS if each == source)
    news, notes = read(payload(answer(**changes)), source)
    assert news is not None
    assert news.source == source.name
    return news.parcel, notes


def parcel(source: Source, **changes: Any) -> Shipment:
    return noted(source, **changes)[0]


def newest(source: Source, **changes: Any) -> DeliveryWindow:
    return parcel(source, **changes).windows[-1]


def at(zone: str, hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("source", "carrier", "number", "scan", "city"),
    [
        (UPS, "UPS", "1Z999AA10123456784", datetime(2026, 11, 24, 15, 47, tzinfo=UTC), "Oakland"),
        (FEDEX, "FedEx", "794600000000", datetime(2026, 11, 24, 14, 30, tzinfo=UTC), "Newark"),
        (DHL, "DHL", "00340434292135100186", datetime(2026, 11, 24, 5, 51, tzinfo=UTC), "Bonn"),
        (USPS, "USPS", "9400100000000000000000", datetime(2026, 11, 24, 6, 13, 31, tzinfo=UTC), ""),
    ],
)
def test_a_parcel_on_its_way_has_its_last_scan(source, carrier, number, scan, city):
    found, notes = noted(source)
    assert (found.carrier, found.tracking_number, found.status) == (carrier, number, Status.IN_TRANSIT)
    assert found.last_scan_at == scan
    assert city in found.last_scan_city
    assert notes == ()


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        (UPS, at("America/Los_Angeles", 14, 15), at("America/Los_Angeles", 16, 15)),
        (FEDEX, at("America/New_York", 9, 15), at("America/New_York", 13, 15)),
        (DHL, at("Europe/Berlin", 12, day=24), at("Europe/Berlin", 15, day=24)),
        (USPS, at("America/New_York", 9, 45), at("America/New_York", 13, 45)),
    ],
)
def test_a_window_is_on_the_clock_of_the_destination(source, start, end):
    found = newest(source)
    assert (found.start, found.end, found.basis, found.source) == (
        start,
        end,
        Basis.ESTIMATED,
        source.name.upper().replace("FEDEX", "FedEx"),
    )


def ups_to(country: str, state: str) -> dict[str, Any]:
    address = {"type": "DESTINATION", "address": {"countryCode": country, "stateProvince": state}}
    return {"packageAddress": [address]}


@pytest.mark.parametrize(("country", "state"), [("US", "TX"), ("ES", ""), ("", ""), ("XX", "CA"), ("CA", "ON")])
def test_a_window_is_a_day_where_the_clock_is_not_known(country, state):
    found = newest(UPS, **ups_to(country, state))
    assert (found.start, found.end) == (DAY, DAY)
    assert newest(USPS, destinationState=state, destinationCountryCode=country or "US").start == DAY


@pytest.mark.parametrize(("country", "hour"), [("GB", 14), ("DE", 13), ("JP", 5)])
def test_a_country_with_one_clock_needs_no_state(country, hour):
    start = newest(UPS, **ups_to(country, "")).start
    assert isinstance(start, datetime)
    assert start.astimezone(UTC).hour == hour


def test_a_rescheduled_day_counts_and_the_scheduled_one_came_first():
    days = [{"type": "RDD", "date": "20261127"}, {"type": "SDD", "date": "20261125"}]
    found = parcel(UPS, deliveryDate=days, deliveryTime={"type": "EOD"})
    assert [window.start for window in found.windows] == [DAY, date(2026, 11, 27)]


def test_a_window_that_ends_before_it_starts_leaves_the_day():
    reversed_times = {"type": "EDW", "startTime": "180000", "endTime": "090000"}
    found, notes = noted(UPS, deliveryTime=reversed_times)
    assert (found.windows[-1].start, notes) == (
        DAY,
        (Note(NoteKind.DROPPED, 0, "deliveryTime", "ends before it starts"),),
    )


@pytest.mark.parametrize("clock", ["256000", "", "noon", "1415", None])
def test_a_time_that_is_none_leaves_the_day(clock):
    assert newest(UPS, deliveryTime={"type": "EDW", "startTime": clock, "endTime": "aa"}).end == DAY


def test_what_fedex_committed_to_is_the_promise():
    first = parcel(FEDEX).windows[0]
    assert (first.start, first.basis) == (date(2026, 11, 24), Basis.PROMISED)
    standard = {"window": {"ends": "2026-11-26T00:00:00-06:00"}}
    only = parcel(FEDEX, dateAndTimes=[], estimatedDeliveryTimeWindow={}, standardTransitTimeWindow=standard)
    assert [(window.start, window.basis) for window in only.windows] == [(date(2026, 11, 26), Basis.PROMISED)]


def test_what_usps_guarantees_is_guaranteed():
    found = parcel(USPS, guaranteedDeliveryTimeStamp="2026-11-26T18:00:00Z")
    assert (found.windows[0].start, found.windows[0].basis) == (date(2026, 11, 26), Basis.GUARANTEED)


@pytest.mark.parametrize(
    ("source", "changes", "delivered"),
    [
        (
            UPS,
            {
                "currentStatus": {"type": "D", "statusCode": "011"},
                "deliveryDate": [{"type": "DEL", "date": "20261125"}],
                "deliveryTime": {"type": "DEL", "endTime": "111500"},
            },
            at("America/Los_Angeles", 11, 15),
        ),
        (
            FEDEX,
            {
                "latestStatusDetail": {"derivedCode": "DL"},
                "dateAndTimes": [{"type": "ACTUAL_DELIVERY", "dateTime": "2026-11-25T09:26:00-05:00"}],
            },
            at("America/New_York", 9, 26),
        ),
        (
            DHL,
            {"status": {"timestamp": "2026-11-25T10:00:00", "statusCode": "delivered"}},
            at("Europe/Berlin", 10),
        ),
        (
            USPS,
            {
                "statusCategory": "Delivered",
                "status": "Delivered, In/At Mailbox",
                "trackingEvents": [
                    {
                        "eventType": "Delivered, In/At Mailbox",
                        "eventTimestamp": "2026-11-25T13:58:00",
                        "GMTTimestamp": "2026-11-25T18:58:40Z",
                        "GMTOffset": "-05:00",
                    }
                ],
            },
            at("America/New_York", 13, 58),
        ),
    ],
)
def test_a_delivered_parcel_has_its_time_and_no_window(source, changes, delivered):
    found = parcel(source, **changes)
    assert (found.status, found.delivered_at, found.windows) == (Status.DELIVERED, delivered, ())


@pytest.mark.parametrize(
    ("kind", "code", "status", "reason"),
    [
        ("M", "003", Status.LABEL_CREATED, ""),
        ("P", "038", Status.PICKED_UP, ""),
        ("I", "021", Status.OUT_FOR_DELIVERY, ""),
        ("I", "5", Status.IN_TRANSIT, ""),
        ("X", "060", Status.ATTEMPTED, ""),
        ("X", "052", Status.DELAYED, ""),
        ("X", "059", Status.EXCEPTION, "damaged"),
        ("X", "050", Status.EXCEPTION, "address"),
        ("X", "124", Status.EXCEPTION, "customs"),
        ("X", "", Status.EXCEPTION, ""),
        ("D", "161", Status.READY_FOR_PICKUP, ""),
        ("D", "034", Status.RETURNED_TO_SENDER, ""),
        ("RS", "118", Status.RETURNING, ""),
        ("MV", "007", Status.CANCELLED, ""),
        ("I", "114", Status.IN_TRANSIT, ""),
    ],
)
def test_codes_of_ups(kind, code, status, reason):
    found = parcel(UPS, currentStatus={"type": kind, "statusCode": code})
    assert (found.status, found.reason) == (status, reason)


@pytest.mark.parametrize(
    ("latest", "status"),
    [
        ({"derivedCode": "OC"}, Status.LABEL_CREATED),
        ({"code": "PU"}, Status.PICKED_UP),
        ({"derivedCode": "OD", "delayDetail": {"status": "DELAYED"}}, Status.OUT_FOR_DELIVERY),
        ({"derivedCode": "IT", "delayDetail": {"status": "DELAYED"}}, Status.DELAYED),
        ({"derivedCode": "RL", "code": "FD"}, Status.DELAYED),
        ({"derivedCode": "IT", "delayDetail": {"status": "ON_TIME"}}, Status.IN_TRANSIT),
        ({"derivedCode": "DE", "ancillaryDetails": [{"reason": "08"}]}, Status.ATTEMPTED),
        ({"derivedCode": "DE", "ancillaryDetails": [{"reason": "99"}]}, Status.EXCEPTION),
        ({"derivedCode": "HL"}, Status.READY_FOR_PICKUP),
        ({"derivedCode": "RS"}, Status.RETURNING),
        ({"derivedCode": "CA"}, Status.CANCELLED),
    ],
)
def test_codes_of_fedex(latest, status):
    assert parcel(FEDEX, latestStatusDetail=latest).status is status


@pytest.mark.parametrize(
    ("category", "text", "status", "reason"),
    [
        ("Pre-Shipment", "Shipping Label Created, USPS Awaiting Item", Status.LABEL_CREATED, ""),
        ("Accepted", "USPS in possession of item", Status.PICKED_UP, ""),
        ("Out for Delivery", "Out for Delivery", Status.OUT_FOR_DELIVERY, ""),
        ("Delivery Attempt", "Notice Left (No Authorized Recipient Available)", Status.ATTEMPTED, ""),
        ("Available for Pickup", "Available for Pickup", Status.READY_FOR_PICKUP, ""),
        ("Alert", "Insufficient Address", Status.EXCEPTION, "address"),
        ("Alert", "Something new", Status.EXCEPTION, ""),
        ("In Transit", "In Transit, Arriving Late", Status.DELAYED, ""),
        ("Delivered", "Delivered, To Original Sender", Status.RETURNED_TO_SENDER, ""),
    ],
)
def test_words_of_usps(category, text, status, reason):
    found = parcel(USPS, statusCategory=category, status=text)
    assert (found.status, found.reason) == (status, reason)


def test_a_parcel_of_dhl_that_goes_back_is_not_delivered():
    delivered = {"timestamp": "2026-11-24T06:51:00", "statusCode": "delivered"}
    assert parcel(DHL, returnFlag=True).status is Status.RETURNING
    assert parcel(DHL, returnFlag=True, status=delivered).status is Status.RETURNED_TO_SENDER


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        (UPS, {"currentStatus": {"type": "Q"}}),
        (FEDEX, {"latestStatusDetail": {"derivedCode": "Q"}}),
        (DHL, {"status": {"statusCode": "Q"}}),
        (USPS, {"statusCategory": "Q"}),
    ],
)
def test_a_word_that_nobody_knows_is_kept_and_noted(source, changes):
    found, notes = noted(source, **changes)
    assert (found.status, found.reason) == (Status.UNKNOWN, "Q")
    assert [(note.kind, note.detail) for note in notes] == [(NoteKind.UNKNOWN_WORD, "Q")]


def test_a_code_of_ups_that_is_not_known_is_noted_beside_its_type():
    found, notes = noted(UPS, currentStatus={"type": "I", "statusCode": "199"})
    assert (found.status, [note.detail for note in notes]) == (Status.IN_TRANSIT, ["199"])


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (UPS, {"trackResponse": {"shipment": [{"warnings": [{"code": "TW0001", "message": "Not Found"}]}]}}),
        (UPS, {"response": {"errors": [{"code": "TV1002"}]}}),
        (FEDEX, {"output": {"completeTrackResults": [{"trackResults": [{"error": {"code": "NOTFOUND"}}]}]}}),
        (DHL, {"title": "No result found", "status": 404}),
    ],
)
def test_a_parcel_that_the_carrier_does_not_know_is_no_news(source, answer):
    read = next(read for each, _, read in CARRIERS if each == source)
    assert read(payload(answer), source) == (None, ())


def test_of_a_number_used_again_the_newest_parcel_counts():
    answer = fedex_result()
    results = answer["output"]["completeTrackResults"][0]["trackResults"]
    old = {"trackingNumberInfo": {"trackingNumber": "794600000000"}, "latestStatusDetail": {"derivedCode": "DL"}}
    results.insert(0, {**old, "scanEvents": [{"date": "2026-02-01T10:00:00-05:00"}]})
    news, _ = read_track_result(payload(answer), FEDEX)
    assert news is not None
    assert news.parcel.status is Status.IN_TRANSIT


UPS_CODES = [*range(150), *range(153, 170)]
NOT_IN_UPS_LIST = {1, 2, 4, 8, 9, 15, 31}
FEDEX_CODES = (
    "AA AC AD AF AO AP AR AX CA CH DD DE DL DP DR DS DY EA ED EO EP FD HL HP IT IX LO OC OD OF OW OX PD PF PL PM PU PX "
    "RR RM RC RS RP LP RG RD SE SF SP TR CC CD CP"
)


def test_every_documented_code_is_in_the_tables():
    known = {*UPS_WORDS.details, *UPS_WORDS.no_more}
    assert [code for code in UPS_CODES if code not in NOT_IN_UPS_LIST and f"{code:03}" not in known] == []
    assert [
        kind
        for kind in ["D", "I", "M", "MV", "X", "DO", "DD", "W", "NA", "U"]
        if kind.lower() not in UPS_WORDS.statuses
    ] == []
    assert [code for code in FEDEX_CODES.split() if code.lower() not in FEDEX_WORDS.statuses] == []
    assert {"pretransit", "transit", "delivered", "failure", "unknown"} <= DHL_WORDS.statuses.keys()
    assert {"preshipment", "accepted", "alert", "deliveryattempt", "availableforpickup"} <= USPS_WORDS.statuses.keys()


@pytest.mark.parametrize("table", [UPS_WORDS, FEDEX_WORDS, DHL_WORDS, USPS_WORDS])
def test_no_detail_both_says_more_and_says_no_more(table):
    assert not table.details.keys() & table.no_more
    assert table.firm <= table.statuses.keys()


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.sampled_from(["20261125", "2026-11-25", "US"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("source", "answer", "read"), CARRIERS)
@given(st.data())
def test_any_json_is_read_or_refused_as_unreadable(source, answer, read, data):
    ((top, whole),) = answer().items() if source != USPS else [("", usps_details())]

    def spoilt(value: Any) -> Any:
        if data.draw(st.integers(0, 9)) == 0:
            return data.draw(ANY_JSON)
        if isinstance(value, dict):
            return {name: spoilt(member) for name, member in value.items()}
        return [spoilt(each) for each in value] if isinstance(value, list) else value

    document = spoilt(whole)
    with suppress(Unreadable):
        read(Payload.of({top: document} if top else document), source)


def test_carriers_say_where_a_parcel_was_left():
    left = (
        parcel(USPS, statusCategory="Delivered", status="Delivered, In/At Mailbox"),
        parcel(UPS, currentStatus={"type": "D"}, deliveryInformation={"location": "FRONT DOOR", "receivedBy": "DOE"}),
        parcel(FEDEX, latestStatusDetail={"derivedCode": "DL"}, deliveryDetails={"locationDescription": "Mailroom"}),
    )
    assert [each.left_at for each in left] == ["mailbox", "front_door", "reception"]


def test_ups_says_until_when_an_access_point_keeps_a_parcel():
    waits = parcel(
        UPS, currentStatus={"type": "X", "statusCode": "161"}, accessPointInformation={"pickupByDate": "20261201"}
    )
    assert (waits.status, waits.pickup_until) == (Status.READY_FOR_PICKUP, date(2026, 12, 1))


def test_fedex_says_who_holds_a_parcel():
    place = {"locationContactAndAddress": {"contact": {"companyName": "WALGREENS"}}}
    waits = parcel(FEDEX, latestStatusDetail={"derivedCode": "HL"}, holdAtLocation=place)
    assert (waits.status, waits.pickup_at) == (Status.READY_FOR_PICKUP, "Walgreens")
