"""The clients of carriers, against a server that answers as each carrier does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ivr.adapters.carriers.carrier_apis import APIS
from ivr.adapters.carriers.carrier_tracker import CarrierApi, CarrierTracker
from ivr.app.sources import connector_of
from ivr.orders.model import TrackingStatus
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source, SourceRefused, SourceSilent
from tests.adapters.twilio.standin import StandIn, Told, stand_in
from tests.orders.sources.carriers.answers import dhl_shipment, fedex_result, ups_package, usps_details

PARCELS = {"ups": ups_package(), "fedex": fedex_result(), "dhl": dhl_shipment(), "usps": usps_details()}
SECRETS = {"client_id": "c-1", "client_secret": "s-nobody-knows", "api_key": "k-nobody-knows"}
TOKEN = Told(200, {"access_token": "t-1", "expires_in": "14399", "token_type": "Bearer"})
WITH_TOKEN = ("ups", "fedex", "usps")


@pytest.fixture
def carrier() -> Iterator[StandIn]:
    with stand_in() as standing:
        yield standing


def tracker(kind: Any, carrier: StandIn) -> CarrierTracker:
    return CarrierTracker(APIS[kind], Source("parcels", kind, address=carrier.url, secrets=SECRETS))


def tokens(kind: str) -> list[Told]:
    return [TOKEN] if kind in WITH_TOKEN else []


@pytest.mark.parametrize(
    ("kind", "number", "named", "asked"),
    [
        ("ups", "1Z999AA10123456784", "UPS Ground", "/api/track/v1/details/1Z999AA10123456784?locale=en_US"),
        ("fedex", "794600000000", "fedex", "/track/v1/trackingnumbers"),
        ("dhl", "00340434292135100186", "DHL", "/track/shipments?trackingNumber=00340434292135100186&language=en"),
        ("usps", "9400100000000000000000", "USPS", "/tracking/v3/tracking/9400100000000000000000?expand=DETAIL"),
    ],
)
def test_a_parcel_is_asked_for_at_its_carrier(carrier, kind, number, named, asked):
    carrier.answers += [*tokens(kind), Told(200, PARCELS[kind])]
    news = tracker(kind, carrier).track(number, named)
    assert news is not None
    assert (news.parcel.tracking_number, news.parcel.status) == (number, TrackingStatus.IN_TRANSIT)
    assert carrier.asked[-1].target == asked


@pytest.mark.parametrize(
    ("kind", "target"), [("ups", "/security/v1/oauth/token"), ("fedex", "/oauth/token"), ("usps", "/oauth2/v3/token")]
)
def test_a_token_is_asked_for_once_and_sent_along(carrier, kind, target):
    carrier.answers += [TOKEN, Told(200, PARCELS[kind]), Told(200, PARCELS[kind])]
    asking = tracker(kind, carrier)
    for _ in range(2):
        assert asking.track("1", APIS[kind].name)
    token, *asked = carrier.asked
    assert token.target == target
    assert [each.headers["Authorization"] for each in asked] == ["Bearer t-1"] * 2


def test_each_carrier_has_its_own_way_to_ask_for_a_token(carrier):
    for kind in WITH_TOKEN:
        carrier.answers += [TOKEN, Told(404, {})]
        tracker(kind, carrier).test()
    ups, fedex, usps = (carrier.asked[n] for n in (0, 2, 4))
    assert ups.headers["Authorization"] == "Basic Yy0xOnMtbm9ib2R5LWtub3dz"
    assert ups.form == {"grant_type": "client_credentials"}
    assert fedex.form == {"grant_type": "client_credentials", "client_id": "c-1", "client_secret": "s-nobody-knows"}
    assert json.loads(usps.body) == fedex.form
    assert carrier.asked[1].headers["transId"]


def test_a_token_that_ends_is_asked_for_again(carrier):
    short = Told(200, {"access_token": "t-1", "expires_in": 30})
    carrier.answers += [short, Told(200, PARCELS["ups"])] * 2
    asking = tracker("ups", carrier)
    for _ in range(2):
        asking.track("1", "UPS")
    assert len(carrier.asked) == 4


@pytest.mark.parametrize("kind", APIS)
def test_a_parcel_of_another_carrier_is_not_asked_for(carrier, kind):
    other = "UPS" if kind != "ups" else "USPS"
    assert tracker(kind, carrier).track("1", other) is None
    assert tracker(kind, carrier).track("1", "") is None
    assert carrier.asked == []


@pytest.mark.parametrize("kind", APIS)
@pytest.mark.parametrize("status", [400, 404])
def test_a_number_that_the_carrier_does_not_know_is_no_news(carrier, kind, status):
    carrier.answers += [*tokens(kind), Told(status, {"response": {"errors": [{"code": "TV1002"}]}})]
    assert tracker(kind, carrier).track("1/..?", APIS[kind].name) is None


@pytest.mark.parametrize("kind", APIS)
def test_a_key_is_tested_with_the_right_to_track(carrier, kind):
    carrier.answers += [*tokens(kind), Told(404, {})]
    assert tracker(kind, carrier).test().name == APIS[kind].name
    carrier.answers += [*tokens(kind), Told(403, {})]
    with pytest.raises(SourceRefused, match="right"):
        tracker(kind, carrier).test()


@pytest.mark.parametrize("kind", APIS)
def test_a_wrong_key_is_named_and_not_shown(carrier, kind):
    carrier.answers.append(Told(401, {"error": "invalid_client"}))
    with pytest.raises(SourceRefused, match=APIS[kind].name) as refused:
        tracker(kind, carrier).test()
    assert "nobody-knows" not in str(refused.value)


@pytest.mark.parametrize("kind", APIS)
@pytest.mark.parametrize("answer", [Told(200, "<html>"), Told(503), Told(429), Told(200, "{"), Told(200, '{"x"')])
def test_a_carrier_that_is_not_itself_is_asked_again_later(carrier, kind, answer):
    carrier.answers += [*tokens(kind), answer]
    with pytest.raises(SourceSilent):
        tracker(kind, carrier).track("1", APIS[kind].name)


@pytest.mark.parametrize("kind", WITH_TOKEN)
def test_an_answer_without_a_token_is_none(carrier, kind):
    carrier.answers.append(Told(200, {"message": "hello"}))
    with pytest.raises(SourceSilent, match="token"):
        tracker(kind, carrier).test()


@pytest.mark.parametrize("api", APIS.values())
def test_every_carrier_is_reached_over_https(api: CarrierApi):
    assert api.address.startswith("https://")


@pytest.mark.parametrize("kind", APIS)
def test_every_carrier_can_be_connected_with_the_secrets_that_it_needs(carrier, kind):
    connector = connector_of(kind)
    assert connector is not None
    assert connector.tracker is not None
    source = Source("parcels", kind, address=carrier.url, secrets={each.name: "x" for each in connector.secrets})
    carrier.answers += [*tokens(kind), Told(404, {})]
    settings = ImportSettings(key=b"key", shop_country="US", now=datetime(2026, 11, 24, tzinfo=UTC))
    assert connector.tracker(source, settings).test().name == connector.title
