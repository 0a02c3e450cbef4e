"""Boards for walls: made by supervisors, read by whoever has the link, ended by their day, revoking or their maker."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.wall_links import SqlWallLinks
from ivr.app.parts import Stores
from ivr.reporting.audit import Actor
from ivr.reporting.wall_link import TooManyWallLinks
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser

LINK = re.compile(r'href="[^"]*(/console/wall/[0-9a-f]{64})"')


def made(browser: Browser, **typed: str | list[str]) -> str:
    """The path of a new link."""
    browser.opens("/walls").sends("/walls", name="Second floor", **typed).shows("The link is made")
    return LINK.findall(browser.page)[-1]


@pytest.fixture
def screen(console) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return console.test_client()


def status(screen: FlaskClient, path: str) -> int:
    return screen.get(path, base_url=PUBLIC_URL).status_code


def test_a_screen_shows_the_board_without_signing_in_and_gets_no_cookie(ada, screen):
    path = made(ada)
    answer = screen.get(path, base_url=PUBLIC_URL)
    assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.get_data(as_text=True)
    assert "English care" in page and "Service level" in page and "Offered today" in page
    assert "<form" not in page and "Agents at work" not in page
    part = screen.get(f"{path}/part", base_url=PUBLIC_URL).get_data(as_text=True)
    assert part in page


def test_a_link_shows_the_queues_that_were_chosen_and_no_others(ada, screen):
    page = screen.get(made(ada, queues=["care-en"]), base_url=PUBLIC_URL).get_data(as_text=True)
    assert "English care" in page and "Spanish care" not in page


def test_a_link_ends_when_it_is_revoked_and_the_audit_has_both(ada, screen):
    path = made(ada)
    ada.opens("/walls").sends("/walls/revoke").shows("is revoked", "No links yet")
    assert (status(screen, path), status(screen, f"{path}/part")) == (404, 404)
    ada.opens("/audit?action=wall").shows("Second floor")
    assert path.rpartition("/")[2] not in ada.page


def test_a_link_ends_with_its_day(ada, screen, clock):
    path = made(ada)
    clock.advance(seconds=timedelta(days=92).total_seconds())
    assert status(screen, path) == 404


def test_a_token_that_was_changed_or_guessed_opens_nothing(ada, screen):
    path = made(ada)
    other = "0" if path[-1] != "0" else "1"
    assert {status(screen, each) for each in (path[:-1] + other, "/console/wall/none", path + "0")} == {404}


def test_a_link_shows_no_more_than_its_maker_may_see_and_ends_with_them(signed_in, store, screen, users: SqlUsers):
    bound = signed_in("supervisor", "bo", queues=("care-en",))
    path = made(bound)
    page = screen.get(path, base_url=PUBLIC_URL).get_data(as_text=True)
    assert "English care" in page and "Spanish care" not in page
    users.remove("bo")
    assert status(screen, path) == 404


def test_a_bound_supervisor_sees_and_revokes_only_their_own(ada, signed_in):
    made(ada)
    bound = signed_in("supervisor", "bo", queues=("care-en",))
    bound.opens("/walls").shows("No links yet")
    of_ada = re.search(r'name="link" value="(\w+)"', ada.opens("/walls").page)[1]
    bound.opens("/walls").sends("/walls/revoke", link=of_ada)
    ada.opens("/walls").shows("Second floor")


@pytest.mark.parametrize(("typed", "told"), [
    ({"name": ""}, "Say where it hangs"),
    ({"ends": "2020-01-01"}, "from tomorrow"),
    ({"ends": "soon"}, "Write a day"),
    ({"queues": ["nowhere"]}, "Choose from the list"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(ada, typed, told):
    ada.opens("/walls").sends("/walls", **{"name": "Hall", **typed}).shows(told)
    assert ada.status == 422


def test_there_are_so_many_links_and_no_more(stores: Stores, shop, monkeypatch):
    monkeypatch.setattr("ivr.adapters.sql.wall_links.MOST_WALL_LINKS", 1)
    links = SqlWallLinks(stores.engine, shop.now, b"a-secret-for-tests")
    ends, ada = shop.now() + timedelta(days=1), Actor("ada", "console")
    link = links.make("one", None, ends_at=ends, actor=ada)
    with pytest.raises(TooManyWallLinks, match="Revoke one"):
        links.make("two", None, ends_at=ends, actor=ada)
    assert links.find(links.token(link)) == link
