"""The HTTP API that a page uses in place of Twilio's SDK."""

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ivr.emulator import RealClock, Switchboard, VirtualClock, in_process
from ivr.emulator.browser import client_blueprint
from ivr.emulator.conferences import ParticipantChange
from ivr.emulator.real_time import RealTimeRunner
from ivr.emulator.twiml import verbs as v
from tests.emulator.conftest import CALLER, HOST, LINE, Application

CONSOLE = "https://console.example"
PATH = "/phone/clients/agent_7"


@pytest.fixture
def live(app: Application) -> Iterator[Switchboard]:
    dial = "<Dial><Client><Identity>agent_7</Identity><Parameter name='page' value='12'/></Client></Dial>"
    app["/voice"] = dial
    switchboard = Switchboard(wire=in_process(app), clock=RealClock())
    switchboard.add_number(LINE, f"{HOST}/voice")
    with RealTimeRunner(switchboard, threads=2):
        yield switchboard


def site(switchboard: Switchboard, **how: object) -> FlaskClient:
    app = Flask("site")
    app.register_blueprint(client_blueprint(switchboard, **how))
    return app.test_client()


@pytest.fixture
def page(live: Switchboard) -> FlaskClient:
    return site(live)


def until(page: FlaskClient, holds: Callable[[dict], bool]) -> dict:
    """The state once it is as wanted; a call in real time takes a moment."""
    for _ in range(500):
        state = page.get(PATH).json
        if holds(state):
            return state
        time.sleep(0.01)
    raise AssertionError(state)


def does(page: FlaskClient, act: str, **body: object) -> int:
    return page.post(f"{PATH}/{act}", json=body).status_code


def test_a_call_rings_is_accepted_and_ends(live: Switchboard, page: FlaskClient):
    assert page.post(PATH).json == {"state": "none", "registered": True, "lines": [], "next": 0}
    caller = live.place(from_=CALLER, to=LINE)
    ringing = until(page, lambda state: state["state"] == "ringing")
    assert (ringing["from"], ringing["parameters"]) == (CALLER, {"page": "12"})
    assert does(page, "accept") == 204
    until(page, lambda state: state["state"] == "connected")
    caller.speaks("Where is it?")
    heard = until(page, lambda state: state["next"] == 2)
    assert [line["words"] for line in heard["lines"]] == [f"connected to {CALLER}", "Where is it?"]
    assert page.get(f"{PATH}?after=2").json["lines"] == []
    assert (does(page, "keys", digits="1"), does(page, "speech", words="On its way.")) == (204, 204)
    assert does(page, "hang-up") == 204
    until(page, lambda state: state["state"] == "none")
    assert caller.transcript[-1].words == "On its way."


def test_a_muted_page_is_not_heard(live: Switchboard, page: FlaskClient):
    page.post(PATH, json={})
    caller = live.place(from_=CALLER, to=LINE)
    until(page, lambda state: state["state"] == "ringing")
    does(page, "accept")
    until(page, lambda state: state["state"] == "connected" and state["next"] == 1)
    assert (does(page, "mute", muted=True), does(page, "speech", words="Oh no.")) == (204, 204)
    assert until(page, lambda state: state["muted"])["lines"][-1]["words"] == "Oh no."
    assert (does(page, "mute", muted=False), does(page, "speech", words="Hello.")) == (204, 204)
    until(page, lambda state: caller.transcript[-1].words == "Hello.")
    assert "Oh no." not in [line.words for line in caller.transcript]


def test_a_call_is_rejected_and_a_page_that_leaves_is_not_called(live: Switchboard, page: FlaskClient):
    page.post(PATH, json={})
    for act in (lambda: does(page, "reject"), lambda: page.delete(PATH).status_code):
        caller = live.place(from_=CALLER, to=LINE)
        until(page, lambda state: state["state"] == "ringing")
        assert act() == 204
        until(page, lambda _, call=caller.call: call.is_over)
    assert page.get(PATH).json["registered"] is False


def test_a_page_sees_that_it_is_on_hold(live: Switchboard, page: FlaskClient):
    page.post(PATH)
    room, participant = live.invite(v.Conference(name="room"), from_=LINE, to="client:agent_7")
    until(page, lambda state: state["state"] == "ringing")
    does(page, "accept")
    until(page, lambda state: participant in room.participants)
    room.change(participant, ParticipantChange(held=True))
    assert until(page, lambda state: state["held"])["lines"][-1]["words"] == "hold music"


@pytest.mark.parametrize("act", ["accept", "reject", "hang-up", "keys", "speech", "mute"])
def test_what_no_call_allows_is_refused(page: FlaskClient, act: str):
    page.post(PATH, json={})
    assert does(page, act, digits="1", words="Hello", muted=True) == 409


@pytest.mark.parametrize(
    ("act", "body"), [("keys", {"digits": "abc"}), ("speech", {"words": ""}), ("mute", {"muted": "yes"}), ("mute", [])]
)
def test_what_makes_no_sense_is_refused(page: FlaskClient, act: str, body: object):
    assert page.post(f"{PATH}/{act}", json=body).status_code == 400


def test_a_page_that_falls_silent_is_lost():
    clock = VirtualClock()
    switchboard = Switchboard(wire=in_process(Application()), clock=clock)
    site(switchboard).post(PATH, json={})
    clock.advance(seconds=39)
    assert switchboard.clients.is_registered("client:agent_7")
    clock.advance(seconds=2)
    switchboard.lose_silent_clients()
    assert switchboard.clients.until == {}


def test_only_pages_of_the_allowed_origin_may_ask(live: Switchboard):
    page = site(live, origin=CONSOLE)
    asked = page.options(PATH, headers={"Origin": CONSOLE, "Access-Control-Request-Method": "POST"})
    assert asked.headers["Access-Control-Allow-Origin"] == CONSOLE
    assert "X-Client-Token" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    assert page.post(PATH, json={}, headers={"Origin": CONSOLE}).headers["Access-Control-Allow-Origin"] == CONSOLE
    stranger = page.post(PATH, json={}, headers={"Origin": "https://elsewhere.example"})
    assert (stranger.status_code, "Access-Control-Allow-Origin" in stranger.headers) == (403, False)


def test_a_token_belongs_to_its_identity(live: Switchboard):
    page = site(live, proves=lambda identity, token: token == f"of {identity}")
    answers = [
        page.post(PATH, json={}, headers={"X-Client-Token": token}).status_code
        for token in ("of agent_7", "of agent_8", "")
    ]
    assert answers == [200, 403, 403]
    assert page.post("/phone/clients/agent 7", json={}).status_code == 404
    assert page.post(PATH, data="x", headers={"X-Client-Token": "of agent_7"}).status_code == 415
