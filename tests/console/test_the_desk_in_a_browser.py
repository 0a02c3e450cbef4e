"""The desk in Chromium, with the emulator in place of Twilio's SDK: ringing, answering, typing, two tabs."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event, Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from ivr.accounts import User
from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.twilio.access_token import is_emulator_token
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.adapters.twilio.rest import Rest
from ivr.app.desk_dispatcher import dispatcher_of, guarded
from ivr.app.parts import Stores, parts_of
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.cli.demo_customer import DemoCustomer
from ivr.emulator import Phone, RealClock, Switchboard, in_process
from ivr.emulator.browser import client_blueprint
from ivr.emulator.leg_events import NextDocument
from ivr.emulator.real_time import RealTimeRunner
from ivr.emulator.rest import rest_app
from ivr.settings import Settings
from tests.calls.conftest import ACCOUNT, ALICE, LINE, TOKEN
from tests.console.browsing import CHROMIUM, enters
from tests.console.conftest import PASSWORD
from tests.console.desk_calls import DeskCall, add_agent
from tests.console.exchange import Exchange, exchange_served
from tests.console.test_in_a_browser import browser, site
from tests.shop import Shop

__all__ = ["browser", "site"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

GREETING = "<Response><Say>Hello Anna.</Say><Pause length='60'/></Response>"


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with exchange_served() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, exchange: Exchange) -> Settings:
    return settings.model_copy(update={"twilio_api_url": exchange.address})


@pytest.fixture
def network(app: Flask, site: str, exchange: Exchange) -> Iterator[Switchboard]:
    """The telephone network in real time, in which agents' browsers are telephones."""
    switchboard = Switchboard(wire=in_process(app), clock=RealClock(), account_sid=ACCOUNT, auth_token=TOKEN)
    switchboard.add_number(LINE, "https://line.example/voice")
    exchange.app = rest_app(switchboard)
    proves = partial(is_emulator_token, TOKEN)
    exchange.app.register_blueprint(client_blueprint(switchboard, origin=site, proves=proves))
    with RealTimeRunner(switchboard, threads=4):
        yield switchboard


@pytest.fixture
def anna(console: Flask, stores: Stores, settings: Settings, users: SqlUsers) -> DeskAgent:
    users.add(User("anna", "agent", queues=("care-en", "care-es")))
    key = settings.secret_key.get_secret_value().encode()
    return add_agent(console, SqlAgents(stores.engine, stores.reader, stores.redis, key), "anna")


@pytest.fixture
def desk(network: Switchboard, site: str, browser: Browser, users: SqlUsers, anna: DeskAgent) -> Iterator[Page]:
    """The desk of Anna, who is ready."""
    page = enters(browser, f"{site}/console/link/{users.link('anna')}", PASSWORD, size=(1440, 900))
    page.set_default_timeout(30_000)
    page.goto(f"{site}/console/desk")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Go ready").click()
    expect(page.locator("#phone-state")).to_have_text("Telephone connected")
    expect(page.locator(".state .badge")).to_have_text("Ready")
    yield page
    page.context.close() if page.context.pages else None


@pytest.fixture
def rings(phone: Phone, shop: Shop, stores: Stores, anna: DeskAgent, network: Switchboard) -> Callable[[], DeskCall]:
    """A customer waits for a person, and the telephone of Anna begins to ring."""

    def ring() -> DeskCall:
        shop.has_order(phone=ALICE, status="out_for_delivery", window="14:00-18:00", items=("Kettle",))
        phone.dials().presses("0")
        drain(stores.redis, stores.engine)
        call = DeskCall(stores, shop, anna, phone.call_sid)
        network.originate(
            from_=LINE, to=f"client:{anna.client}", document=NextDocument("https://line.example/", twiml=GREETING)
        )
        return call

    return ring


@pytest.fixture
def dispatching(app: Flask, settings: Settings, stores: Stores, shop: Shop, network: Switchboard) -> Iterator[None]:
    """The dispatcher of the desk, in a thread as `wismo schedule` has it."""
    parts, sessions, over = parts_of(settings, shop.now, stores), app.extensions["turns"].calls.sessions, Event()
    control = TwilioCallControl.of(Rest.from_settings(settings))
    dispatcher = dispatcher_of(parts, control, sessions, guarded)

    def work() -> None:
        while not over.wait(0.05):
            dispatcher.look()

    thread = Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def test_a_caller_rings_at_the_desk_is_talked_to_and_says_goodbye(
    desk: Page, dispatching: None, network: Switchboard, shop: Shop, stores: Stores
):
    shop.has_order(phone=ALICE, status="out_for_delivery", window="14:00-18:00", items=("Kettle",))
    customer = DemoCustomer.calls(network, ALICE, LINE)
    answer = desk.locator("#answer")
    expect(answer).to_be_focused()
    expect(desk.locator("#desk-story")).to_contain_text("Kettle")
    desk.keyboard.press("Enter")
    expect(desk.locator("#phone-lines")).to_contain_text("When does it come?")
    expect(desk.locator(".state .badge")).to_have_text("On a call")
    desk.get_by_label("Say").fill("Today.")
    desk.keyboard.press("Enter")
    expect(desk.locator("#phone-lines")).to_contain_text("when something changes")
    desk.get_by_role("button", name="Hang up").click()
    expect(desk.locator(".state .badge")).to_have_text("Wrap-up")
    desk.get_by_role("textbox", name="Note").fill("It comes today.")
    desk.get_by_role("button", name="Save and go ready").click()
    expect(desk.locator(".state .badge")).to_have_text("Ready")
    customer.ends()
    drain(stores.redis, stores.engine)
    desk.goto(desk.url.replace("/desk", f"/calls/{customer.leg.call.sid}"))
    expect(desk.locator("#call")).to_contain_text("It comes today.")


def test_a_tab_that_is_closed_in_mid_call_leaves_no_caller_in_silence(
    desk: Page, dispatching: None, network: Switchboard, stores: Stores, anna: DeskAgent
):
    customer = DemoCustomer.calls(network, ALICE, LINE)
    desk.locator("#answer").click()
    expect(desk.locator("#phone-lines")).to_contain_text("When does it come?")
    desk.close()
    customer.ends()
    assert [each.words for each in customer.leg.transcript if each.who == "line"][-1].endswith("Goodbye.")


def _is_clean(page: Page) -> None:
    found = Axe().run(page, context="#main")  # the frame around it is that of every page
    assert found.violations_count == 0, found.generate_report()


def test_a_call_rings_with_its_story_is_answered_and_written_about(
    desk: Page, rings: Callable[[], DeskCall], stores: Stores
):
    call = rings()
    answer = desk.locator("#answer")
    expect(answer).to_be_focused()
    expect(desk.locator("#desk-story")).to_contain_text("Kettle")
    _is_clean(desk)
    expect(desk.locator("#phone-state")).to_have_text("Ringing")
    desk.keyboard.press("Enter")
    expect(desk.locator("#phone-lines")).to_contain_text("Hello Anna.")
    call.is_answered()
    note = desk.get_by_role("textbox", name="Note")
    note.press_sequentially("She waits at")
    call.is_held()  # another part of the page changes meanwhile
    expect(desk.get_by_role("button", name="Take off hold")).to_be_visible()
    expect(note).to_be_focused()
    note.press_sequentially(" the door")
    expect(desk.locator("#note-told")).to_have_text("Stored")
    _is_clean(desk)
    desk.get_by_label("Say").fill("Good morning")
    desk.keyboard.press("Enter")
    expect(desk.locator("#phone-lines .caller")).to_have_text("Good morning")
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.emulate_media(color_scheme="dark")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    _is_clean(desk)
    call.is_over()
    expect(desk.get_by_role("button", name="Save and go ready")).to_be_visible()
    assert note.input_value() == "She waits at the door"
    desk.get_by_label("Disposition").select_option("resolved")
    desk.get_by_role("button", name="Save and go ready").click()
    expect(desk.locator(".state .badge")).to_have_text("Ready")
    drain(stores.redis, stores.engine)
    desk.reload()
    expect(desk.locator("#desk-idle")).to_contain_text("She waits at the door")


def test_one_tab_has_the_telephone_and_a_note_survives_a_tab_that_is_closed(desk: Page, rings: Callable[[], DeskCall]):
    call = rings()
    call.is_answered()
    desk.get_by_role("textbox", name="Note").fill("Half a note")
    with desk.expect_popup() as opened:
        desk.evaluate("window.open(location.href)")
    second = opened.value
    second.get_by_role("button", name="Connect the telephone").click()
    expect(second.locator("#phone-wrong")).to_contain_text("another tab")
    second.get_by_role("button", name="Take the telephone here").click()
    expect(second.locator("#phone-state")).not_to_have_text("Telephone not connected")
    expect(desk.locator("#phone-wrong")).to_contain_text("taken over")
    expect(desk.locator("#note-told")).to_have_text("Stored")


def test_nothing_is_taken_from_somebody_who_types_while_it_rings(desk: Page, rings: Callable[[], DeskCall]):
    desk.locator("#away-reason").focus()
    rings()
    expect(desk.locator("#answer")).to_be_visible()
    expect(desk.locator("#away-reason")).to_be_focused()
    desk.locator("#decline").click()
    expect(desk.locator("#phone-state")).to_have_text("Telephone connected")
