"""How tracking services are connected. What a service needs is imported when it is used."""

from collections.abc import Callable, Mapping

from ivr.orders.sources.connector import Connector, Given
from ivr.orders.sources.order_rows import ImportSettings
from ivr.orders.sources.source import Source, SourceKind, Tracker


def _easypost() -> Connector:
    from ivr.orders.sources.easypost.webhooks import WEBHOOKS

    def tracker(source: Source, _settings: ImportSettings) -> Tracker:
        from ivr.adapters.easypost.trackers import EasyPostTrackers

        return EasyPostTrackers(source)

    return Connector(
        title="EasyPost",
        secrets=(
            Given("api_key", "Production API key (EZAK...)"),
            Given("webhook_secret", "Webhook secret, the one that EasyPost is given with the webhook"),
        ),
        webhooks=lambda _settings: WEBHOOKS,
        tracker=tracker,
    )


def _aftership() -> Connector:
    from ivr.orders.sources.aftership.webhooks import WEBHOOKS

    def tracker(source: Source, _settings: ImportSettings) -> Tracker:
        from ivr.adapters.aftership.trackings import AfterShipTrackings

        return AfterShipTrackings(source)

    return Connector(
        title="AfterShip",
        secrets=(
            Given("api_key", "API key, with the right to read and write trackings"),
            Given("webhook_secret", "Webhook secret, of the page Tracking, Settings, Webhooks"),
        ),
        webhooks=lambda _settings: WEBHOOKS,
        tracker=tracker,
    )


def _shippo() -> Connector:
    from ivr.orders.sources.shippo.webhooks import WEBHOOKS

    def tracker(source: Source, _settings: ImportSettings) -> Tracker:
        from ivr.adapters.shippo.tracks import ShippoTracks

        return ShippoTracks(source)

    return Connector(
        title="Shippo",
        secrets=(
            Given("api_key", "Live token (shippo_live_...)"),
            Given(
                "webhook_secret", "Webhook secret, letters and digits: the token in the address that Shippo is given"
            ),
        ),
        webhooks=lambda _settings: WEBHOOKS,
        tracker=tracker,
    )


def _seventeentrack() -> Connector:
    from ivr.orders.sources.seventeentrack.webhooks import WEBHOOKS

    def tracker(source: Source, _settings: ImportSettings) -> Tracker:
        from ivr.adapters.seventeentrack.registrations import SeventeenTrackRegistrations

        return SeventeenTrackRegistrations(source)

    return Connector(
        title="17TRACK",
        secrets=(Given("api_key", "Access key, of the page Settings, Security"),),
        webhooks=lambda _settings: WEBHOOKS,
        tracker=tracker,
    )


TRACKING_SERVICES: Mapping[SourceKind, Callable[[], Connector]] = {
    "easypost": _easypost,
    "aftership": _aftership,
    "shippo": _shippo,
    "17track": _seventeentrack,
}
