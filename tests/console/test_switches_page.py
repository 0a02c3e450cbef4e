"""A switch that closes queues shows its effect, requires a reason, and appears on every page while it is on."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone, Switchboard
from ivr.reporting.audit import Actor
from routing.document import read
from routing.model import Routing
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser
from tests.console.drafting import DOCUMENT
from tests.console.test_what_a_page_costs import NOWHERE, STREAMS, pages
from tests.shop import Shop

SWITCHES = """
switches:
  shut: {name: All closed, closes: true, message: {en-US: We are closed.}, minutes: 60}
  care-shut: {name: Care closed, closes: true, queues: [care-en], message: {en-US: Care is closed.}}
  one-number: {name: One number closed, closes: true, numbers: ["+18005550199"]}
  storm: {name: Storm, message: {en-US: A storm delays parcels.}}
"""


@pytest.fixture
def document() -> Routing:
    return read(re.sub(r"switches: .*\n", SWITCHES.strip() + "\n", DOCUMENT))


@pytest.fixture
def turned(store: RoutingStore, stores: Stores, shop: Shop) -> Callable[[str], None]:
    def turn(name: str) -> None:
        until = shop.now() + timedelta(hours=1)
        store.flip(name, until=until, actor=Actor("ruth", "phone"), why="snow in the north")
        Announcements(stores.redis, store).tell()

    return turn


def test_one_click_closes_nothing_and_says_whom_it_would_reach(ada: Browser, store: RoutingStore, phone: Phone, shop):
    phone.dials().presses("0").is_in_queue("care-en")
    ada.opens("/switches").sends("/switches/shut", turn="on")
    ada.shows("This closes every queue (2), every number (1), 1 caller waiting")
    assert store.switches() == {}


def test_whoever_read_the_reach_and_says_why_closes_the_line(ada: Browser, store: RoutingStore, phone: Phone, shop):
    ada.opens("/switches").sends("/switches/shut", turn="on").shows("no callers waiting")
    ada.sends("/switches/shut", turn="on", why="the office is without power").shows("shut is on until")
    found = store.switched_on()["shut"]
    assert (found.who, found.why, found.since) == ("ada", "the office is without power", shop.now())


def test_a_switch_that_closes_is_not_turned_on_without_a_reason(ada: Browser, store: RoutingStore):
    ada.opens("/switches").sends("/switches/shut", turn="on", sure="1").shows("Not turned on: say why")
    assert (ada.status, store.switches()) == (422, {})


def test_whoever_read_the_reach_of_an_older_version_is_asked_again(ada: Browser, store: RoutingStore, document):
    ada.opens("/switches").sends("/switches/care-shut", turn="on")
    wider = document.switches["care-shut"].model_copy(update={"queues": ()})
    changed = document.model_copy(update={"switches": {**document.switches, "care-shut": wider}})
    store.publish(changed, actor=Actor("bob", "cli"), note="wider")
    ada.sends("/switches/care-shut", turn="on", why="snow").shows("This closes every queue (2)")
    assert store.switches() == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("care-shut", "1 queue: English care, every number (1), 1 caller waiting"),
        ("one-number", "every queue (2), 1 number: Northwind +18005550199, 1 caller waiting"),
    ],
)
def test_the_reach_of_a_switch_is_that_of_its_queues_and_numbers(
    ada: Browser, store: RoutingStore, switchboard: Switchboard, shop: Shop, name: str, words: str
):
    Phone(switchboard, number="+14155550111", to="+18005550199").dials().presses("0").is_in_queue("care-en")
    Phone(switchboard, number="+14155550112", to="+18005550199").dials()  # is in the menus, and does not wait
    ada.opens("/switches").sends(f"/switches/{name}", turn="on").shows(words)


def test_every_page_of_every_role_shows_what_is_on(
    console: Flask, app: Flask, turned, signed_in: Callable[..., Browser]
):
    turned("shut")
    for role in ("admin", "supervisor", "auditor"):
        browser = signed_in(role)
        for name, path in pages(app, role):
            page = browser.client.get(path, base_url=PUBLIC_URL)
            if "<body" in page.text and name not in STREAMS and path not in NOWHERE:
                assert "All closed</strong> is on: closes every queue (2)" in page.text, path
                assert "by ruth: <q>snow in the north</q>, until" in page.text
                assert ('aria-label="Turn off All closed"' in page.text) == (role != "auditor" and "wall" not in path)


def test_it_is_turned_off_from_where_one_is(turned, signed_in: Callable[..., Browser], store: RoutingStore):
    turned("shut")
    sue = signed_in("supervisor").opens("/board").sends("/switches/shut", turn="off").shows("shut is off.", "Board")
    assert (store.switches(), "is on:" in sue.page) == ({}, False)


def test_a_vendor_sees_what_closes_its_own_queues_and_nothing_else(turned, signed_in: Callable[..., Browser]):
    turned("care-shut")
    assert "is on:" not in (vendor := signed_in("vendor", vendor="acme")).opens("/calls").page
    turned("shut")
    assert "closes Acme" in vendor.opens("/calls").page
    assert not {"snow in the north", "ruth", "English care"} & set(
        re.findall("snow in the north|ruth|English care", vendor.page)
    )


def test_the_board_and_the_map_tell_that_another_switch_is_on(turned, signed_in: Callable[..., Browser]):
    sue = signed_in("supervisor")
    before = sue.opens("/board").page, sue.opens("/live/scene").page
    turned("shut")
    after = sue.opens("/board").page, sue.opens("/live/scene").page
    told = [re.search(r'switched"?[=:] ?"([^"]*)"', page).group(1) for page in (*before, *after)]
    assert told[:2] == ["", ""] and told[2] == told[3] != ""


def test_to_undo_that_the_line_was_opened_asks_first(ada: Browser, turned, store: RoutingStore, shop: Shop):
    turned("shut")
    store.flip("shut", until=None, actor=Actor("bob", "console"))
    number = store.audit_entries(1)[0].number
    ada.opens(f"/audit/{number}/undo").sends(f"/audit/{number}/undo", why="A slip").shows("This closes every queue (2)")
    assert store.switches() == {}


def test_a_publication_that_widens_a_switch_that_is_on_says_so(ada: Browser, turned, store: RoutingStore):
    turned("storm")
    ada.opens("/routing/switches/of/storm").sends("/routing/switches/of/storm", act="save", closes="yes")
    ada.opens("/routing/review").shows("Switch storm is on and would close every queue (2)")
    ada.sends("/routing/publish", note="now it closes").shows("Not published: a switch that is on")
    ada.sends("/routing/publish", note="now it closes", aware="yes").shows("Version 2 is live")


def test_a_switch_that_a_publication_takes_away_is_off_and_in_the_audit(turned, store: RoutingStore, document):
    turned("storm")
    changed = document.model_copy(update={"switches": {}})
    store.publish(changed, actor=Actor("bob", "cli"), note="tidied")
    store.publish(document, actor=Actor("bob", "cli"), note="back again")
    assert store.switches() == {}
    assert "Version 2 no longer has it" in next(each.why for each in store.audit_entries() if each.action == "switch")
