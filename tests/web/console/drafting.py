"""A small routing document, and an admin who changes it."""

from collections.abc import Callable

import pytest

from ivr.adapters.routings.store import Hand, RoutingStore
from ivr.app.parts import Stores
from routing.document import read
from tests.shop import Shop
from tests.web.console.conftest import Browser

DOCUMENT = """
brand: Northwind
numbers: {"+18005550199": {language: en-US, languages: [en-US, es-MX]}}
hours: {weekdays: {time_zone: America/New_York, open: {mon-fri: "08:00-20:00"}, holidays: US}}
vendors: {acme: {name: Acme}}
queues:
  care-en: {name: English care, kind: in_house, languages: [en-US], hours: weekdays, hand_off: {desk: care-en}}
  acme-en: {name: Acme, kind: outsourced, vendor: acme, languages: [en-US], hand_off: {dial: "+12025550143"}}
rules:
  - {name: Gold, when: {tier: gold}, send: care-en, priority: 5}
  - {name: English, split: {care-en: 100}}
switches: {storm: {name: Storm, message: {en-US: A storm delays parcels.}}}
default: care-en
"""


@pytest.fixture
def store(stores: Stores, shop: Shop) -> RoutingStore:
    """What the pages write."""
    store = RoutingStore(stores.engine, clock=shop.now, first=read(DOCUMENT))
    store.publish(read(DOCUMENT), hand=Hand("setup", "cli"), note="to begin with")
    return store


@pytest.fixture
def ada(store: RoutingStore, signed_in: Callable[..., Browser]) -> Browser:
    """An admin."""
    return signed_in("admin", name="ada")


def split(**shares: int) -> dict[str, list[str]]:
    """The rows of a split as the form sends them; `acme_en` is the queue acme-en."""
    return {
        "split.queue": [name.replace("_", "-") for name in shares],
        "split.share": [str(share) for share in shares.values()],
    }
