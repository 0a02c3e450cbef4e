"""Our requests to Twilio, made by Twilio's own client over real HTTP and judged by Twilio's OpenAPI document."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from pydantic import SecretStr

from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.client import TRIES
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.incoming import LAST
from ivr.adapters.twilio.rest import Rest
from ivr.settings import Settings
from tests.adapters.twilio.standin import Asked, StandIn, Told

ACCOUNT, CALL, NUMBER = "AC" + "1" * 32, "CA" + "2" * 32, "PN" + "3" * 32
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TO = "+14155550100"
BUSY = Told(429, {"code": 20429, "message": "Too Many Requests", "status": 429})
SENT = Told(201, {"sid": "SM1"})
line = Addresses("https://shop.example")

Ask = Callable[[Rest], Any]
REQUESTS: dict[str, Ask] = {
    "send_text": lambda rest: rest.send_text(TO, "Follow your order: https://shop.example/t/1?a=b&c=d"),
    "send_by_service": lambda rest: replace(rest, sender="MG" + "4" * 32).send_text(TO, "Hello"),
    "account": lambda rest: rest.account(),
    "numbers": lambda rest: rest.numbers(),
    "set_number": lambda rest: rest.set_number(
        NUMBER, voice_url=line.voice, fallback_url=line.fallback, status_url=line.status
    ),
    "call_status": lambda rest: rest.call_status(CALL, now=NOW),
    "place_call": lambda rest: rest.place_call(
        TO, shown=TO, url=line.callback(CALL, "begin"), fallback_url=line.fallback, status_url=line.status
    ),
    "redirect": lambda rest: rest.redirect(CALL, line.turn(CALL, 3, "s")),
    "hang_up": lambda rest: rest.hang_up(CALL),
}
ANSWERS = {"numbers": Told(200, {"incoming_phone_numbers": []})}


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def rest(twilio: StandIn, waits: list[float]) -> Rest:
    return Rest(
        account_sid=ACCOUNT,
        user="SK1",
        password="secret",
        sender="+18005550199",
        api_url=twilio.url,
        sleep=waits.append,
    )


@pytest.mark.parametrize("name", REQUESTS)
def test_each_request_is_one_that_twilio_describes(
    name: str, twilio: StandIn, rest: Rest, judge: Callable[[Asked], None]
) -> None:
    twilio.answers.append(ANSWERS.get(name, Told(200, {"sid": "XX1"})))
    REQUESTS[name](rest)
    (asked,) = twilio.asked
    judge(asked)


def test_a_text_goes_out_from_our_number(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(SENT)
    assert rest.send_text(TO, "Hello ü") == "SM1"
    assert twilio.asked[0].form == {"To": TO, "From": "+18005550199", "Body": "Hello ü"}


def test_a_text_goes_out_by_a_messaging_service(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(SENT)
    replace(rest, sender="MG1").send_text(TO, "Hello")
    assert twilio.asked[0].form == {"To": TO, "MessagingServiceSid": "MG1", "Body": "Hello"}


def test_no_text_is_tried_without_a_sender(twilio: StandIn, rest: Rest) -> None:
    with pytest.raises(RestFailed) as caught:
        replace(rest, sender="").send_text(TO, "Hello")
    assert caught.value.permanent
    assert twilio.asked == []


def test_the_account_is_told(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(Told(200, {"sid": ACCOUNT, "friendly_name": "Shop", "status": "active", "type": "Full"}))
    account = rest.account()
    assert (account.sid, account.name, account.status, account.kind) == (ACCOUNT, "Shop", "active", "Full")


def test_the_numbers_are_told_with_what_answers_them(twilio: StandIn, rest: Rest) -> None:
    found = {"sid": NUMBER, "phone_number": "+18005550199", "voice_url": line.voice, "trunk_sid": "TK1"}
    twilio.answers.append(Told(200, {"incoming_phone_numbers": [found]}))
    (number,) = rest.numbers()
    assert (number.sid, number.number, number.voice_url) == (NUMBER, "+18005550199", line.voice)
    assert (number.fallback_url, number.status_url, number.handler) == ("", "", "TK1")


def test_a_number_is_set_to_our_addresses(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(Told(200, {"sid": NUMBER}))
    rest.set_number(NUMBER, voice_url=line.voice, fallback_url=line.fallback, status_url=line.status)
    assert twilio.asked[0].form == {
        "VoiceUrl": line.voice,
        "VoiceMethod": "POST",
        "VoiceFallbackUrl": line.fallback,
        "VoiceFallbackMethod": "POST",
        "StatusCallback": line.status,
        "StatusCallbackMethod": "POST",
    }


def test_the_end_of_a_call_is_an_event_of_the_record(twilio: StandIn, rest: Rest) -> None:
    told = {"status": "completed", "duration": "61", "end_time": "Sun, 22 Nov 2026 11:59:58 +0000"}
    twilio.answers.append(Told(200, told))
    status = rest.call_status(CALL, now=NOW)
    assert (status.sid, status.status, status.sequence, status.seconds) == (CALL, "completed", LAST, 61)
    assert status.at == datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)


def test_a_live_call_has_no_end(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(Told(200, {"status": "in-progress", "duration": None, "end_time": None}))
    status = rest.call_status(CALL, now=NOW)
    assert (status.status, status.sequence, status.at, status.seconds) == ("in-progress", 0, NOW, None)


def test_twilio_asked_too_often_is_asked_again_later(twilio: StandIn, rest: Rest, waits: list[float]) -> None:
    twilio.answers += [BUSY, BUSY, SENT]
    assert rest.send_text(TO, "Hello") == "SM1"
    assert 0.3 < waits[0] <= 0.5 < waits[1] <= 1.0


def test_twilio_may_say_how_long_to_wait_within_reason(twilio: StandIn, rest: Rest, waits: list[float]) -> None:
    twilio.answers += [Told(429, headers={"Retry-After": "3"}), Told(429, headers={"Retry-After": "900"}), SENT]
    rest.send_text(TO, "Hello")
    assert 2.2 < waits[0] <= 3.0
    assert waits[1] <= 8.0


def test_patience_has_an_end(twilio: StandIn, rest: Rest, waits: list[float]) -> None:
    twilio.answers += [BUSY] * TRIES
    failed = failing(partial(rest.send_text, TO, "Hello"))
    assert (failed.status, failed.code, failed.permanent, failed.unsure) == (429, 20429, False, False)
    assert (len(twilio.asked), len(waits)) == (TRIES, TRIES - 1)


@pytest.mark.parametrize(
    ("status", "permanent", "unsure"),
    [
        (400, True, False),
        (401, True, False),
        (404, True, False),
        (408, False, False),
        (500, False, True),
        (503, False, True),
    ],
)
def test_a_refusal_says_whether_to_ask_again(
    status: int, permanent: bool, unsure: bool, twilio: StandIn, rest: Rest
) -> None:
    twilio.answers.append(Told(status, {"code": 21211, "message": f"{TO} is not a number", "status": status}))
    failed = failing(partial(rest.send_text, TO, "Hello"))
    assert (failed.status, failed.code, failed.permanent, failed.unsure) == (status, 21211, permanent, unsure)
    assert len(twilio.asked) == 1


def test_a_refused_list_is_a_refusal_too(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(Told(401, {"code": 20003, "message": "Authenticate", "status": 401}))
    failed = failing(rest.numbers)
    assert (failed.status, failed.permanent) == (401, True)


def test_an_answer_that_is_none_of_twilios_is_no_answer(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(Told(200, "<html>"))
    failed = failing(partial(rest.send_text, TO, "Hello"))
    assert (failed.permanent, failed.unsure) == (False, True)


def test_a_request_that_is_not_answered_in_time_may_have_been_done(twilio: StandIn, rest: Rest) -> None:
    twilio.answers.append(Told(201, after=0.5))
    failed = failing(partial(replace(rest, deadline=0.1).send_text, TO, "Hello"))
    assert (failed.status, failed.permanent, failed.unsure) == (0, False, True)


def test_a_request_that_reaches_nobody_was_not_done(rest: Rest) -> None:
    failed = failing(partial(replace(rest, api_url="http://127.0.0.1:1").send_text, TO, "Hello"))
    assert (failed.permanent, failed.unsure) == (False, False)


def test_neither_numbers_nor_words_nor_secrets_are_told(
    twilio: StandIn, rest: Rest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="twilio")
    twilio.answers.append(Told(400, {"code": 21211, "message": f"{TO} is not a number", "status": 400}))
    failed = failing(partial(rest.send_text, TO, "Follow your order"))
    told = f"{failed!r} {failed} {failed.__cause__} {rest!r} {caplog.text}"
    assert not [word for word in (TO, "5550100", "Follow", "secret") if word in told]


def test_the_api_key_signs_in_where_there_is_one(twilio: StandIn) -> None:
    chosen = Settings(
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN=SecretStr("token"),
        twilio_api_key="SK1",
        twilio_api_secret=SecretStr("secret"),
        twilio_api_url=twilio.url,
    )
    twilio.answers += [Told(200, {}), Told(200, {})]
    Rest.from_settings(chosen).account()
    Rest.from_settings(chosen.model_copy(update={"twilio_api_key": ""})).account()
    by_key, by_token = (request.headers["Authorization"] for request in twilio.asked)
    assert by_key == "Basic U0sxOnNlY3JldA=="
    assert by_token != by_key
    assert twilio.asked[0].target == f"/2010-04-01/Accounts/{ACCOUNT}.json"


def test_the_environment_does_not_move_our_requests(
    twilio: StandIn, rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    assert (rest._client.edge, rest._client.region) == (None, None)


def failing(ask: Callable[[], object]) -> RestFailed:
    with pytest.raises(RestFailed) as caught:
        ask()
    return caught.value
