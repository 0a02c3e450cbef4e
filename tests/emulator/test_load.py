"""The load generator, against a small server."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from ivr.emulator.keep_alive import keep_alive
from ivr.emulator.load import Load, LoadReport, run_load
from ivr.emulator.script import parse_script
from tests.emulator.conftest import CALLER, HOST, LINE, Answer, Application

SCRIPT = parse_script('press 1\nhear "thank you"')
MENU = "<Gather numDigits='1' action='/said'><Say>Press 1.</Say></Gather>"


@pytest.fixture
def address(app: Application) -> Iterator[tuple[str, int]]:
    app["/voice"] = MENU
    app["/said"] = "<Say>Thank you.</Say>"
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield ("127.0.0.1", server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def load(address: tuple[str, int], *, calls: int = 8, rate: float | None = None, fragment: str = "") -> LoadReport:
    given = Load(
        voice_url=f"{HOST}/voice{fragment}",
        script=SCRIPT,
        calls=calls,
        callers=[CALLER, "+14155550101"],
        to=LINE,
        rate=rate,
        at_once=4,
        wire=keep_alive(connect_to=address),
    )
    return run_load(given)


def test_every_call_follows_its_script_to_the_end(app, address):
    report = load(address)
    assert (len(report.outcomes), len(report.attempts)) == (8, 16)
    assert (report.broken, report.failures, report.retries) == ((), 0, 0)
    assert {asked.form["From"] for asked in app.asked} == {CALLER, "+14155550101"}


def test_calls_begin_at_the_rate_asked_for(address):
    report = load(address, calls=5, rate=50)
    assert report.seconds >= 4 / 50


def test_a_call_that_does_not_hear_what_it_should_is_broken(app, address):
    app["/said"] = "<Say>Sorry.</Say>"
    report = load(address, calls=2)
    assert [outcome.broken for outcome in report.broken] == ["'thank you' was not heard"] * 2
    assert "2 broken calls" in str(report)


def test_failures_and_retries_are_counted(app, address):
    app["/voice"] = [Answer(status="503 BUSY"), MENU]
    report = load(address, calls=1, fragment="#rc=1&rp=5xx")
    assert (report.failures, report.retries, report.broken) == (1, 1, ())


def test_latency_can_be_had_of_one_path(address):
    report = load(address, calls=2)
    assert 0 < report.latency(0.5, "/said") <= report.latency(0.99)
    assert report.latency(0.5, "/nowhere") == 0.0


def test_a_server_that_is_gone_breaks_calls_and_nothing_else():
    report = load(("127.0.0.1", 9), calls=2)
    assert len(report.broken) == 2
    assert {attempt.status for attempt in report.attempts} == {0}
