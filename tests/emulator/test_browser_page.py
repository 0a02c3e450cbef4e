"""The browser phone's page in a real browser."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from ivr.emulator import RealClock, Switchboard, in_process
from ivr.emulator.browser import Sample, phone_blueprint
from ivr.emulator.real_time import RealTimeRunner
from tests.emulator.conftest import CALLER, HOST, LINE, Application

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture
def address(app: Application) -> Iterator[str]:
    switchboard = Switchboard(wire=in_process(app), clock=RealClock())
    switchboard.add_number(LINE, f"{HOST}/voice")
    site = Flask("site")
    site.register_blueprint(phone_blueprint(switchboard, callers=[Sample(CALLER, "Ana")]))
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    with RealTimeRunner(switchboard, threads=2):
        yield f"http://127.0.0.1:{server.server_port}/phone/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A narrow page; any error that the browser reports fails the test."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        yield page
        browser.close()
    assert complaints == []


@pytest.fixture
def menu(app: Application) -> None:
    app["/voice"] = "<Gather input='dtmf speech' numDigits='1' action='/said'><Say>Press 1.</Say></Gather>"
    app["/said"] = "<Say>Thank you.</Say>"


def test_a_call_is_made_with_the_keypad(menu, page: Page):
    page.get_by_role("button", name="Call", exact=True).click()
    transcript = page.get_by_role("log")
    expect(transcript).to_contain_text("Press 1.")
    page.get_by_role("button", name="1", exact=True).click()
    expect(transcript).to_contain_text("Thank you.")
    expect(page.get_by_role("status")).to_have_text("Call over (completed)")


def test_a_call_is_made_without_a_mouse(menu, app: Application, page: Page):
    page.get_by_role("button", name="Call", exact=True).press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Press 1.")
    page.keyboard.press("7")
    expect(page.get_by_role("log")).to_contain_text("Thank you.")
    assert app.last("/said").form["Digits"] == "7"


def test_words_are_said_through_the_text_box(menu, app: Application, page: Page):
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_label("Say something").fill("Where is my parcel?")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.get_by_role("log")).to_contain_text("Thank you.")
    assert app.last("/said").form["SpeechResult"] == "Where is my parcel?"


def test_hanging_up_ends_the_call(menu, page: Page):
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_role("button", name="Hang up").click()
    expect(page.get_by_role("status")).to_have_text("Not in a call")


def test_the_page_fits_a_small_screen_and_its_targets_are_large_enough(menu, page: Page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    controls = page.locator("button:visible, input:visible, select:visible").all()
    boxes = [box for box in (control.bounding_box() for control in controls) if box]
    assert len(boxes) > 10
    assert min(min(box["width"], box["height"]) for box in boxes) >= 24
