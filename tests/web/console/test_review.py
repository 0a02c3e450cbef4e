"""Before it is published an admin reads what a draft would have done to the calls of the last day."""

from collections.abc import Callable

import pytest

from ivr.adapters.records.draining import drain
from ivr.adapters.routings.store import Hand, RoutingStore
from ivr.app.parts import Stores
from ivr.carrier import Phone
from routing.document import read
from tests.shop import Shop
from tests.web.console.conftest import Browser

DOCUMENT = """
brand: Northwind
numbers: {"+18005550199": {language: en-US}}
hours: {weekend: {time_zone: America/New_York, open: {sat-sun: "08:00-20:00"}}}
queues:
  care: {name: Care, kind: in_house, languages: [en-US], hand_off: {desk: care}}
  extra: {name: Extra, kind: in_house, languages: [en-US], hours: weekend, hand_off: {desk: extra}}
rules: [{name: All, send: care}]
default: extra
"""
RULE = "/routing/rules/of/All"


@pytest.fixture
def store(stores: Stores, shop: Shop) -> RoutingStore:
    store = RoutingStore(stores.engine, clock=shop.now, first=read(DOCUMENT))
    store.publish(read(DOCUMENT), hand=Hand("setup", "cli"), note="to begin with")
    return store


@pytest.fixture
def ada(store: RoutingStore, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in("admin", name="ada")


@pytest.fixture
def three_calls(store: RoutingStore, stores: Stores, phone: Phone, shop: Shop) -> None:
    for _ in range(3):
        phone.dials().presses("0").hangs_up()
    drain(stores.redis, stores.engine)


def publishes(ada: Browser, store: RoutingStore, **also: str) -> Browser:
    return ada.sends("/routing/publish", revision=str(store.draft().revision), note="all to extra", **also)


def test_whoever_sends_callers_to_a_closed_desk_is_stopped_and_told(ada: Browser, store: RoutingStore, three_calls):
    ada.opens(RULE).sends(RULE, act="save", send="extra").opens("/routing/review")
    ada.shows("3 of the last 3 calls would have found nobody; by what is in force it was 0", "extra , 3 calls: outside")
    publishes(ada, store).shows("Not published: callers would find nobody")
    assert store.current().number == 1


def test_whoever_knows_publishes_it_all_the_same(ada: Browser, store: RoutingStore, three_calls):
    ada.opens(RULE).sends(RULE, act="save", send="extra").opens("/routing/review")
    publishes(ada, store, aware="yes").shows("Version 2 is in force")


def test_a_change_that_loses_nobody_asks_for_nothing(ada: Browser, store: RoutingStore, three_calls):
    ada.opens(RULE).sends(RULE, act="save", priority="4").opens("/routing/review")
    ada.shows("The last 3 calls of a day would all be shared out as now")
    publishes(ada, store).shows("Version 2 is in force")


def test_without_calls_on_record_it_is_said_that_there_are_none(ada: Browser):
    ada.opens(RULE).sends(RULE, act="save", send="extra").opens("/routing/review")
    ada.shows("No call of the last day is on record")
