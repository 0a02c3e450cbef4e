"""Supervisors see every call as it happens, and why it went where it went."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest

from ivr.adapters.records.draining import drain
from ivr.adapters.users import SqlUsers
from ivr.app.parts import Stores
from ivr.carrier import Phone
from ivr.engine.graph import edges
from ivr.flows import FLOWS
from ivr.web.console import live
from tests.calls.conftest import ALICE
from tests.shop import Shop
from tests.web.console.conftest import Browser


@pytest.fixture
def sue(signed_in: Callable[..., Browser]) -> Browser:
    """A supervisor."""
    return signed_in("supervisor", name="sue")


def recorded(stores: Stores) -> None:
    drain(stores.redis, stores.engine)


def test_the_map_is_of_the_flows_as_they_are():
    titles = set(re.findall(r"<title>([^<]+)</title>", str(live.Live.__dict__["_picture"].func(None))))
    shown = {title.replace("&#45;&gt;", "->") for title in titles}
    assert {at for at, _ in FLOWS} <= shown
    assert {f"{at}->{to}" for at, _, to in edges(FLOWS)} <= shown


def test_a_call_moves_over_the_map(sue: Browser, phone: Phone, shop: Shop):
    phone.dials()
    assert list(json.loads(sue.opens("/live/scene").page)["steps"]) == ["main_line.main_menu"]
    phone.presses("0").is_in_queue("care-en")
    scene = json.loads(sue.opens("/live/scene").page)
    assert list(scene["steps"]) == ["hand_off.connect"]
    assert scene["calls"][0]["queue"] == "care-en"
    phone.hangs_up()
    assert json.loads(sue.opens("/live/scene").page)["count"] == 0


def test_the_map_can_be_narrowed(sue: Browser, phone: Phone, shop: Shop):
    phone.dials().presses("0")
    for query, count in (("queue=care-en", 1), ("queue=acme-es", 0), ("vendor=in house", 1), ("language=es-MX", 0)):
        assert json.loads(sue.opens(f"/live/scene?{query}").page)["count"] == count


def test_a_stream_shows_each_move(sue: Browser, phone: Phone, shop: Shop):
    phone.dials()
    stream = sue.client.get("/console/live/stream", base_url="https://line.example")
    events = stream.response
    assert b'"main_line.main_menu": [1' in next(events)
    phone.presses("0")
    assert b'"hand_off.connect": [1' in next(events)
    stream.close()


def test_too_many_streams_are_refused_and_one_that_closes_makes_room(sue: Browser):
    opened = [sue.client.get("/console/live/stream", base_url="https://line.example") for _ in range(4)]
    refused = sue.client.get("/console/live/stream", base_url="https://line.example")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    opened[0].close()
    assert sue.client.get("/console/live/stream", base_url="https://line.example").status_code == 200


def test_a_stream_ends_when_the_right_to_it_does(sue: Browser, users: SqlUsers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.0)
    stream = sue.client.get("/console/live/stream", base_url="https://line.example")
    users.end_all("sue")
    assert b"event: over" in b"".join(stream.response)


def test_a_calls_page_says_what_was_said_and_why_it_went_where(sue: Browser, phone: Phone, shop: Shop, stores: Stores):
    phone.dials().presses("0").is_in_queue("care-en")
    recorded(stores)
    sue.opens(f"/calls/{phone.call_sid}").shows(
        "How can I help you?", "presses 0", "care-en", "rule Spanish: no", "under way"
    )
    phone.hangs_up()
    recorded(stores)
    sue.opens(f"/calls/{phone.call_sid}").shows("abandoned", "number ending in 00").opens("/calls").shows("abandoned")


def test_a_number_is_shown_only_to_those_who_may_see_it_and_while_the_call_lasts(signed_in, phone, shop, stores):
    sue, tom = signed_in("supervisor", name="sue"), signed_in("supervisor", name="tom", sees_numbers=True)
    phone.dials()
    recorded(stores)
    assert ALICE not in sue.opens(f"/calls/{phone.call_sid}").page
    assert ALICE in tom.opens(f"/calls/{phone.call_sid}").page
    phone.hangs_up()
    recorded(stores)
    assert ALICE not in tom.opens(f"/calls/{phone.call_sid}").page


def test_a_vendor_sees_its_own_calls_only(signed_in, phone: Phone, shop: Shop, stores: Stores):
    vera = signed_in("vendor", name="vera", vendor="acme")
    phone.dials().presses("0").hangs_up()
    ours = phone.call_sid
    phone.dials().presses("9").presses("0").hangs_up()
    theirs = phone.call_sid
    recorded(stores)
    assert vera.opens(f"/calls/{ours}").status == 404
    assert vera.opens(f"/calls/{theirs}").status == 200
    vera.opens("/calls").shows(f"…{theirs[-6:]}")
    assert ours[-6:] not in vera.page


def test_the_board_counts_and_its_file_says_the_same(sue: Browser, phone: Phone, shop: Shop, stores: Stores, clock):
    phone.dials().presses("0")
    clock.advance(seconds=30)
    recorded(stores)
    sue.opens("/board").shows("Waiting 1", "care-en")
    phone.hangs_up()
    recorded(stores)
    rows = {(row["of"], row["name"]): row for row in csv.DictReader(io.StringIO(sue.opens("/board.csv").page))}
    row = rows["queue", "care-en"]
    assert (row["offered"], row["abandoned"], row["abandonment"], row["asa"]) == ("1", "1", "1.0", "n/a")
    assert rows["vendor", "in house"]["offered"] == rows["all", "all"]["offered"] == "1"


def test_a_board_for_the_wall_has_no_navigation(sue: Browser):
    page = sue.opens("/board?wall=1").page
    assert "<nav" not in page
