"""The agents' page: signing in, a call with its story, note and disposition, all of it by forms."""

from collections.abc import Callable

import jwt
import pytest
from flask import Flask
from pydantic import SecretStr

from ivr.adapters.sql.agents import SqlAgents
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from ivr.calls.desk.agent_presence import DeskAgent
from ivr.emulator import Phone
from ivr.settings import Settings
from tests.calls.conftest import ALICE, PUBLIC_URL
from tests.console.conftest import Browser
from tests.console.desk_calls import DeskCall, add_agent
from tests.shop import Shop


@pytest.fixture
def agents(stores: Stores, settings: Settings) -> SqlAgents:
    return SqlAgents(stores.engine, stores.reader, stores.redis, settings.secret_key.get_secret_value().encode())


@pytest.fixture
def anna(console: Flask, agents: SqlAgents) -> DeskAgent:
    return add_agent(console, agents, "anna", number="+12125550142")


@pytest.fixture
def desk(signed_in: Callable[..., Browser], anna: DeskAgent) -> Browser:
    return signed_in("agent", name="anna", queues=("care-en",)).opens("/desk")


@pytest.fixture
def waiting(phone: Phone, shop: Shop, stores: Stores) -> Phone:
    """A customer with a late order, who waits for a person."""
    shop.has_order(phone=ALICE, status="out_for_delivery", window="14:00-18:00", items=("Kettle",))
    phone.dials().presses("0")
    drain(stores.redis, stores.engine)
    return phone


@pytest.fixture
def call(desk: Browser, waiting: Phone, stores: Stores, shop: Shop, anna: DeskAgent) -> DeskCall:
    desk.sends("/desk/sign-in", queues="care-en", station="browser").sends("/desk/ready")
    return DeskCall(stores, shop, anna, waiting.call_sid)


def test_an_agent_signs_in_goes_ready_and_away_and_home(desk: Browser):
    desk.shows("Sign in to the desk", "English care")
    desk.sends("/desk/sign-in", queues="care-en", station="browser").shows("Away", "Go ready")
    desk.sends("/desk/ready").shows("Ready", "The next call comes by itself")
    desk.sends("/desk/away", reason="Lunch").shows("Away", "Lunch")
    desk.sends("/desk/sign-out").shows("Sign in to the desk")


def test_what_an_agent_may_not_do_is_said(desk: Browser):
    desk.sends("/desk/sign-in", queues="acme-es").shows("Choose at least one of your queues")


def test_a_user_without_a_desk_is_told_who_makes_one(signed_in: Callable[..., Browser]):
    bob = signed_in("agent", name="bob").opens("/desk").shows("no desk yet", "Agents")
    assert "Set up my desk" not in bob.page


def test_a_supervisor_sets_up_a_desk_to_listen_to_calls(signed_in: Callable[..., Browser]):
    sue = signed_in("supervisor", name="sue").opens("/desk").shows("no desk yet")
    sue.sends("/supervise/desk").shows("Sign in to the desk", "You serve no queues yet.")


def test_the_story_is_there_while_it_rings(desk: Browser, call: DeskCall):
    desk.opens("/desk").shows(
        "Ringing",
        "Number ending in 00",
        "Known by telephone number.",
        "The number is on file for one customer.",
        "Kettle",
        "out for delivery",
        "between 2 and 6",
        "No rule fits",
        "None that is on record.",
        "Decline",
    )
    assert ALICE not in desk.page


def test_an_agent_with_the_right_sees_the_number(call, signed_in, console, agents, stores, shop, waiting):
    boss = add_agent(console, agents, "boss", name="Bo")
    bo = signed_in("supervisor", name="boss", sees_numbers=True).opens("/desk")
    bo.sends("/desk/sign-in", queues="care-en", station="browser").sends("/desk/ready")
    DeskCall(stores, shop, boss, waiting.call_sid)
    bo.opens("/desk").shows(ALICE)


def test_a_note_and_a_disposition_are_stored_and_shown_at_the_next_call(
    desk: Browser, call: DeskCall, waiting: Phone, stores: Stores, shop: Shop, anna: DeskAgent
):
    call.is_answered()
    desk.opens("/desk").shows("On a call", "Hold", "Mute", "Hang up")
    call.is_over()
    desk.opens("/desk").shows("Wrap-up ends in", "More time")
    desk.sends("/desk/longer")
    desk.sends("/desk/note", disposition="resolved", note="Told her <b>when</b>.", then="ready").shows("Ready")
    waiting.hangs_up()
    drain(stores.redis, stores.engine)
    desk.opens(f"/calls/{waiting.call_sid}").shows("Anna answered", "Resolved", "Told her &lt;b&gt;when&lt;/b&gt;.")
    waiting.dials().presses("0")
    drain(stores.redis, stores.engine)
    DeskCall(stores, shop, anna, waiting.call_sid)
    desk.opens("/desk").shows("Anna: resolved", "Told her &lt;b&gt;when&lt;/b&gt;.")


def test_only_the_desk_may_use_the_microphone(desk: Browser):
    kept = desk.client.get("/console/desk", base_url=PUBLIC_URL).headers
    assert kept["Permissions-Policy"] == "microphone=(self)"
    assert "Permissions-Policy" not in desk.client.get("/console/codes", base_url=PUBLIC_URL).headers


class TestWithAnApiKey:
    """With an API key of the account, browsers connect to Twilio."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"twilio_api_key": "SK1", "twilio_api_secret": SecretStr("s" * 32)})

    def test_the_desk_alone_brings_twilios_sdk_and_may_connect_to_twilio(self, desk: Browser):
        answer = desk.client.get("/console/desk", base_url=PUBLIC_URL)
        assert "twilio-voice-sdk-2.18.5.min.js" in answer.text
        assert "connect-src 'self' wss://voice-js.roaming.twilio.com;" in answer.headers["Content-Security-Policy"]
        elsewhere = desk.client.get("/console/codes", base_url=PUBLIC_URL)
        assert "twilio" not in elsewhere.text + elsewhere.headers["Content-Security-Policy"]

    def test_a_token_is_given_to_agents_alone_and_stored_nowhere(self, desk: Browser, signed_in):
        headers = {"Referer": f"{PUBLIC_URL}/console/"}
        answer = desk.client.post("/console/desk/token", headers=headers, data=_proof(desk), base_url=PUBLIC_URL)
        assert (answer.json["kind"], answer.headers["Cache-Control"]) == ("twilio", "no-store")
        assert jwt.decode(answer.json["token"], "s" * 32, algorithms=["HS256"])["grants"]["identity"][:6] == "agent_"
        bob = signed_in("agent", name="bob").opens("/desk")
        refused = bob.client.post("/console/desk/token", headers=headers, data=_proof(bob), base_url=PUBLIC_URL)
        assert refused.status_code == 409


def test_a_script_gets_the_changed_part_and_the_reason_of_a_refusal(desk: Browser):
    headers = {"Referer": f"{PUBLIC_URL}/console/", "X-Wismo-Part": "1"}
    answer = desk.client.post("/console/desk/ready", headers=headers, data=_proof(desk), base_url=PUBLIC_URL)
    assert answer.status_code == 409
    assert "sign in to the desk first" in answer.text
    assert "<html" not in answer.text


def _proof(browser: Browser) -> dict[str, str]:
    start = browser.page.index('name="csrf_token" value="') + len('name="csrf_token" value="')
    return {"csrf_token": browser.page[start : browser.page.index('"', start)]}
