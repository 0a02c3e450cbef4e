"""How tracking services are connected. What a service needs is imported when it is used."""

from collections.abc import Callable, Mapping
from functools import partial
from pkgutil import resolve_name

from ivr.orders.sources.connector import Connector, Given
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source, SourceKind, Tracker, WebhookRules


def _service(title: str, folder: str, client: str, *secrets: Given) -> Callable[[], Connector]:
    """`folder` has its rules and its I/O; `client` is the module and class of the latter."""

    def webhooks(_settings: ImportSettings) -> WebhookRules:
        rules: WebhookRules = resolve_name(f"ivr.orders.sources.{folder}.webhooks:WEBHOOKS")
        return rules

    def tracker(source: Source, _settings: ImportSettings) -> Tracker:
        service: Tracker = resolve_name(f"ivr.adapters.{folder}.{client}")(source)
        return service

    return partial(Connector, title=title, secrets=secrets, webhooks=webhooks, tracker=tracker)


TRACKING_SERVICES: Mapping[SourceKind, Callable[[], Connector]] = {
    "easypost": _service(
        "EasyPost",
        "easypost",
        "trackers:EasyPostTrackers",
        Given("api_key", "Production API key (EZAK...)"),
        Given("webhook_secret", "Webhook secret, the one that EasyPost is given with the webhook"),
    ),
    "aftership": _service(
        "AfterShip",
        "aftership",
        "trackings:AfterShipTrackings",
        Given("api_key", "API key, with the right to read and write trackings"),
        Given("webhook_secret", "Webhook secret, of the page Tracking, Settings, Webhooks"),
    ),
    "shippo": _service(
        "Shippo",
        "shippo",
        "tracks:ShippoTracks",
        Given("api_key", "Live token (shippo_live_...)"),
        Given("webhook_secret", "Webhook secret, letters and digits: the token in the address that Shippo is given"),
    ),
    "17track": _service(
        "17TRACK",
        "seventeentrack",
        "registrations:SeventeenTrackRegistrations",
        Given("api_key", "Access key, of the page Settings, Security"),
    ),
}
