"""The scorecards of vendors, and what their contracts say."""

from ivr.adapters.sql.routing.store import RoutingStore
from tests.console.conftest import Browser


def test_an_admin_writes_the_targets_and_the_price_of_a_vendor(ada: Browser, store: RoutingStore):
    typed = {"targets.service_percent": "85", "price.per_minute": "0.455", "price.currency": "USD"}
    ada.opens("/routing/vendors/of/acme").sends("/routing/vendors/of/acme", entry="acme", **typed)
    acme = store.draft().routing.vendors["acme"]
    assert (acme.targets.service_percent, acme.price and acme.price.per_minute) == (85, 0.455)
