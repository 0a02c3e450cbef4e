"""Trackings of AfterShip: https://www.aftership.com/docs/tracking/2026-07/quickstart/api-quick-start."""

from ivr.adapters.http_client import HttpRefused, JsonClient
from ivr.adapters.tracking import news_in, unless_refused
from ivr.orders.news import ParcelNews
from ivr.orders.sources.aftership.tracking import read_tracking
from ivr.orders.sources.carriers import carrier_code
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Access, Source

API = "https://api.aftership.com/tracking/2026-07"
_EXISTS = "4003"
"""AfterShip's code for a tracking number that it tracks already."""


class AfterShipTrackings:
    """AfterShip, with the secret `api_key`. An address of the source replaces AfterShip's own."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def test(self) -> Access:
        """Ask for the account's carriers, as `Tracker`."""
        with self._client() as api:
            api.get("/couriers")
        return Access("AfterShip")

    def track(self, tracking_number: str, carrier: str) -> ParcelNews | None:
        """Create a tracking, as `Tracker`, or find the one that AfterShip has of the number."""
        with self._client() as api:
            return unless_refused(lambda: self._news(_created(api, tracking_number, carrier)))

    def _news(self, data: Payload | None) -> ParcelNews | None:
        return None if data is None else news_in(data.part("tracking") or data, read_tracking, self._source)

    def _client(self) -> JsonClient:
        key = self._source.secrets.get("api_key", "")
        return JsonClient("AfterShip", self._source.address or API, {"as-api-key": key})


def _created(api: JsonClient, number: str, carrier: str) -> Payload | None:
    """The data of the tracking; None if AfterShip says that it has one and shows none."""
    body: dict[str, JsonValue] = {"tracking_number": number}
    if slug := carrier_code("aftership", carrier):
        body["slug"] = slug
    try:
        return Payload.of(api.post("/trackings", body)).part("data")
    except HttpRefused as refused:
        if Payload.of(refused.body).part("meta").text("code") != _EXISTS:
            raise
    found = Payload.of(api.get("/trackings", {"tracking_numbers": number})).part("data").parts("trackings")
    return next(iter(found), None)
