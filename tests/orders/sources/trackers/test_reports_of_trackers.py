"""What a tracking service says of a parcel becomes news of that parcel: scans, windows, delivery."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from ivr.orders.model import Basis, DeliveryWindow
from ivr.orders.model import TrackingStatus as Status
from ivr.orders.sources.carriers import carrier_code, carrier_name
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.source import SourceKind
from ivr.orders.sources.tracking_report import instant, local_day, local_moment

from .messages import NUMBER, TRACKERS, aftership, easypost, easypost_event, parcel, read, seventeentrack, shippo

DELIVERED = {"easypost": "delivered", "aftership": "Delivered", "shippo": "DELIVERED", "17track": "Delivered"}
REPORTED = datetime(2026, 11, 24, 16, tzinfo=UTC)
SCANNED = datetime(2026, 11, 24, 15, 51, tzinfo=UTC)
ACROSS = ("easypost", "aftership", "shippo", "17track")


def days(windows: tuple[DeliveryWindow, ...]) -> list[tuple[date, date, Basis, str]]:
    return [(each.start, each.end, each.basis, each.source) for each in windows]


@pytest.mark.parametrize("kind", ACROSS)
def test_the_newest_scan_is_told_whatever_the_order_of_events(kind: SourceKind):
    news, notes = read(kind, TRACKERS[kind]())
    assert news
    assert (news.source, news.at, notes) == ("parcels", REPORTED, ())
    assert (news.parcel.tracking_number, news.parcel.carrier) == (NUMBER, "UPS")
    assert (news.parcel.last_scan_at, news.parcel.last_scan_city) == (SCANNED, "Oakland")
    assert news.parcel.status is Status.IN_TRANSIT


@pytest.mark.parametrize("kind", ACROSS)
def test_a_delivery_has_its_time_and_no_window(kind: SourceKind):
    more = {"eta": "2026-11-25T00:00:00Z"} if kind == "shippo" else {"est_delivery_date": "2026-11-25T00:00:00Z"}
    found = parcel(kind, TRACKERS[kind](DELIVERED[kind], **more))
    assert (found.status, found.delivered_at, found.windows) == (Status.DELIVERED, SCANNED, ())


@pytest.mark.parametrize("kind", ACROSS)
@pytest.mark.parametrize("missing", ["", None, [], 7.5e30])
def test_a_report_without_a_number_is_of_no_parcel(kind: SourceKind, missing: object):
    name = {"easypost": "tracking_code", "17track": "number"}.get(kind, "tracking_number")
    tracker = {**TRACKERS[kind](), name: missing}
    with pytest.raises(Unreadable):
        read(kind, tracker)


def test_a_service_that_knows_nothing_yet_says_nothing():
    assert read("easypost", easypost("unknown", tracking_details=[]))[0] is None
    assert read("aftership", aftership("Pending", checkpoints=[]))[0] is None
    assert read("17track", seventeentrack("NotFound", latest_event=None, tracking={}))[0] is None


def test_easypost_estimates_a_day_on_the_destinations_clock():
    detail = {"est_delivery_date_local": "2026-11-25", "est_delivery_time_local": "20:00:00"}
    found = parcel("easypost", easypost(est_delivery_date="2026-11-26T04:00:00Z", carrier_detail=detail))
    assert days(found.windows) == [(date(2026, 11, 25), date(2026, 11, 25), Basis.ESTIMATED, "UPS")]
    assert found.windows[0].as_of == REPORTED


def test_midnight_utc_is_a_day():
    found = parcel("easypost", easypost(est_delivery_date="2026-11-25T00:00:00Z"))
    assert [each.start for each in found.windows] == [date(2026, 11, 25)]


def test_a_guarantee_comes_before_the_estimate_that_moved():
    detail = {"guaranteed_delivery_date": "2026-11-24T00:00:00Z", "est_delivery_date_local": "2026-11-26"}
    found = parcel("easypost", easypost(carrier_detail=detail))
    assert days(found.windows) == [
        (date(2026, 11, 24), date(2026, 11, 24), Basis.GUARANTEED, "UPS"),
        (date(2026, 11, 26), date(2026, 11, 26), Basis.ESTIMATED, "UPS"),
    ]


def test_aftership_tells_promise_own_estimate_and_carriers_estimate_apart():
    found = parcel(
        "aftership",
        aftership(
            order_promised_delivery_date={"promised_delivery_date": "2026-11-23"},
            first_estimated_delivery={"type": "specific", "source": "Carrier EDD", "datetime": "2026-11-24T17:00:00"},
            aftership_estimated_delivery_date={
                "estimated_delivery_date": "2026-11-26",
                "estimated_delivery_date_min": "2026-11-25",
                "estimated_delivery_date_max": "2026-11-27",
            },
            latest_estimated_delivery={
                "type": "range",
                "source": "Carrier EDD",
                "datetime_min": "2026-11-25T09:00:00Z",
                "datetime_max": "2026-11-26T18:00:00Z",
            },
        ),
    )
    assert days(found.windows) == [
        (date(2026, 11, 23), date(2026, 11, 23), Basis.PROMISED, "parcels"),
        (date(2026, 11, 24), date(2026, 11, 24), Basis.ESTIMATED, "UPS"),
        (date(2026, 11, 25), date(2026, 11, 27), Basis.ESTIMATED, "parcels"),
        (date(2026, 11, 25), date(2026, 11, 26), Basis.ESTIMATED, "UPS"),
    ]
    assert [each.as_of for each in found.windows] == [datetime(2026, 11, 20, 10, tzinfo=UTC)] * 2 + [REPORTED] * 2


@pytest.mark.parametrize(
    ("destination", "start"),
    [
        ({"destination_country_region": "USA", "destination_state": "CA"}, datetime(2026, 11, 25, 17, tzinfo=UTC)),
        ({"destination_country_region": "DEU"}, datetime(2026, 11, 25, 8, tzinfo=UTC)),
        ({"destination_country_region": "USA", "destination_state": "TX"}, date(2026, 11, 25)),
        ({"destination_country_region": "Atlantis"}, date(2026, 11, 25)),
        ({}, date(2026, 11, 25)),
    ],
)
def test_aftership_gives_hours_where_the_destination_has_one_clock(destination: dict[str, str], start: date):
    hours = {"source": "Carrier EDD", "datetime_min": "2026-11-25T09:00:00", "datetime_max": "2026-11-25T13:00:00Z"}
    (window,) = parcel("aftership", aftership(latest_estimated_delivery=hours, **destination)).windows
    assert (window.start, type(window.end)) == (start, type(start))


def test_dates_of_aftership_before_its_versions_by_date_are_read():
    found = parcel("aftership", aftership(order_promised_delivery_date="2026-11-23", expected_delivery="2026-11-25"))
    assert days(found.windows) == [
        (date(2026, 11, 23), date(2026, 11, 23), Basis.PROMISED, "parcels"),
        (date(2026, 11, 25), date(2026, 11, 25), Basis.ESTIMATED, "UPS"),
    ]


@pytest.mark.parametrize("says", ["Order EDD", "Custom EDD"])
def test_what_the_shop_told_aftership_is_a_promise(says: str):
    given = {"source": says, "datetime": "2026-11-25"}
    assert parcel("aftership", aftership(latest_estimated_delivery=given)).windows[0].basis is Basis.PROMISED


def test_a_delivery_without_a_zone_is_told_by_its_day():
    found = parcel("aftership", aftership("Delivered", shipment_delivery_date="2026-11-24T21:40:00"))
    assert found.delivered_at == date(2026, 11, 24)


def test_a_parcel_that_was_sent_back_is_not_told_as_delivered():
    found = parcel("aftership", aftership("Delivered", return_to_sender=True))
    assert (found.status, found.delivered_at) == (Status.RETURNED_TO_SENDER, None)


def test_shippos_first_estimate_comes_before_its_newest():
    found = parcel("shippo", shippo(eta="2026-11-26T00:00:00Z", original_eta="2026-11-25T00:00:00Z"))
    assert [each.start for each in found.windows] == [date(2026, 11, 25), date(2026, 11, 26)]
    assert found.windows[0].as_of == datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_17track_gives_hours_with_their_offset():
    given = {"source": "Official", "from": "2026-11-25T14:00:00-08:00", "to": "2026-11-25T18:00:00-08:00"}
    found = parcel("17track", seventeentrack(time_metrics={"estimated_delivery_date": given}))
    pacific = timezone(timedelta(hours=-8))
    assert days(found.windows) == [
        (datetime(2026, 11, 25, 14, tzinfo=pacific), datetime(2026, 11, 25, 18, tzinfo=pacific), Basis.ESTIMATED, "UPS")
    ]


def test_17tracks_own_estimate_is_its_own():
    given = {"source": "17TRACK", "from": "2026-11-25T00:00:00Z", "to": "2026-11-27T00:00:00Z"}
    found = parcel("17track", seventeentrack(time_metrics={"estimated_delivery_date": given}))
    assert days(found.windows) == [(date(2026, 11, 25), date(2026, 11, 27), Basis.ESTIMATED, "parcels")]


def test_a_window_that_ends_before_it_starts_is_left_out_with_a_note():
    given = {"from": "2026-11-27", "to": "2026-11-25"}
    news, notes = read("17track", seventeentrack(time_metrics={"estimated_delivery_date": given}))
    assert news
    assert news.parcel.windows == ()
    assert notes == (Note(NoteKind.DROPPED, 0, "estimated_delivery_date", "ends before it starts"),)


@pytest.mark.parametrize(("day", "stands"), [("2026-11-24", False), ("2026-11-25", True)])
def test_after_an_exception_only_a_later_day_stands(day: str, stands: bool):
    detail = {"est_delivery_date_local": day}
    found = parcel("easypost", easypost("failure", "delivery_exception", carrier_detail=detail))
    assert (found.status, bool(found.windows)) == (Status.EXCEPTION, stands)


@pytest.mark.parametrize("detail", ["lost", "damaged", "refused", "return"])
def test_a_parcel_that_will_not_come_is_not_expected(detail: str):
    expected = {"est_delivery_date_local": "2026-12-24"}
    assert parcel("easypost", easypost("failure", detail, carrier_detail=expected)).windows == ()


def test_an_event_without_a_time_is_passed_over():
    events = [easypost_event("soon", "in_transit", "Reno"), easypost_event("2026-11-22", "in_transit", None)]
    found = parcel("easypost", easypost(tracking_details=events))
    assert (found.last_scan_at, found.last_scan_city) == (datetime(2026, 11, 22, 12, tzinfo=UTC), "")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "", "https://a b"])
def test_only_web_addresses_are_links(address: str):
    assert parcel("easypost", easypost(public_url=address)).tracking_url == ""


@pytest.mark.parametrize(
    "text", ["", "soon", "1999-01-01", "9999-12-31T23:59:59Z", "2026-13-01", "20260101T", "1764000000"]
)
def test_what_is_no_time_is_none(text: str):
    assert (instant(text), local_day(text), local_moment(text)) == (None, None, None)


def test_times_keep_their_day():
    assert local_day("2026-11-25T23:30:00-08:00") == date(2026, 11, 25)
    assert local_moment("2026-11-25T23:30:00") == date(2026, 11, 25)
    assert instant("2026-11-25T23:30:00-08:00") == datetime(2026, 11, 26, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "name"),
    [("ups", "UPS"), ("usps", "USPS"), ("FedEx", "FedEx"), ("DHLExpress", "DHL Express"),
     ("dhl_express", "DHL Express"), ("dhl", "DHL"), ("DHL", "DHL"), ("china-post", "China Post"),
     ("gls", "GLS"), ("Canada Post", "Canada Post"), ("", "")],
)  # fmt: skip
def test_carriers_have_one_name(written: str, name: str):
    assert carrier_name(written) == name


def test_a_service_is_asked_by_its_own_name_of_a_carrier():
    assert [carrier_code(service, "DHL express") for service in ACROSS] == [
        "DHLExpress",
        "dhl",
        "dhl_express",
        "100001",
    ]
    assert carrier_code("shippo", "Pigeons") == ""


@pytest.mark.parametrize("service", ACROSS)
def test_a_carrier_that_may_be_one_of_two_is_left_to_the_service(service: SourceKind):
    assert carrier_code(service, "DHL") == ""


def test_where_a_parcel_was_left_is_read_in_known_words_alone():
    event = easypost_event("2026-11-24T15:51:00Z", "delivered", "OAKLAND")
    left, given = ({**event, "message": text} for text in ("Delivered, Front Door/Porch", "Delivered to MRS DOE"))
    assert parcel("easypost", easypost("delivered", tracking_details=[left])).left_at == "front_door"
    assert parcel("easypost", easypost("delivered", tracking_details=[given])).left_at is None
    assert parcel("aftership", aftership("Delivered", "Delivered_005")).left_at == "neighbour"


def test_a_place_of_pickup_is_that_of_a_parcel_that_waits_there():
    assert (
        parcel("aftership", aftership("AvailableForPickup", pickup_location="Corner Shop")).pickup_at == "Corner Shop"
    )
    assert parcel("aftership", aftership("InTransit", pickup_location="Corner Shop")).pickup_at == ""
