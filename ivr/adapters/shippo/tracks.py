"""Tracks of Shippo: https://docs.goshippo.com/docs/Tracking/Tracking."""

from ivr.adapters.http_client import JsonClient
from ivr.adapters.tracking import news_in, unless_refused
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_code
from ivr.orders.sources.field_parsers import normalized
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.shippo.track import read_track
from ivr.orders.sources.source import Access, Source

API = "https://api.goshippo.com"
VERSION = "2018-02-08"
_TEST_KEY = "shippo_test_"


class ShippoTracks:
    """Shippo, with the secret `api_key`. An address of the source replaces Shippo's own."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._key = source.secrets.get("api_key", "")

    def test(self) -> Access:
        """Ask for the webhooks, as `Tracker`: without one for tracks Shippo sends no news."""
        with self._client() as api:
            hooks = Payload.of(api.get("/webhooks")).parts("results")
        is_told = any(each.text("event") == "track_updated" and each.flag("active") is not False for each in hooks)
        remarks = [] if is_told else ["Shippo has no webhook for track_updated yet, so it sends no news"]
        if self._key.startswith(_TEST_KEY):
            remarks.append("this is a test token: only Shippo's own test numbers are tracked")
        return Access("Shippo", remarks=tuple(remarks))

    def track(self, tracking_number: str, carrier: str) -> ParcelNews | None:
        """Register a parcel, as `Tracker`. Shippo does not find the carrier out: without one, nothing is asked."""
        code = carrier_code("shippo", carrier) or normalized(carrier)
        if not code:
            return None
        with self._client() as api:
            asked: JsonValue = {"carrier": code, "tracking_number": tracking_number}
            return unless_refused(lambda: self._news(api.post("/tracks", asked)))

    def _news(self, answer: JsonValue) -> ParcelNews | None:
        return news_in(Payload.of(answer), read_track, self._source)

    def _client(self) -> JsonClient:
        headers = {"Authorization": f"ShippoToken {self._key}", "Shippo-API-Version": VERSION}
        return JsonClient("Shippo", self._source.address or API, headers)
