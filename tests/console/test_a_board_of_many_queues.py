"""A board of two hundred queues shows the important ones first, and can be searched."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from ivr.accounts import User
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from tests.console.browsing import CHROMIUM, chromium, enters, served
from tests.console.conftest import PASSWORD, Browser
from tests.console.crowded import BUSY, QUEUES, seeded
from tests.shop import Shop


@pytest.fixture
def sue(stores: Stores, shop: Shop, signed_in: Callable[..., Browser]) -> Browser:
    seeded(stores, shop.now())
    return signed_in("supervisor", name="sue")


def queues(browser: Browser) -> list[str]:
    """The queues that are shown, in order."""
    return named(browser.page.partition('id="queues"')[2].partition("</section>")[0])


def named(table: str) -> list[str]:
    return [f"q{int(number):03}" for number in re.findall(r'<th scope="row">Queue (\d+) ', table)]


def test_queues_where_somebody_waits_or_something_is_wrong_come_first(sue: Browser):
    shown = queues(sue.opens("/board"))
    assert shown[:3] == ["q042", "q007", "q113"]
    assert len(shown) == 20
    sue.shows("180 more, where nobody waits and nothing is wrong", "Show all queues", "for 10 min, since")


def test_all_are_shown_to_whoever_asks(sue: Browser):
    assert len(queues(sue.opens("/board?all=1"))) == QUEUES


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("callers=1", ["q042", "q007", "q113"]),
        ("alerts=1", ["q042"]),
        ("q=Q11", ["q113", *(f"q{at}" for at in (110, 111, 112, 114, 115, 116, 117, 118, 119))]),
        ("q=contoso&callers=1", ["q042"]),
        ("kind=in_house&callers=1", ["q007", "q113"]),
        ("language=fr-CA&callers=1", ["q042"]),
        ("vendor=contoso&callers=1", ["q042"]),
        ("callers=1&sort=name", sorted(BUSY)),
        ("callers=1&sort=waiting", ["q042", "q007", "q113"]),
        ("q=nothing+of+the+kind", []),
        ("sort=moon&callers=1", ["q042", "q007", "q113"]),
    ],
)
def test_a_filter_in_the_address_shows_what_fits(sue: Browser, asked: str, shown: list[str]):
    assert queues(sue.opens(f"/board?{asked}")) == shown


@pytest.mark.parametrize("path", ["/board/part", "/board"])
def test_what_moves_the_page_is_filtered_alike(sue: Browser, path: str):
    assert queues(sue.opens(f"{path}?callers=1&sort=name")) == sorted(BUSY)


def test_the_page_asks_for_what_it_shows(sue: Browser):
    sue.opens("/board?callers=1&sort=name&q=q0")
    assert 'data-from="/console/board/part?q=q0&amp;callers=1&amp;sort=name"' in sue.page
    assert 'data-stream="/console/board/stream?q=q0&amp;callers=1&amp;sort=name"' in sue.page


def test_the_file_has_all_queues_whatever_is_shown(sue: Browser):
    assert sue.opens("/board.csv").page.count("\nqueue,") == QUEUES


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_the_stream_sends_what_the_address_asks_for(
    stores: Stores, shop: Shop, app: Flask, console: Flask, users: SqlUsers
):
    seeded(stores, shop.now())
    console.config["SESSION_COOKIE_SECURE"] = False  # the browser comes without TLS
    users.add(User("sue", "supervisor"))
    with served(app) as site, chromium() as browser:
        page = enters(browser, f"{site}/console/link/{users.link('sue')}", PASSWORD)
        page.goto(f"{site}/console/board?callers=1&sort=name")
        sent = page.evaluate(
            """() => new Promise((take) => {
                const source = new EventSource(document.querySelector("[data-stream]").dataset.stream);
                source.onmessage = ({ data }) => { source.close(); take(data); };
                source.onerror = () => take("nothing");
            })"""
        )
        page.close()
    assert named(sent) == sorted(BUSY)
