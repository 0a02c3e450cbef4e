"""Before publishing an admin sees the effect that a draft would have had on the calls of the last day."""

from datetime import UTC, datetime

import pytest

from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.reporting.audit import Actor
from routing.document import read
from routing.model import Routing
from tests.console.conftest import Browser
from tests.shop import Shop

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
def document() -> Routing:
    return read(DOCUMENT)


@pytest.fixture
def three_calls(store: RoutingStore, stores: Stores, phone: Phone, shop: Shop) -> None:
    for _ in range(3):
        phone.dials().presses("0").hangs_up()
    drain(stores.redis, stores.engine)


def publishes(ada: Browser, store: RoutingStore, **also: str) -> Browser:
    return ada.sends("/routing/publish", revision=str(store.draft().revision), note="all to extra", **also)


def test_whoever_sends_callers_to_a_closed_desk_is_stopped_and_told(ada: Browser, store: RoutingStore, three_calls):
    ada.opens(RULE).sends(RULE, act="save", send="extra").opens("/routing/review")
    ada.shows("3 of the last 3 calls would have found nobody; by the live version it was 0", "extra , 3 calls: outside")
    publishes(ada, store).shows("Not published: callers would find nobody", 'value="all to extra"')
    assert store.current().number == 1


def test_whoever_knows_publishes_it_all_the_same(ada: Browser, store: RoutingStore, three_calls):
    ada.opens(RULE).sends(RULE, act="save", send="extra").opens("/routing/review")
    publishes(ada, store, aware="yes").shows("Version 2 is live")


def test_a_change_that_loses_nobody_asks_for_nothing(ada: Browser, store: RoutingStore, three_calls):
    ada.opens(RULE).sends(RULE, act="save", priority="4").opens("/routing/review")
    ada.shows("The last 3 calls of a day would all be shared out as now")
    publishes(ada, store).shows("Version 2 is live")


def test_without_calls_on_record_it_is_said_that_there_are_none(ada: Browser):
    ada.opens(RULE).sends(RULE, act="save", send="extra").opens("/routing/review")
    ada.shows("No call of the last day is on record")


def test_a_time_that_is_over_is_told_at_its_field_and_what_was_typed_stays(ada: Browser, store: RoutingStore):
    ada.opens(RULE).sends(RULE, act="save", priority="4").opens("/routing/review")
    publishes(ada, store, at="2026-11-24T09:00").shows('id="at-wrong"', 'value="2026-11-24T09:00"', "all to extra")
    assert ada.status == 422


def test_what_came_between_is_said_and_the_note_stays(ada: Browser, store: RoutingStore):
    ada.opens(RULE).sends(RULE, act="save", priority="4").opens("/routing/review")
    store.publish(store.current().routing, actor=Actor("bob", "cli"), note="quicker")
    publishes(ada, store).shows("bob published version 2", 'value="all to extra"')
    assert (ada.status, store.current().author) == (409, "bob")


@pytest.fixture
def in_the_night_of_the_clock_change(clock: VirtualClock, shop: Shop) -> None:
    """Half past one in New York, for the second time: 6:30 in London, an hour after it was so for the first time."""
    clock.advance(seconds=(datetime(2027, 11, 7, 6, 30, tzinfo=UTC) - shop.now()).total_seconds())


def test_of_an_hour_that_comes_twice_the_first_is_meant(
    in_the_night_of_the_clock_change, ada: Browser, store: RoutingStore, stores: Stores, shop: Shop
):
    ada.opens(RULE).sends(RULE, act="save", priority="4").opens("/routing/review")
    publishes(ada, store, at="2027-11-07T01:50").shows("Not planned: that time is over")
    publishes(ada, store, at="2027-11-07T02:10").shows("02:10 EST")
    planned = [plan.at for plan in Plans(stores.engine, store, shop.now).all()]
    assert planned == [datetime(2027, 11, 7, 7, 10, tzinfo=UTC)]


def test_a_switch_that_cannot_be_turned_says_why_and_keeps_what_was_typed(ada: Browser, store: RoutingStore):
    storm = "switches: {storm: {name: Storm, message: {en-US: A storm.}}}"
    store.publish(read(DOCUMENT + storm), actor=Actor("setup", "cli"), note="a switch")
    ada.opens("/switches").sends("/switches/storm", turn="on", minutes="forever", why="snow in the north")
    assert ada.shows("write for how many minutes", 'value="forever"', 'value="snow in the north"').status == 422
