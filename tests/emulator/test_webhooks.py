"""How the application is asked."""

import socket
import threading
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from ivr.emulator import Phone, Switchboard, in_process, over
from ivr.emulator.account import AUTH_TOKEN
from ivr.emulator.webhooks import WebhookFailed, Webhooks
from tests.emulator.conftest import Answer, Application

URL = "https://line.example/voice"


@pytest.fixture
def webhooks(app: Application) -> Webhooks:
    return Webhooks(in_process(app), AUTH_TOKEN)


def test_a_post_is_signed_over_url_and_form(app, webhooks):
    app["/voice"] = ""
    webhooks.ask(f"{URL}?s=a%2Bb#rc=2", standard={"From": "+14155550100", "City": "Côte"})
    asked = app.last("/voice")
    signed = asked.headers["x-twilio-signature"]
    assert RequestValidator(AUTH_TOKEN).validate(f"{URL}?s=a%2Bb", asked.form, signed)


def test_a_get_is_signed_over_its_query(app, webhooks):
    app["/voice"] = ""
    webhooks.ask(f"{URL}?a=1", method="GET", standard={"From": "+14155550100"})
    asked = app.last("/voice")
    assert asked.params == {"a": "1", "From": "+14155550100"}
    assert RequestValidator(AUTH_TOKEN).validate(f"{URL}?{asked.query}", {}, asked.headers["x-twilio-signature"])


def test_a_retry_carries_the_same_token(app, webhooks):
    app["/voice"] = [Answer(status="503 BUSY"), Answer(status="503 BUSY"), ""]
    webhooks.ask(f"{URL}#rc=2&rp=5xx", standard={})
    tokens = [asked.headers["i-twilio-idempotency-token"] for asked in app.requests("/voice")]
    assert len(tokens) == 3
    assert len(set(tokens)) == 1


def test_an_error_status_is_not_tried_again_unless_asked_for(app, webhooks):
    app["/voice"] = [Answer(status="503 BUSY"), ""]
    with pytest.raises(WebhookFailed) as failed:
        webhooks.ask(URL, standard={})
    assert failed.value.code == 11200
    assert len(app.requests("/voice")) == 1


def test_a_redirect_is_followed_without_the_digits(app, webhooks):
    app["/voice"] = Answer(status="302 FOUND", headers=[("Location", "/elsewhere")])
    app["/elsewhere"] = ""
    webhooks.ask(URL, standard={"CallSid": "CA1"}, extra={"Digits": "1"})
    assert app.last("/elsewhere").method == "GET"
    assert app.last("/elsewhere").params == {"CallSid": "CA1"}


def test_endless_redirects_are_given_up(app, webhooks):
    app["/voice"] = Answer(status="302 FOUND", headers=[("Location", "/voice")])
    with pytest.raises(WebhookFailed) as failed:
        webhooks.ask(URL, standard={})
    assert failed.value.code == 11215
    assert len(app.requests("/voice")) == 11


def test_cookies_come_back_within_a_call(app, phone: Phone):
    app["/voice"] = Answer("<Response><Redirect>/next</Redirect></Response>", headers=[("Set-Cookie", "a=1; Path=/")])
    app["/next"] = ""
    phone.dials().dials()
    assert app.requests("/next")[0].headers["cookie"] == "a=1"
    assert "cookie" not in app.requests("/voice")[1].headers


def test_a_refused_connection_is_tried_once_more_and_then_fails():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with httpx2.Client() as client:
        webhooks = Webhooks(over(client), AUTH_TOKEN)
        with pytest.raises(WebhookFailed) as failed:
            webhooks.ask(f"http://127.0.0.1:{port}/voice", standard={})
    assert failed.value.code == 11202
    assert [attempt.status for attempt in webhooks.attempts] == [0, 0]


@pytest.fixture
def dripping():
    """A server that sends a byte of its answer every 50 ms and never ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_drip, args=(server,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/voice"
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def _drip(server: socket.socket) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 100000\r\n\r\n")
                while True:
                    connection.sendall(b"x")
                    time.sleep(0.05)


def test_an_answer_that_drips_is_cut_off_by_the_total_time(dripping: str):
    with httpx2.Client() as client:
        webhooks = Webhooks(over(client), AUTH_TOKEN)
        with pytest.raises(WebhookFailed) as failed:
            webhooks.ask(f"{dripping}#tt=300&rc=0", standard={})
    assert failed.value.code == 11205


def test_a_call_tells_all_that_twilio_tells(app, switchboard: Switchboard, phone: Phone):
    app["/voice"] = ""
    phone.dials(stir="TN-Validation-Passed-A", extra={"CallToken": "t"})
    form = app.last("/voice").form
    assert form["Caller"] == form["From"] == "+14155550100"
    assert form["CallStatus"] == "ringing"
    assert form["FromCountry"] == form["CallerCountry"] == "US"
    assert form["StirVerstat"] == "TN-Validation-Passed-A"
    assert {"CallSid", "AccountSid", "ApiVersion", "Direction", "CallToken"} <= set(form)


def test_a_withheld_caller_has_no_place(app, phone: Phone):
    app["/voice"] = ""
    phone.dials(from_="anonymous")
    assert app.last("/voice").form["From"] == "anonymous"
    assert "FromCountry" not in app.last("/voice").form


def test_the_end_of_a_call_is_called_back_once(app, phone: Phone):
    app["/voice"] = "<Pause length='3'/><Say>one two three four five</Say>"
    phone.dials().is_hung_up()
    (asked,) = app.requests("/status")
    assert (asked.form["CallStatus"], asked.form["CallDuration"], asked.form["SequenceNumber"]) == (
        "completed",
        "2",
        "0",
    )
    assert parsedate_to_datetime(asked.form["Timestamp"]).year == 2026
    assert asked.form["CallbackSource"] == "call-progress-events"


def test_a_status_callback_that_fails_is_an_alert_and_no_more(app, switchboard: Switchboard):
    app["/voice"] = ""
    app["/status"] = Answer(status="500 OOPS")
    Phone(switchboard, number="+14155550100", to="+18005550199", is_strict=False).dials().is_hung_up()
    assert [alert.code for alert in switchboard.alerts] == [15003]
