"""Our requests, carried out by the emulator on calls that are under way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.rest import Rest
from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.emulator.rest import RestFault, RestFaults
from tests.emulated_rest import rest_at, rest_served

HOST, LINE, CALLER = "https://line.example", "+18005550199", "+14155550100"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
DOCUMENTS = {
    "/voice": f'<Gather action="{HOST}/voice"/>',
    "/elsewhere": "<Say>Somewhere else.</Say><Hangup/>",
}


def line(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [f"<Response>{DOCUMENTS[environ['PATH_INFO']]}</Response>".encode()]


@pytest.fixture
def switchboard() -> Switchboard:
    switchboard = Switchboard(wire=in_process(line), clock=VirtualClock(NOW))
    switchboard.add_number(LINE, f"{HOST}/voice")
    return switchboard


@pytest.fixture
def faults() -> RestFaults:
    return RestFaults()


@pytest.fixture
def rest(switchboard: Switchboard, faults: RestFaults) -> Iterator[Rest]:
    with rest_served(switchboard, faults) as host:
        yield rest_at(host, switchboard, sender=LINE)


@pytest.fixture
def phone(switchboard: Switchboard) -> Phone:
    return Phone(switchboard, number=CALLER, to=LINE).dials()


def test_a_text_arrives(switchboard: Switchboard, rest: Rest) -> None:
    rest.send_text(CALLER, "Follow your order")
    assert [message.body for message in switchboard.messages.to(CALLER)] == ["Follow your order"]


def test_a_text_arrives_once_though_twilio_was_busy(switchboard: Switchboard, rest: Rest, faults: RestFaults) -> None:
    faults.add(RestFault(429), RestFault(429))
    rest.send_text(CALLER, "Follow your order")
    assert len(switchboard.messages.to(CALLER)) == 1


def test_a_fault_of_twilios_is_told_and_not_tried_again(
    switchboard: Switchboard, rest: Rest, faults: RestFaults
) -> None:
    faults.add(RestFault(500))
    with pytest.raises(RestFailed) as caught:
        rest.send_text(CALLER, "Follow your order")
    assert (caught.value.status, caught.value.permanent, caught.value.unsure) == (500, False, True)
    assert switchboard.messages.to(CALLER) == []


def test_a_slow_answer_is_not_waited_for(rest: Rest, faults: RestFaults) -> None:
    faults.add(RestFault(seconds=0.5))
    with pytest.raises(RestFailed) as caught:
        replace(rest, deadline=0.1).account()
    assert (caught.value.status, caught.value.permanent) == (0, False)


def test_wrong_credentials_are_a_permanent_refusal(rest: Rest) -> None:
    with pytest.raises(RestFailed) as caught:
        replace(rest, password="wrong").account()
    assert (caught.value.status, caught.value.permanent) == (401, True)


def test_the_account_is_ours(switchboard: Switchboard, rest: Rest) -> None:
    account = rest.account()
    assert (account.sid, account.status) == (switchboard.account_sid, "active")


def test_a_number_answers_where_it_was_set_to(switchboard: Switchboard, rest: Rest) -> None:
    (number,) = rest.numbers()
    assert (number.number, number.voice_url, number.handler) == (LINE, f"{HOST}/voice", "")
    changed = rest.set_number(
        number.sid, voice_url=f"{HOST}/elsewhere", fallback_url=f"{HOST}/voice", status_url=f"{HOST}/status"
    )
    assert (changed.voice_url, changed.fallback_url, changed.status_url) == (
        f"{HOST}/elsewhere",
        f"{HOST}/voice",
        f"{HOST}/status",
    )
    assert rest.numbers() == (changed,)


def test_a_live_call_goes_on_elsewhere(phone: Phone, rest: Rest) -> None:
    rest.redirect(phone.call_sid, f"{HOST}/elsewhere")
    phone.hears("somewhere else").is_hung_up()


def test_a_live_call_is_ended_and_has_its_end(phone: Phone, rest: Rest) -> None:
    assert rest.call_status(phone.call_sid, now=NOW).status == "in-progress"
    rest.hang_up(phone.call_sid)
    phone.is_hung_up()
    status = rest.call_status(phone.call_sid, now=NOW)
    assert (status.status, status.seconds is not None) == ("completed", True)


def test_a_call_that_is_over_takes_no_orders(phone: Phone, rest: Rest) -> None:
    phone.hangs_up()
    with pytest.raises(RestFailed) as caught:
        rest.redirect(phone.call_sid, f"{HOST}/elsewhere")
    assert (caught.value.code, caught.value.permanent) == (21220, True)


def test_an_unknown_call_is_a_permanent_refusal(rest: Rest) -> None:
    with pytest.raises(RestFailed) as caught:
        rest.call_status("CA" + "0" * 32, now=NOW)
    assert (caught.value.status, caught.value.permanent) == (404, True)
