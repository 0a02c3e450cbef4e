"""The clients of tracking services, against a server that answers as each service does."""

from collections.abc import Iterator

import pytest

from ivr.adapters.aftership.trackings import AfterShipTrackings
from ivr.adapters.easypost.trackers import EasyPostTrackers
from ivr.adapters.seventeentrack.registrations import SeventeenTrackRegistrations
from ivr.adapters.shippo.tracks import ShippoTracks
from ivr.orders.model import TrackingStatus
from ivr.orders.news import ParcelNews
from ivr.orders.sources.source import Source, SourceKind, SourceRefused, SourceSilent, Tracker
from tests.orders.sources.trackers.messages import NUMBER, aftership, easypost, seventeentrack, shippo

from .twilio.standin import StandIn, Told, stand_in

KEY = "k-nobody-knows"


@pytest.fixture
def service() -> Iterator[StandIn]:
    with stand_in() as standing:
        yield standing


def source(kind: SourceKind, service: StandIn, key: str = KEY) -> Source:
    return Source("parcels", kind, address=service.url, secrets={"api_key": key})


def trackers(service: StandIn) -> dict[str, Tracker]:
    return {
        "easypost": EasyPostTrackers(source("easypost", service)),
        "aftership": AfterShipTrackings(source("aftership", service)),
        "shippo": ShippoTracks(source("shippo", service)),
        "17track": SeventeenTrackRegistrations(source("17track", service)),
    }


def is_in_transit(news: object) -> bool:
    return isinstance(news, ParcelNews) and news.parcel.status is TrackingStatus.IN_TRANSIT


KINDS = ("easypost", "aftership", "shippo", "17track")


def test_easypost_creates_a_tracker_with_the_carrier_that_it_knows(service: StandIn):
    service.answers.append(Told(201, easypost()))
    assert is_in_transit(trackers(service)["easypost"].track(NUMBER, "ups"))
    asked = service.asked[0]
    assert (asked.method, asked.target) == ("POST", "/trackers")
    assert asked.body == f'{{"tracker":{{"tracking_code":"{NUMBER}","carrier":"UPS"}}}}'
    assert asked.headers["Authorization"] == "Basic ay1ub2JvZHkta25vd3M6"


def test_a_carrier_that_is_not_known_is_left_to_the_service(service: StandIn):
    service.answers += [Told(201, easypost()), Told(201, {"data": aftership()})]
    for kind in ("easypost", "aftership"):
        assert trackers(service)[kind].track(NUMBER, "Pigeons")
    assert all("igeons" not in asked.body for asked in service.asked)


@pytest.mark.parametrize("data", [aftership(), {"tracking": aftership()}])
def test_aftership_creates_a_tracking(service: StandIn, data: dict[str, object]):
    service.answers.append(Told(201, {"meta": {"code": 201}, "data": data}))
    assert is_in_transit(trackers(service)["aftership"].track(NUMBER, "UPS"))
    assert service.asked[0].body == f'{{"tracking_number":"{NUMBER}","slug":"ups"}}'
    assert service.asked[0].headers["as-api-key"] == KEY


def test_aftership_is_asked_for_a_tracking_that_it_has(service: StandIn):
    service.answers += [
        Told(400, {"meta": {"code": 4003, "message": "Tracking already exists."}, "data": {}}),
        Told(200, {"data": {"trackings": [aftership()]}}),
    ]
    assert is_in_transit(trackers(service)["aftership"].track(NUMBER, ""))
    assert service.asked[1].target == f"/trackings?tracking_numbers={NUMBER}"


def test_shippo_registers_a_parcel_of_a_carrier(service: StandIn):
    service.answers.append(Told(201, shippo()))
    assert is_in_transit(trackers(service)["shippo"].track(NUMBER, "Canada Post"))
    assert service.asked[0].body == f'{{"carrier":"canada_post","tracking_number":"{NUMBER}"}}'
    assert trackers(service)["shippo"].track(NUMBER, "") is None


def test_17track_knows_nothing_of_a_parcel_that_it_has_just_been_told_of(service: StandIn):
    service.answers.append(Told(200, {"code": 0, "data": {"accepted": [{"number": NUMBER}], "rejected": []}}))
    assert trackers(service)["17track"].track(NUMBER, "UPS") is None
    assert service.asked[0].body == f'[{{"number":"{NUMBER}","carrier":100002,"auto_detection":true}}]'


def test_17track_is_asked_for_a_parcel_that_it_tracks(service: StandIn):
    service.answers += [
        Told(200, {"code": 0, "data": {"rejected": [{"number": NUMBER, "error": {"code": -18019901}}]}}),
        Told(200, {"code": 0, "data": {"accepted": [seventeentrack()]}}),
    ]
    assert is_in_transit(trackers(service)["17track"].track(NUMBER, ""))
    assert service.asked[1].body == f'[{{"number":"{NUMBER}"}}]'


def test_a_number_that_is_rejected_has_no_news(service: StandIn):
    rejected = {"code": 0, "data": {"rejected": [{"number": NUMBER, "error": {"code": -18010012}}]}}
    for kind, answer in zip(
        KINDS, [Told(422, {}), Told(400, {"meta": {"code": 4005}}), Told(400, {}), Told(200, rejected)], strict=True
    ):
        service.answers.append(answer)
        assert trackers(service)[kind].track(NUMBER, "UPS") is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [401, 402, 403, 423])
def test_a_revoked_key_or_a_locked_account_is_refused(service: StandIn, kind: str, status: int):
    service.answers += [Told(status, {})] * 2
    for ask in (trackers(service)[kind].test, lambda: trackers(service)[kind].track(NUMBER, "UPS")):
        with pytest.raises(SourceRefused) as refused:
            ask()
        assert KEY not in str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "answer",
    [
        Told(429, {}),
        Told(500, "<html>"),
        Told(200, "<html>"),
        Told(200, '{"data'),
        Told(200, ""),
        Told(200, {"code": -18010003}),
    ],
)
def test_a_service_in_trouble_is_silent(service: StandIn, kind: str, answer: Told):
    service.answers.append(answer)
    with pytest.raises(SourceSilent):
        trackers(service)[kind].track(NUMBER, "UPS")


@pytest.mark.parametrize(("code", "words"), [(-18010002, "key"), (-18010004, "locked"), (-18010001, "IP")])
def test_17tracks_own_codes_say_what_to_mend(service: StandIn, code: int, words: str):
    service.answers += [
        Told(200, {"code": code}),
        Told(200, {"code": 0, "data": {"rejected": [{"error": {"code": code}}]}}),
    ]
    for ask in (trackers(service)["17track"].test, lambda: trackers(service)["17track"].track(NUMBER, "")):
        with pytest.raises(SourceRefused, match=words):
            ask()


def test_a_quota_that_is_used_up_fills_again(service: StandIn):
    service.answers.append(Told(200, {"code": 0, "data": {"rejected": [{"error": {"code": -18019908}}]}}))
    with pytest.raises(SourceSilent, match="quota") as silent:
        trackers(service)["17track"].track(NUMBER, "")
    assert silent.value.wait == 3600


def test_a_test_says_what_will_be_missing(service: StandIn):
    service.answers += [
        Told(200, {"trackers": []}),
        Told(200, {"data": {"couriers": []}}),
        Told(200, {"results": []}),
        Told(200, {"results": [{"event": "track_updated", "active": True}]}),
        Told(200, {"code": 0, "data": {"quota_remain": 87}}),
    ]
    assert "test key" in EasyPostTrackers(source("easypost", service, "EZTKabc")).test().remarks[0]
    assert trackers(service)["aftership"].test().name == "AfterShip"
    assert "webhook" in trackers(service)["shippo"].test().remarks[0]
    assert "test token" in ShippoTracks(source("shippo", service, "shippo_test_1")).test().remarks[0]
    assert trackers(service)["17track"].test().remarks == ("87 numbers are left of the quota",)
