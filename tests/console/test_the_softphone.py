"""The telephone in the browser: Twilio's own SDK in Chromium, with the far side played in the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from ivr.console.content_policy import content_policy
from tests.console.browsing import CHROMIUM

STATIC = Path("ivr/console/static")
HERE = "http://localhost/"
"""Browsers give a microphone to pages by TLS, and to those of this machine."""
FILES = {
    "sdk.js": STATIC / "vendor/twilio-voice-sdk-2.18.5.min.js",
    "softphone.js": STATIC / "softphone.js",
    "signalling.js": Path(__file__).with_name("signalling.js"),
}
PAGE = "<!doctype html><title>Desk</title>" + "".join(
    f'<script src="/{name}"></script>' for name in ("signalling.js", "sdk.js", "softphone.js")
)
PHONE = """(() => {
  window.told = [];
  window.until = async (isSo) => {
    for (let waited = 0; !(await isSo()); waited += 20) {
      if (waited > 10000) throw new Error(`not so: ${isSo}, told ${told}`);
      await new Promise((go) => setTimeout(go, 20));
    }
  };
  const tell = (name) => (what) => told.push(`${name} ${what}`);
  const tells = { state: tell("state"), failed: tell("failed"), warn: tell("warn"), heard: tell("heard"),
                  token: async () => ({ token: "second" }) };
  window.phone = softphones.twilio({ token: "first", sounds: "/sounds" }, tells, { chunderw: "localhost:1" });
})()"""


def _served(route: Route) -> None:
    name = route.request.url.removeprefix(HERE).partition("?")[0]
    if name == "":
        policy = content_policy(connects=("wss://localhost:1",))
        route.fulfill(body=PAGE, content_type="text/html", headers={"Content-Security-Policy": policy})
    elif name.startswith("sounds/"):
        route.fulfill(path=STATIC / name)
    else:
        route.fulfill(path=FILES[name])


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


def _page(chrome: Browser, *, may_listen: bool) -> Page:
    context = chrome.new_context()
    context.grant_permissions(["microphone"] if may_listen else [], origin=HERE)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.route("**/*", _served)
    page.goto(HERE)
    page.evaluate(PHONE)
    return page


def _is_so(page: Page, what: str) -> None:
    page.evaluate(f"until(() => {what})")


def _is_told(page: Page, what: str) -> None:
    page.evaluate("what => until(() => told.at(-1) === what)", what)


def test_twilios_sdk_takes_a_call_is_muted_sends_keys_and_renews_its_token(chrome: Browser):
    page = _page(chrome, may_listen=True)
    page.evaluate("far.ttl = 60.5; phone.connect()")
    _is_told(page, "state ready")
    _is_so(page, "far.sent.some(({ type, payload }) => type === 'listen' && payload.token === 'second')")
    page.evaluate("far.call()")
    _is_told(page, "state ringing")
    page.evaluate("phone.accept()")
    _is_told(page, "state talking")
    _is_so(page, "far.packets().then((count) => count > 5)")
    page.evaluate("phone.mute(true)")
    assert not page.evaluate("far.isHeard()")
    page.evaluate("phone.mute(false)")
    assert page.evaluate("far.isHeard()")
    page.evaluate("phone.keys('12')")
    _is_so(page, "far.tones === '12'")
    assert [each["name"] for each in page.evaluate("phone.devices()")["inputs"]]
    page.evaluate("far.hangUp()")
    _is_told(page, "state ready")
    assert {url.partition("//")[2].partition("/")[0] for url in page.asked} == {"localhost"}  # type: ignore[attr-defined]


def test_a_caller_who_hangs_up_while_it_rings_leaves_the_telephone_ready(chrome: Browser):
    page = _page(chrome, may_listen=True)
    page.evaluate("phone.connect()")
    _is_told(page, "state ready")
    page.evaluate("far.call()")
    _is_told(page, "state ringing")
    page.evaluate("far.gives_up()")
    _is_told(page, "state ready")
    page.evaluate("far.call()")
    _is_told(page, "state ringing")
    page.evaluate("phone.reject()")
    _is_so(page, "far.sent.some(({ type }) => type === 'reject')")
    _is_told(page, "state ready")


def test_a_microphone_that_is_denied_is_told(chrome: Browser):
    page = _page(chrome, may_listen=False)
    assert page.evaluate("phone.connect().catch((error) => error.message)") == "denied"
