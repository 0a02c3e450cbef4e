"""A whole afternoon at once: an agent and a supervisor in browsers; two customers and a second agent at telephones."""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from ivr.accounts import User
from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from ivr.calls.desk import presence_changes
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.emulator import Switchboard
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Keys
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE
from tests.console.browsing import CHROMIUM, enters
from tests.console.conftest import PASSWORD
from tests.console.test_the_desk_in_a_browser import (
    anna,
    browser,
    desk,
    dispatching,
    exchange,
    network,
    settings,
    site,
)
from tests.shop import Shop

__all__ = ["anna", "browser", "desk", "dispatching", "exchange", "network", "settings", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

CARL, BEN = "+14155550177", "+12125550166"
COACHED = "Offer her ten percent."


def until(happens: Callable[[], bool], page: Page) -> None:
    """Let the pages work until it has happened."""
    for _ in range(1200):
        if happens():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not happen within a minute")


def wants_a_person(network: Switchboard, number: str, page: Page) -> Leg:
    """A customer who calls, and presses zero."""
    leg = network.place(from_=number, to=LINE)
    until(lambda: bool(leg.waiting and leg.waiting.ear and leg.waiting.ear.keys), page)
    leg.does("keys", "0")
    leg.post(Keys("0"))
    return leg


def heard(leg: Leg) -> str:
    return " ".join(line.words for line in leg.transcript if line.who != "caller")


@pytest.fixture
def sue(site: str, browser: Browser, users: SqlUsers) -> Page:
    users.add(User("sue", "supervisor", sees_numbers=True))
    page = enters(browser, f"{site}/console/link/{users.link('sue')}", PASSWORD, size=(1440, 900))
    page.set_default_timeout(30_000)
    return page


@pytest.fixture
def ben(stores: Stores, settings: Settings, shop: Shop) -> Callable[[], DeskAgent]:
    """A second agent, at a telephone: comes to work when it is called."""

    def comes() -> DeskAgent:
        key, now = settings.secret_key.get_secret_value().encode(), shop.now().timestamp()
        agents = SqlAgents(stores.engine, stores.reader, stores.redis, key)
        found = agents.by_id(agents.add(BEN, name="Ben", queues=["care-en"], pin="24680", station="phone"))
        assert found
        presences, queues = RedisPresences(stores.redis, shop.now), found.queues
        come = partial(presence_changes.signed_in, agent=found, queues=queues, station="phone", now=now)
        presences.change(found.id, come)
        presences.change(found.id, partial(presence_changes.ready, now=now))
        return found

    return comes


def test_a_call_is_taken_coached_handed_over_written_about_and_found_again(
    desk: Page,
    dispatching: None,
    network: Switchboard,
    shop: Shop,
    stores: Stores,
    site: str,
    sue: Page,
    ben: Callable[[], DeskAgent],
):
    shop.has_order(phone=ALICE, status="out_for_delivery", window="14:00-18:00", items=("Kettle",))
    alice = wants_a_person(network, ALICE, desk)
    expect(desk.locator("#desk-story")).to_contain_text("Kettle")
    desk.locator("#answer").click()
    expect(desk.locator(".state .badge")).to_have_text("On a call")
    until(lambda: bool(alice.conference_name), desk)
    colleague = ben()

    drain(stores.redis, stores.engine)
    sue.goto(f"{site}/console/calls/{alice.call.sid}")
    sue.get_by_role("button", name="Coach").click()
    sue.get_by_role("button", name="Connect it and coach").click()
    expect(sue.locator("#desk-call")).to_contain_text("only the agent hears you")
    expect(desk.locator("#desk-call")).to_contain_text("sue coaches you: the caller does not hear it")
    sue.get_by_label("Say").fill(COACHED)
    sue.keyboard.press("Enter")
    expect(desk.locator("#phone-lines")).to_contain_text(COACHED)
    desk.get_by_label("Say").fill("You get ten percent off.")
    desk.keyboard.press("Enter")
    until(lambda: "ten percent off" in heard(alice), desk)
    assert COACHED not in heard(alice)

    desk.get_by_text("Transfer or add somebody").click()
    desk.locator("#transfer-to").select_option(f"agent:{colleague.id}")
    desk.get_by_role("button", name="Talk first").click()
    handset = network.telephone(BEN).accepts().presses("1")
    desk.get_by_role("button", name="Complete and leave").click()
    expect(desk.locator(".state .badge")).to_have_text("Wrap-up")
    handset.says("This is Ben.")
    until(lambda: "This is Ben." in heard(alice), desk)
    carl = wants_a_person(network, CARL, desk)

    desk.get_by_role("textbox", name="Note").fill("Promised ten percent for the kettle")
    desk.get_by_label("Disposition").select_option("escalated")
    desk.get_by_role("button", name="Save and go ready").click()
    desk.locator("#answer").click()
    until(lambda: bool(carl.conference_name), desk)
    handset.hangs_up()
    until(lambda: alice.call.is_over or "Goodbye" in heard(alice), desk)

    drain(stores.redis, stores.engine)
    sue.goto(f"{site}/console/search?words=kettle&disposition=escalated")
    expect(sue.locator("main")).to_contain_text("1 call")
    with sue.expect_download() as file:
        sue.get_by_role("link", name="Download as CSV").click()
    table = file.value.path().read_text()
    assert table.count("\n") == 2
    assert "escalated" in table.lower()
    assert {ALICE, CARL, "kettle"} & set(table.split(",")) == set()
