"""A message of a caller in Chromium: it plays, at the speed that was chosen, and nothing stands in anybody's way."""

import pytest
from playwright.sync_api import expect

from ivr.reporting.work_items import WorkItem
from tests.console.browsing import CHROMIUM
from tests.console.test_every_page import looked_at
from tests.console.test_in_a_browser import browser, document, enter, site
from tests.console.test_messages_of_callers import faults, listener, message, settings

__all__ = ["browser", "document", "enter", "faults", "listener", "message", "settings", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

LENGTH = """player => new Promise(done => {
    player.onloadedmetadata = () => done(player.duration);
    player.onerror = () => done(-1);
    player.preload = "metadata";
    player.load();
})"""
"""The seconds of a message, once its head has come; -1 if it cannot be played."""


def test_a_message_plays_at_the_chosen_speed_and_the_page_is_clean(enter, site: str, message: WorkItem):
    page = enter("supervisor")
    page.goto(f"{site}/console/work-list/{message.id}")
    player = page.locator("audio")
    assert player.evaluate(LENGTH) > 0
    page.get_by_label("Speed").select_option("1.5")
    assert player.evaluate("player => player.playbackRate") == 1.5
    assert looked_at(page) == []
    page.get_by_label("Note").fill("rings at two")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("It is yours.")).to_be_visible()
    page.goto(f"{site}/console/work-list")
    expect(page.get_by_role("row", name="Voicemail")).to_contain_text("supervisor")
    assert looked_at(page) == []
