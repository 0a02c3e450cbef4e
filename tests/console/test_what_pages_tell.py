"""No two places of the console contradict each other on times, and on how a call went."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from ivr import console as package
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.reporting.audit import Actor
from tests.calls.conftest import PUBLIC_URL
from tests.calls.test_the_desk_line import ANNA, Ring, agents, at_desk, ring
from tests.console.conftest import Browser
from tests.console.crowded import changes, seeded
from tests.console.test_what_a_page_costs import pages
from tests.shop import Shop

__all__ = ["agents", "ring"]

TEMPLATES = sorted(Path(package.__file__).parent.rglob("*.html"))


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def page_of(stores: Stores, signed_in: Callable[..., Browser]) -> Callable[[Phone], str]:
    """The page of a call as it is on record now, in plain text."""
    sue = signed_in("supervisor", sees_numbers=True)

    def read(phone: Phone) -> str:
        drain(stores.redis, stores.engine)
        return plain(sue.opens(f"/calls/{phone.call_sid}").page)

    return read


def test_a_caller_who_was_answered_and_hangs_up_has_not_abandoned(phone: Phone, ring: Ring, page_of, shop: Shop):
    phone.dials().presses("0").is_in_queue("care-en")
    at_desk(ring, ANNA)
    phone.is_connected_to(ANNA).hangs_up()
    told = page_of(phone)
    assert "abandoned" not in told
    assert told.count("hung up while talking with a person") == 2  # in the transcript, and at its step
    assert "answered English care after 1 min" in told and "Handed off" in told


def test_a_caller_who_hangs_up_in_the_line_has_abandoned(phone: Phone, page_of, shop: Shop):
    phone.dials().presses("0").is_in_queue("care-en").hangs_up()
    told = page_of(phone)
    assert told.count("hung up while waiting") == 2
    assert "abandoned English care after" in told and "hung up while talking" not in told


def test_a_person_who_hangs_up_ends_the_talk(phone: Phone, ring: Ring, page_of, shop: Shop):
    phone.dials().presses("0").is_in_queue("care-en")
    agent = at_desk(ring, ANNA)
    phone.is_connected_to(ANNA)
    agent.hangs_up()
    assert page_of(phone).count("the talk is over") == 2


def test_whoever_may_see_numbers_is_told_that_they_end_with_the_call(phone: Phone, page_of, ada: Browser, shop: Shop):
    phone.dials()
    assert "+14155550100" in page_of(phone)
    phone.hangs_up()
    assert "number ending in 00 (in full only while the call lasts)" in page_of(phone)
    ada.opens("/users").shows("sees numbers in full: of callers while a call lasts", "Sees numbers in full")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_time_of_a_page_is_written_by_the_one_filter(path: Path):
    text = path.read_text()
    for field in ("script.at.isoformat()",):  # a value of a field, for programs
        text = text.replace(field, "")
    assert re.findall(r"strftime|isoformat|timestamp\(\)[^|]*\}\}", text) == []


def test_no_page_tells_a_time_in_utc_or_a_duration_as_a_time(
    app: Flask, stores: Stores, shop: Shop, signed_in: Callable[..., Browser], phone: Phone
):
    changes(seeded(stores, shop.now()), stores, shop.now())
    phone.dials().presses("0").hangs_up()
    drain(stores.redis, stores.engine)
    ada = signed_in("admin", name="ada")
    for _, path in pages(app, "admin"):
        told = ada.client.get(path.replace("CA1", phone.call_sid), base_url=PUBLIC_URL)
        if told.mimetype == "text/html":
            assert not re.search(r"UTC|\+00:00|\d\.\d (?:min|s)\b|since \d+:\d\d(?! E)", plain(told.text)), path


def test_the_reason_of_what_was_undone_is_on_the_shops_clock(ada: Browser, store: RoutingStore, shop: Shop):
    store.flip("storm", until=shop.now() + timedelta(hours=1), actor=Actor("bob", "cli"))
    number = store.audit_entries(1)[0].number
    ada.opens(f"/audit/{number}/undo").sends(f"/audit/{number}/undo", why="too early")
    ada.shows("too early (undoes what bob did at 2026-11-24 10:00 EST)")
