"""The tracking APIs of UPS, FedEx, DHL and USPS, as their documentation has them.

UPS: https://developer.ups.com/tag/Tracking. FedEx: https://developer.fedex.com/api/en-us/catalog/track.html.
DHL: https://developer.dhl.com/api-reference/shipment-tracking. USPS: https://developers.usps.com/trackingv3.
"""

from base64 import b64encode
from collections.abc import Mapping
from math import inf
from urllib.parse import quote
from uuid import uuid4

from ivr.adapters.carriers.carrier_tracker import CarrierApi, Connect, Key, bearer, secret
from ivr.adapters.http_client import JsonClient
from ivr.orders.sources.dhl.shipments import read_shipment
from ivr.orders.sources.fedex.track_results import read_track_result
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.source import Source, SourceKind
from ivr.orders.sources.ups.packages import read_package
from ivr.orders.sources.usps.tracking_details import read_tracking_details

_GRANT = {"grant_type": "client_credentials"}


def _ups_key(source: Source, connect: Connect) -> Key:
    pair = b64encode(f"{secret(source, 'client_id')}:{secret(source, 'client_secret')}".encode()).decode()
    with connect({"Authorization": f"Basic {pair}"}) as client:
        key = bearer(client.ask("POST", "/security/v1/oauth/token", form=_GRANT).value)
    return Key({**key.headers, "transactionSrc": "wismo", "transId": uuid4().hex}, key.seconds)


def _ups_ask(client: JsonClient, number: str) -> JsonValue:
    return client.get(f"/api/track/v1/details/{quote(number, safe='')}", {"locale": "en_US"})


def _fedex_key(source: Source, connect: Connect) -> Key:
    pair = {name: secret(source, name) for name in ("client_id", "client_secret")}
    with connect({}) as client:
        return bearer(client.ask("POST", "/oauth/token", form={**_GRANT, **pair}).value)


def _fedex_ask(client: JsonClient, number: str) -> JsonValue:
    asked: JsonValue = [{"trackingNumberInfo": {"trackingNumber": number}}]
    return client.post("/track/v1/trackingnumbers", {"trackingInfo": asked, "includeDetailedScans": True})


def _dhl_key(source: Source, _: Connect) -> Key:
    return Key({"DHL-API-Key": secret(source, "api_key")}, inf)


def _dhl_ask(client: JsonClient, number: str) -> JsonValue:
    return client.get("/track/shipments", {"trackingNumber": number, "language": "en"})


def _usps_key(source: Source, connect: Connect) -> Key:
    pair: dict[str, JsonValue] = {name: secret(source, name) for name in ("client_id", "client_secret")}
    with connect({}) as client:
        return bearer(client.post("/oauth2/v3/token", {**_GRANT, **pair}))


def _usps_ask(client: JsonClient, number: str) -> JsonValue:
    return client.get(f"/tracking/v3/tracking/{quote(number, safe='')}", {"expand": "DETAIL"})


UPS = CarrierApi("UPS", "https://onlinetools.ups.com", _ups_key, _ups_ask, read_package)
FEDEX = CarrierApi("FedEx", "https://apis.fedex.com", _fedex_key, _fedex_ask, read_track_result)
DHL = CarrierApi("DHL", "https://api-eu.dhl.com", _dhl_key, _dhl_ask, read_shipment)
USPS = CarrierApi("USPS", "https://apis.usps.com", _usps_key, _usps_ask, read_tracking_details)
APIS: Mapping[SourceKind, CarrierApi] = {"ups": UPS, "fedex": FEDEX, "dhl": DHL, "usps": USPS}
