"""A view that many browsers share is rendered once; browsers that disconnect leave nothing behind."""

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from ivr.adapters.resilience.cached_value import LATE, CachedValue
from ivr.console import cached_response
from ivr.console.live import pages
from ivr.emulator import Phone
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser
from tests.console.test_watching import sue
from tests.shop import Shop

__all__ = ["sue"]
PATIENCE = 20.0


def test_what_a_browser_has_already_is_not_sent_again(sue: Browser, phone: Phone, shop: Shop):
    for path in ("/console/live/scene", "/console/board/part"):
        first = sue.client.get(path, base_url=PUBLIC_URL)
        known = {"If-None-Match": first.headers["ETag"]}
        assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-store")
        assert sue.client.get(path, base_url=PUBLIC_URL, headers=known).status_code == 304
        phone.dials().presses("0")
        assert sue.client.get(path, base_url=PUBLIC_URL, headers=known).status_code == 200


def test_nobody_waits_while_a_value_is_read_anew_unless_it_is_far_too_old():
    now, reading, goes_on = [0.0], threading.Event(), threading.Event()

    def read() -> float:
        if now[0]:
            reading.set()
            assert goes_on.wait(PATIENCE)
        return now[0]

    kept = CachedValue(read, every=2.0, clock=lambda: now[0])
    assert kept() == 0.0
    now[0] = 2.0
    with ThreadPoolExecutor(2) as askers:
        anew = askers.submit(kept)
        assert reading.wait(PATIENCE)
        assert kept() == 0.0
        now[0] = 2.0 * LATE
        late = askers.submit(kept)
        goes_on.set()
        assert (anew.result(PATIENCE), late.result(PATIENCE)) == (now[0], now[0])


def test_ways_of_looking_are_kept_for_a_few_only(console: Flask, sue: Browser):
    maps: pages.LiveMap = console.view_functions["console.scene"].__self__
    for place in range(2 * cached_response.KEPT):
        assert sue.client.get(f"/console/live/scene?queue={place}", base_url=PUBLIC_URL).status_code == 200
    assert len(maps._sheets._kept) <= cached_response.KEPT
