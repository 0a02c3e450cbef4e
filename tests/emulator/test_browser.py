"""The browser phone: its JSON, and its page as it is served."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ivr.emulator import RealClock, Switchboard, in_process
from ivr.emulator.browser import Sample, phone_blueprint
from ivr.emulator.real_time import RealTimeRunner
from tests.emulator.conftest import CALLER, HOST, LINE, Application


@pytest.fixture
def live(app: Application) -> Iterator[Switchboard]:
    switchboard = Switchboard(wire=in_process(app), clock=RealClock())
    switchboard.add_number(LINE, f"{HOST}/voice")
    with RealTimeRunner(switchboard, threads=2):
        yield switchboard


@pytest.fixture
def browser(live: Switchboard) -> FlaskClient:
    site = Flask("site")
    site.register_blueprint(phone_blueprint(live, callers=[Sample(CALLER, "Ana & Co")]))
    return site.test_client()


def dial(browser: FlaskClient) -> str:
    answer = browser.post("/phone/calls", json={"from": CALLER, "to": LINE})
    assert answer.status_code == 201
    return answer.json["sid"]


def until(browser: FlaskClient, sid: str, holds: Callable[[dict], bool]) -> dict:
    """The state once it is as wanted; a call in real time takes a moment."""
    for _ in range(500):
        state = browser.get(f"/phone/calls/{sid}").json
        if holds(state):
            return state
        time.sleep(0.01)
    raise AssertionError(state)


def words_of(state: dict) -> list[str]:
    return [line["words"] for line in state["lines"]]


def test_a_call_is_talked_through_in_real_time(app: Application, browser: FlaskClient):
    app["/voice"] = "<Gather input='dtmf speech' numDigits='1' action='/said'><Say>Press 1.</Say></Gather>"
    app["/said"] = "<Say language='es-MX'>Hola.</Say>"
    sid = dial(browser)
    until(browser, sid, lambda state: state["takes_keys"])
    assert browser.post(f"/phone/calls/{sid}/keys", json={"digits": "1"}).status_code == 204
    state = until(browser, sid, lambda state: state["is_over"])
    assert words_of(state) == ["Press 1.", "1", "Hola."]
    assert state["lines"][2]["language"] == "es-MX"


def test_speech_reaches_the_line(app: Application, browser: FlaskClient):
    app["/voice"] = "<Gather input='speech' action='/said'/>"
    app["/said"] = ""
    sid = dial(browser)
    until(browser, sid, lambda state: state["takes_speech"])
    browser.post(f"/phone/calls/{sid}/speech", json={"words": "Where is it?"})
    until(browser, sid, lambda state: state["is_over"])
    assert app.last("/said").form["SpeechResult"] == "Where is it?"


def test_hanging_up_ends_the_call(app: Application, browser: FlaskClient):
    app["/voice"] = "<Gather/>"
    sid = dial(browser)
    until(browser, sid, lambda state: state["takes_keys"])
    assert browser.delete(f"/phone/calls/{sid}").status_code == 204
    assert until(browser, sid, lambda state: state["is_over"])["status"] == "completed"


def test_silence_passes_by_the_wall_clock(app: Application, browser: FlaskClient):
    app["/voice"] = "<Gather timeout='1'/><Say>Hello?</Say>"
    sid = dial(browser)
    began = datetime.now(UTC)
    until(browser, sid, lambda state: words_of(state) == ["Hello?"])
    assert (datetime.now(UTC) - began).total_seconds() > 0.9


def test_only_new_lines_are_given(app: Application, browser: FlaskClient):
    app["/voice"] = "<Say>One.</Say>"
    sid = dial(browser)
    until(browser, sid, lambda state: state["is_over"])
    assert browser.get(f"/phone/calls/{sid}?after=1").json["lines"] == []


@pytest.mark.parametrize(
    "body", [{}, {"from": CALLER, "to": "+19995550100"}, {"from": 5, "to": LINE}, [], {"from": "x" * 65, "to": LINE}]
)
def test_a_call_that_makes_no_sense_is_refused(browser: FlaskClient, body: object):
    assert browser.post("/phone/calls", json=body).status_code == 400


@pytest.mark.parametrize("digits", ["", "abc", "1" * 33])
def test_keys_that_no_keypad_has_are_refused(app: Application, browser: FlaskClient, digits: str):
    app["/voice"] = "<Gather/>"
    assert browser.post(f"/phone/calls/{dial(browser)}/keys", json={"digits": digits}).status_code == 400


def test_another_site_can_not_call(browser: FlaskClient):
    answer = browser.post("/phone/calls", json={"from": CALLER, "to": LINE}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert browser.post("/phone/calls", data={"from": CALLER, "to": LINE}).status_code == 415


def test_an_unknown_call_is_not_found(browser: FlaskClient):
    assert browser.get("/phone/calls/CA0").status_code == 404


def test_the_page_allows_no_script_but_its_own(browser: FlaskClient):
    answer = browser.get("/phone/")
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", answer.text)
    assert "Ana &amp; Co" in answer.text


def test_every_field_has_a_label_and_every_file_is_served(browser: FlaskClient):
    page = browser.get("/phone/").text
    labelled = set(re.findall(r'<label for="([\w-]+)"', page))
    assert set(re.findall(r'<(?:input|select) id="([\w-]+)"', page)) - {"aloud"} == labelled
    files = re.findall(r'(?:href|src)="(/phone/static/[^"]+)"', page)
    assert [browser.get(file, buffered=True).status_code for file in files] == [200, 200, 200]


def test_words_are_read_aloud_where_somebody_speaks_the_language(live: Switchboard):
    site = Flask("site")
    voice = {"en-US": b"RIFF"}
    site.register_blueprint(phone_blueprint(live, callers=[], voice=lambda words, language: voice.get(language)))
    asked = [{"words": "Hello.", "language": language} for language in ("en-US", "ja-JP")]
    answers = [site.test_client().post("/phone/voice", json=each) for each in asked]
    assert [(each.status_code, each.data) for each in answers] == [(200, b"RIFF"), (204, b"")]
