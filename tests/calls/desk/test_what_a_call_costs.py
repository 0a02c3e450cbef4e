"""What it takes until agent and caller hear each other: requests to Twilio, requests from Twilio, seconds."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from ivr.emulator import Phone, Switchboard, VirtualClock
from ivr.emulator.rest import RestFault, RestFaults
from tests.calls.conftest import PUBLIC_URL
from tests.calls.desk.conftest import Desk


@pytest.fixture
def counted(app: Flask, faults: RestFaults, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Requests by direction: `rest` to Twilio, `webhook` from Twilio, without those for music while waiting."""
    counts: Counter[str] = Counter()
    inner, take = app.wsgi_app, faults.take

    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        counts["webhook"] += not environ["PATH_INFO"].endswith(("/waiting", "/music"))
        return inner(environ, start_response)

    def taken(method: str, path: str) -> RestFault | None:
        counts["rest"] += 1
        return take(method, path)

    monkeypatch.setattr(app, "wsgi_app", serve)
    monkeypatch.setattr(faults, "take", taken)
    return counts


@contextmanager
def fresh(counted: Counter[str]) -> Iterator[Counter[str]]:
    counted.clear()
    yield counted


def test_an_agent_in_the_browser_takes_two_requests_and_six_webhooks(
    desk: Desk, caller: Phone, counted: Counter[str], clock: VirtualClock
):
    browser = desk.handset(desk.agent("Anna"))
    with fresh(counted):
        desk.looks()
        browser.rings()
        began = clock.now()
        browser.accepts()
        desk.looks()
        browser.says("Hello.")
        caller.hears("hello")
    assert counted == {"rest": 2, "webhook": 6}
    assert (clock.now() - began).total_seconds() < 1


def test_an_agent_at_a_telephone_takes_one_webhook_more_for_the_key(desk: Desk, caller: Phone, counted: Counter[str]):
    telephone = desk.handset(desk.agent("Ben", number="+12125550143"))
    with fresh(counted):
        desk.looks()
        telephone.accepts().hears("press 1").presses("1")
        desk.looks()
        telephone.says("Hello.")
        caller.hears("hello")
    assert counted == {"rest": 2, "webhook": 7}


def test_an_agent_on_the_desk_line_takes_no_request(
    desk: Desk, caller: Phone, counted: Counter[str], switchboard: Switchboard
):
    switchboard.add_number("+18005550123", f"{PUBLIC_URL}/voice/agent")
    desk.agents.add("+12125550142", name="Anna", queues=["care-en"], pin="24680")
    agent = Phone(switchboard, number="+12125550142", to="+18005550123").dials()
    with fresh(counted):
        agent.presses("24680#")
        caller.is_connected_to("+12125550142")
    assert (counted["rest"], counted["webhook"]) == (0, 2)
