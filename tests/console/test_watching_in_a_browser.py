"""Maps and boards in Chromium: with a stream, without one, and while the line is unavailable."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from ivr.accounts import User
from ivr.adapters.sql.users import SqlUsers
from ivr.emulator import Phone
from ivr.settings import Settings
from tests.console.browsing import CHROMIUM, enters
from tests.console.conftest import PASSWORD
from tests.console.test_in_a_browser import browser, site
from tests.shop import Shop

__all__ = ["browser", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

SOON = 15_000
"""Milliseconds: a page that has to ask does so every five seconds."""
GONE = "The line does not answer: this is as it was."


@pytest.fixture(params=[500, 0], ids=["with a seat", "without a seat"])
def seats(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def settings(settings: Settings, seats: int) -> Settings:
    return settings.model_copy(update={"console_streams": seats})


@pytest.fixture
def opens(console: Flask, site: str, browser: Browser, users: SqlUsers) -> Iterator[Callable[[str], Page]]:
    """A supervisor's browser with a page."""
    users.add(User("sue", "supervisor"))
    page = enters(browser, f"{site}/console/link/{users.link('sue')}", PASSWORD)

    def open_page(path: str) -> Page:
        page.goto(f"{site}/console{path}")
        return page

    yield open_page
    page.close()


def test_a_map_moves(opens: Callable[[str], Page], phone: Phone, shop: Shop):
    page = opens("/live")
    expect(page.locator("#state")).to_have_text("0 calls in progress.")
    phone.dials()
    expect(page.locator("#state")).to_have_text("1 call in progress.", timeout=SOON)
    phone.hangs_up()
    expect(page.locator("#state")).to_have_text("0 calls in progress.", timeout=SOON)


def test_a_board_moves_and_keeps_open_what_is_open(opens: Callable[[str], Page], phone: Phone, shop: Shop):
    page = opens("/board")
    waiting = page.locator("dl.tiles div").first
    expect(waiting).to_contain_text("Waiting0")
    page.locator("#whole-sl summary").click()
    page.locator("h1").click()  # elsewhere: what somebody stands in is left alone
    page.evaluate("document.activeElement.blur()")
    phone.dials().presses("0")
    expect(waiting).to_contain_text("Waiting1", timeout=SOON)
    expect(page.locator("#whole-sl p")).to_be_visible()


@pytest.mark.parametrize("seats", [0])
def test_a_map_says_while_the_line_is_away_that_it_is_as_it_was(opens: Callable[[str], Page], phone: Phone, shop: Shop):
    page = opens("/live")
    phone.dials()
    expect(page.locator("#state")).to_have_text("1 call in progress.", timeout=SOON)
    page.context.set_offline(True)
    expect(page.locator("#state")).to_have_text(GONE, timeout=SOON)
    page.wait_for_timeout(1500)  # the ages of calls are counted on
    expect(page.locator("#state")).to_have_text(GONE)
    page.context.set_offline(False)
    expect(page.locator("#state")).to_have_text("1 call in progress.", timeout=SOON)
