"""Registrations of 17TRACK: https://api.17track.net/en/doc.

17TRACK answers with HTTP 200 and a code of its own: 0 is good, and each number is accepted or rejected by itself.
"""

from collections.abc import Mapping

from ivr.adapters.http_client import JsonClient
from ivr.adapters.tracking import news_in
from ivr.orders.news import ParcelNews
from ivr.orders.sources.carriers import carrier_code
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.seventeentrack.track_info import read_parcel
from ivr.orders.sources.source import Access, Source, SourceRefused, SourceSilent

API = "https://api.17track.net/track/v2.2"
_REGISTERED = "-18019901"
_REFUSALS: Mapping[str, str] = {
    "-18010001": "does not serve this machine: its address is not in the account's list of IP addresses",
    "-18010002": "does not accept the key: it is wrong, or was revoked",
    "-18010004": "has locked this account",
}
_USED_UP: Mapping[str, str] = {
    "-18019907": "has no more numbers left for today",
    "-18019908": "has no more numbers left: the account's quota is used up",
}
_ONE_HOUR = 3600.0


class SeventeenTrackRegistrations:
    """17TRACK, with the secret `api_key`. An address of the source replaces 17TRACK's own."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def test(self) -> Access:
        """Ask for the quota, as `Tracker`."""
        with self._client() as api:
            left = _data(api.post("/getquota", [])).text("quota_remain")
        return Access("17TRACK", remarks=(f"{left} numbers are left of the quota",) if left else ())

    def track(self, tracking_number: str, carrier: str) -> ParcelNews | None:
        """Register a parcel, as `Tracker`. Only of one that was registered before is anything known."""
        parcel: dict[str, JsonValue] = {"number": tracking_number}
        if code := carrier_code("17track", carrier):
            parcel["carrier"] = int(code)
        with self._client() as api:
            rejected = _rejected(_data(api.post("/register", [{**parcel, "auto_detection": True}])))
            if _REGISTERED not in rejected:
                return None
            known = _data(api.post("/gettrackinfo", [parcel])).parts("accepted")
        return next((news_in(each, read_parcel, self._source) for each in known), None)

    def _client(self) -> JsonClient:
        key = self._source.secrets.get("api_key", "")
        return JsonClient("17TRACK", self._source.address or API, {"17token": key})


def _rejected(data: Payload) -> set[str]:
    """The codes of rejected numbers. Raises SourceRefused and SourceSilent for one that concerns the account."""
    codes = {each.part("error").text("code") for each in data.parts("rejected")}
    for code in codes:
        _raise(code)
    return codes


def _data(answer: JsonValue) -> Payload:
    """The data of an answer. Raises SourceRefused and SourceSilent for codes other than 0."""
    code = Payload.of(answer).text("code")
    _raise(code)
    if code != "0":
        raise SourceSilent(f"17TRACK does not serve requests now (code {code[:20] or 'missing'})")
    return Payload.of(answer).part("data")


def _raise(code: str) -> None:
    if words := _REFUSALS.get(code):
        raise SourceRefused(f"17TRACK {words} (code {code})")
    if words := _USED_UP.get(code):
        raise SourceSilent(f"17TRACK {words} (code {code})", _ONE_HOUR)
