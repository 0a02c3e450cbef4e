"""The button beside words, in Chromium."""

import grpc
import pytest
from playwright.sync_api import expect

from tests.console.browsing import CHROMIUM
from tests.console.test_in_a_browser import browser, document, enter, site
from tests.console.test_listening import HELLO, PROMPT
from tests.google_speech import deadline, google, settings

__all__ = ["browser", "deadline", "document", "enter", "google", "settings", "site"]

ENDED = "new Promise((end) => { const it = document.getElementById('heard'); it.ended ? end() : (it.onended = end); })"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_button_plays_the_words_and_the_browser_reads_them_where_the_studio_cannot(enter, site: str, google):
    page = enter("admin")
    page.goto(f"{site}/console{PROMPT}")
    page.get_by_role("textbox", name="Words").fill(HELLO)
    page.get_by_role("button", name="Hear it").click()
    expect(page.get_by_text("Spoken by Google, in the voice en-US-Neural2-F")).to_be_visible()
    page.evaluate(ENDED)
    page.evaluate("void (speechSynthesis.speak = (said) => { window.read = [said.text, said.lang]; })")
    google.troubles = [grpc.StatusCode.UNAVAILABLE] * 3
    page.get_by_role("textbox", name="Words").fill(f"{HELLO} Welcome.")
    page.get_by_role("button", name="Hear it").click()
    expect(page.get_by_text("Read by your browser: the studio could not speak it (ServiceUnavailable)")).to_be_visible()
    assert page.evaluate("window.read") == ["Good day, Northwind & friends. Welcome.", "en-US"]
