"""Supervisors see every call live, with the reasons of its routing."""

import csv
import io
import json
import re
import time
from collections.abc import Callable
from html import unescape

import pytest
import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.event_stream import EVENTS
from ivr.adapters.redis.live_calls import LiveFeed
from ivr.adapters.redis.sessions.store import LIVE
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.engine.graph import edges
from ivr.engine.maps import flow_of, maps
from ivr.flows import FLOWS
from ivr.reporting.live_snapshot import LiveSnapshot
from ivr.settings import Settings
from tests.calls.conftest import ALICE, LINE
from tests.calls.in_force import put_in_force
from tests.calls.test_the_desk_line import ANNA, Ring, agents, at_desk, ring
from tests.console.conftest import Browser
from tests.shop import Shop

__all__ = ["agents", "ring"]


@pytest.fixture
def sue(signed_in: Callable[..., Browser]) -> Browser:
    """A supervisor."""
    return signed_in("supervisor", name="sue")


def recorded(stores: Stores) -> None:
    drain(stores.redis, stores.engine)


def drawn(text: str) -> dict[str, set[str]]:
    """The nodes and edges of each map, by the flow that it is of."""
    maps = re.findall(r'<div class="map" data-flow="(\w+)" hidden>(.*?)</div>', text, re.DOTALL)
    return {flow: set(re.findall(r"<title>([^<]+)</title>", unescape(svg))) for flow, svg in maps}


def test_the_maps_are_of_the_flows_as_they_are(sue: Browser):
    declared = {flow: set(re.findall(r'^  ("[^[;]+")', dot, re.MULTILINE)) for flow, dot in maps(FLOWS).items()}
    plain = {
        flow: {name.replace('"', "").replace(" -> ", "->").strip() for name in names}
        for flow, names in declared.items()
    }
    assert drawn(sue.opens("/live").page) == plain


def test_every_step_and_every_edge_is_on_the_map_of_its_flow():
    shown = maps(FLOWS)
    assert all(f'"{at}"' in shown[flow_of(at)] for at, _ in FLOWS)
    inside = [(at, to) for at, _, to in edges(FLOWS) if flow_of(at) == flow_of(to)]
    assert all(f'"{at}" -> "{to}"' in shown[flow_of(at)] for at, to in inside)


def test_a_call_moves_over_the_map(sue: Browser, phone: Phone, shop: Shop):
    phone.dials()
    assert list(json.loads(sue.opens("/live/scene").page)["steps"]) == ["main_line.main_menu"]
    phone.presses("0").is_in_queue("care-en")
    scene = json.loads(sue.opens("/live/scene").page)
    assert list(scene["steps"]) == ["hand_off.connect"]
    assert scene["calls"][0][:3] == [phone.call_sid, "hand_off.connect", "English care"]
    phone.hangs_up()
    assert json.loads(sue.opens("/live/scene").page)["count"] == 0


def test_the_answer_to_the_survey_is_on_the_calls_page_and_on_the_board(
    sue: Browser, phone: Phone, shop: Shop, stores: Stores, settings: Settings
):
    put_in_force(settings, stores, shop, numbers={LINE: {"language": "en-US", "survey": True}})
    shop.has_order(status="in_transit", day=2)
    phone.dials().says("goodbye").presses("1").is_hung_up()
    recorded(stores)
    sue.opens(f"/calls/{phone.call_sid}").shows("Says it was answered", "yes")
    sue.opens("/board").shows("Confirmed containment", "100 %")


def test_the_map_can_be_narrowed(sue: Browser, phone: Phone, shop: Shop):
    phone.dials().presses("0")
    for query, count in (("queue=care-en", 1), ("queue=acme-es", 0), ("vendor=in house", 1), ("language=es-MX", 0)):
        assert json.loads(sue.opens(f"/live/scene?{query}").page)["count"] == count


def test_a_calls_page_says_what_was_said_and_why_it_went_where(sue: Browser, phone: Phone, shop: Shop, stores: Stores):
    phone.dials().presses("0").is_in_queue("care-en")
    recorded(stores)
    sue.opens(f"/calls/{phone.call_sid}").shows(
        "How can I help you?", "presses 0", "English care", "rule Spanish: no", "In progress"
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
    sue.opens("/board").shows("Waiting 1", "English care")
    phone.hangs_up()
    recorded(stores)
    rows = {(row["of"], row["name"]): row for row in csv.DictReader(io.StringIO(sue.opens("/board.csv").page))}
    row = rows["queue", "care-en"]
    assert (row["offered"], row["abandoned"], row["abandonment"], row["asa"]) == ("1", "1", "1.0", "n/a")
    assert rows["vendor", "in house"]["offered"] == rows["all", "all"]["offered"] == "1"


def test_a_board_for_the_wall_has_no_navigation(sue: Browser):
    page = sue.opens("/board?wall=1").page
    assert "<nav" not in page


def test_whoever_talks_with_a_person_is_told_apart_from_those_who_wait(sue: Browser, phone: Phone, ring: Ring):
    phone.dials().presses("0").is_in_queue("care-en")
    assert json.loads(sue.opens("/live/scene").page)["steps"]["hand_off.connect"][::2] == [1, 0]
    at_desk(ring, ANNA)
    phone.is_connected_to(ANNA)
    assert json.loads(sue.opens("/live/scene").page)["steps"]["hand_off.connect"][::2] == [0, 1]
    phone.hangs_up()
    assert json.loads(sue.opens("/live/scene").page)["steps"] == {}


def test_a_call_that_has_just_begun_has_a_page_at_once(sue: Browser, phone: Phone, shop: Shop, signed_in):
    phone.dials()
    sue.opens(f"/calls/{phone.call_sid}").shows("has just begun", "Main line: main menu")
    assert signed_in("vendor", name="vera", vendor="acme").opens(f"/calls/{phone.call_sid}").status == 404


def test_a_call_is_found_by_the_end_of_its_sid(sue: Browser, phone: Phone, shop: Shop, stores: Stores):
    phone.dials()
    recorded(stores)
    sue.opens(f"/calls?sid={phone.call_sid[-6:]}").shows(phone.call_sid, "What was said")


def test_a_vendor_is_not_told_why_others_were_passed_over(signed_in, phone: Phone, shop: Shop, stores: Stores):
    phone.dials().presses("9").presses("0").hangs_up()
    recorded(stores)
    assert (
        "rule " not in signed_in("vendor", vendor="acme").opens(f"/calls/{phone.call_sid}").shows("Acme Spanish").page
    )


def test_while_redis_is_away_the_map_says_that_it_is_old_and_mends_itself(redis_url: str):
    away = connect("redis://127.0.0.1:9/0", deadline=0.1)
    there = redis.Redis.from_url(redis_url, decode_responses=True)
    scenes = LiveFeed(there, clock=time.monotonic, every=0)
    there.delete(LIVE)
    there.hset(LIVE, "CA1", '["main_line.main_menu","en-US","2026-11-24T10:00:00-05:00","",""]')
    assert [call.sid for call in scenes.now().calls] == ["CA1"]
    scenes._redis = away
    assert (scenes.now().is_stale, len(scenes.now().calls)) == (True, 1)
    scenes._redis = there
    assert not scenes.now().is_stale


def test_whoever_waits_for_the_next_scene_has_it_as_soon_as_something_moved(redis_url: str):
    there = redis.Redis.from_url(redis_url, decode_responses=True)
    there.delete(LIVE)
    scenes = LiveFeed(there, clock=time.monotonic, every=0.02)
    seen = scenes.now().number
    assert scenes.wait(seen, 0.1) == seen
    there.hset(LIVE, "CA1", '["main_line.main_menu","en-US","2026-11-24T10:00:00-05:00","",""]')
    newest = scenes.wait(seen, 60)
    assert newest != seen
    assert [call.sid for call in scenes.now().calls] == ["CA1"]
    assert scenes.wait(seen, 60) == newest  # what came before the question is not waited for
    there.delete(LIVE)


def test_a_board_without_redis_says_that_it_does_not_know_who_waits(sue: Browser, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(LiveFeed, "now", lambda _: LiveSnapshot(is_stale=True))
    sue.opens("/board").shows("Redis does not answer", "Waiting n/a")


def test_what_another_version_wrote_is_passed_over(redis_url: str):
    there = redis.Redis.from_url(redis_url, decode_responses=True)
    there.delete(LIVE)
    there.hset(LIVE, mapping={"CA1": "[]", "CA2": "no JSON", "CA3": '["a.b","en","not a time","",""]'})
    there.xadd(EVENTS, {"event": "no JSON"})
    assert LiveFeed(there, clock=time.monotonic, every=0).now().calls == ()
    there.delete(LIVE)
