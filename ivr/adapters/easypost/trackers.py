"""Trackers of EasyPost: https://docs.easypost.com/docs/trackers."""

from base64 import b64encode

from ivr.adapters.http_client import JsonClient
from ivr.adapters.tracking import news_in, unless_refused
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_code
from ivr.orders.sources.easypost.tracker import read_tracker
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Access, Source

API = "https://api.easypost.com/v2"
_TEST_KEY = "EZTK"


class EasyPostTrackers:
    """EasyPost, with the secret `api_key`. An address of the source replaces EasyPost's own."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._key = source.secrets.get("api_key", "")

    def test(self) -> Access:
        """Ask for a tracker, as `Tracker`."""
        with self._client() as api:
            api.get("/trackers", {"page_size": 1})
        remarks = ("this is a test key: only EasyPost's own test numbers are tracked",)
        return Access("EasyPost", remarks=remarks if self._key.startswith(_TEST_KEY) else ())

    def track(self, tracking_number: str, carrier: str) -> ParcelNews | None:
        """Create a tracker, as `Tracker`. EasyPost returns the one it has of the number, if there is one."""
        tracker: dict[str, JsonValue] = {"tracking_code": tracking_number}
        if code := carrier_code("easypost", carrier):
            tracker["carrier"] = code
        with self._client() as api:
            return unless_refused(lambda: self._news(api.post("/trackers", {"tracker": tracker})))

    def _news(self, answer: JsonValue) -> ParcelNews | None:
        return news_in(Payload.of(answer), read_tracker, self._source)

    def _client(self) -> JsonClient:
        user = b64encode(f"{self._key}:".encode()).decode()
        return JsonClient("EasyPost", self._source.address or API, {"Authorization": f"Basic {user}"})
