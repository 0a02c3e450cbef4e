"""Every webhook with Twilio's signature is answered, and its events fit the columns of the record."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from ivr.adapters.redis.event_stream import REFUSED
from ivr.adapters.sql.records.stream_consumer import drain
from ivr.app.parts import Stores
from tests.calls.hostile import FORM, SID, mutated, signed
from tests.calls.test_the_desk_line import ANNA, agents

__all__ = ["agents"]
ANSWERS = {200, 204, 308, 400, 404, 405}


@pytest.mark.parametrize("seed", range(4))
def test_no_signed_webhook_is_an_error_whatever_is_in_it(app: Flask, stores: Stores, agents, seed: int):
    for hostile in mutated(seed, 1500):
        answer = hostile.sent(app)
        assert answer.status_code in ANSWERS, hostile
        if answer.status_code == 200:
            assert ElementTree.fromstring(answer.text).tag == "Response", hostile
    assert drain(stores.redis, stores.engine).refused == 0
    assert not stores.redis.exists(REFUSED)


@pytest.mark.parametrize(
    "url", ["http://[", "//[::1/voice/CA1/2", "http://line.example:port/voice/CA1/2", "\0", "x" * 9999]
)
def test_a_broken_error_url_is_a_fault_beside_the_turns(app: Flask, url: str):
    answer = signed(app, "/voice/fallback", {**FORM, "ErrorUrl": url})
    assert (answer.status_code, "<Say" in answer.text) == (200, True)


TIMES = ["Fri, 31 Dec 9999 23:59:59 -2359", "Mon, 01 Jan 0001 00:00:00 +2359", "Tue, 24 Nov 2026 15:00:00 +99999999999"]


@pytest.mark.parametrize("path", ["/voice/status", f"/voice/callback/{SID}/ended"])
@pytest.mark.parametrize("time", TIMES)
def test_a_time_that_is_none_is_the_time_at_which_it_came(app: Flask, stores: Stores, path: str, time: str):
    assert signed(app, path, {**FORM, "Timestamp": time}).status_code == 204
    assert (drain(stores.redis, stores.engine).refused, stores.redis.exists(REFUSED)) == (0, 0)


@pytest.mark.parametrize("tries", ["x", "-1", "9" * 5000, "\u00b2", "\0"])
def test_a_count_of_pins_that_is_none_ends_the_call(app: Flask, agents, tries: str):
    answer = signed(app, f"/voice/agent/pin?n={quote(tries)}", {**FORM, "From": ANNA, "Digits": "1"})
    assert (answer.status_code, "<Hangup/>" in answer.text) == (200, True)


UNSIGNED = [
    {"CONTENT_LENGTH": "9" * 5000},
    {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "\u00b2"},
    {"CONTENT_LENGTH": "65537"},
    {"RAW_URI": "http://["},
    {"RAW_URI": "//[::1/voice"},
    {"RAW_URI": "*"},
    {"QUERY_STRING": "s=%ZZ&s=\xff", "REQUEST_METHOD": "GET"},
    {"QUERY_STRING": "&".join(["x=1"] * 300), "REQUEST_METHOD": "GET"},
    {"HTTP_X_TWILIO_SIGNATURE": "\u00e9" * 9999},
    {"HTTP_X_TWILIO_SIGNATURE": "x", "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": "key=,algorithm="},
    {"HTTP_X_TWILIO_SIGNATURE": "x", "HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": "," * 9999},
]


@pytest.mark.parametrize("path", ["/voice", "/voice/CA1/1", "/voice/status", "/voice/fallback", "/voice/agent/pin"])
@pytest.mark.parametrize("odd", UNSIGNED, ids=range(len(UNSIGNED)))
def test_no_unsigned_request_is_an_error_whatever_is_in_it(app: Flask, path: str, odd: dict[str, str]):
    environ = create_environ(path, method="POST", data=FORM) | odd
    _, status, _ = run_wsgi_app(app, environ)
    assert status.split()[0] in ("400", "403", "413")
