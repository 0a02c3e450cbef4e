"""How carriers are connected by their own APIs. What a carrier needs is imported when it is used."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from ivr.orders.sources.connector import Connector, Given
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source, SourceKind, Tracker

_PAIR = (Given("client_id", "Client ID of the app"), Given("client_secret", "Client secret of the app"))
_FEDEX_PAIR = (Given("client_id", "API key of the project"), Given("client_secret", "Secret key of the project"))
_USPS_PAIR = (Given("client_id", "Consumer key of the app"), Given("client_secret", "Consumer secret of the app"))


_ASKS_AFTER = timedelta(hours=3)
"""Nothing tells of a parcel in between, and a window changes during the day."""


def _carrier(
    kind: SourceKind, secrets: tuple[Given, ...], title: str, names: tuple[str, ...]
) -> Callable[[], Connector]:
    def tracker(source: Source, _settings: ImportSettings) -> Tracker:
        from ivr.adapters.carriers.carrier_apis import APIS
        from ivr.adapters.carriers.carrier_tracker import CarrierTracker

        return CarrierTracker(APIS[kind], source)

    return partial(Connector, title=title, secrets=secrets, tracker=tracker, carriers=names, asks_after=_ASKS_AFTER)


CARRIERS: Mapping[SourceKind, Callable[[], Connector]] = {
    "ups": _carrier("ups", _PAIR, "UPS", ("ups", "united parcel service")),
    "fedex": _carrier("fedex", _FEDEX_PAIR, "FedEx", ("fedex", "federal express")),
    "dhl": _carrier("dhl", (Given("api_key", "API key of the app"),), "DHL", ("dhl",)),
    "usps": _carrier("usps", _USPS_PAIR, "USPS", ("usps", "united states postal", "u.s. postal", "us postal")),
}
