"""Webhooks that arrive twice, late, forged or malformed."""

import pytest
from flask import Flask

from ivr.emulator import Phone
from tests.shop import Shop


def test_an_unsigned_request_is_refused(app: Flask):
    assert app.test_client().post("/voice", data={"CallSid": "CA1", "From": "+14155550100"}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/voice", "/voice/CA1/1", "/voice/status", "/voice/fallback", "/voice/CA1/waiting", "/voice/CA1/whisper"]
)
def test_no_webhook_answers_a_forged_signature(app: Flask, path: str):
    answer = app.test_client().post(path, data={"CallSid": "CA1"}, headers={"X-Twilio-Signature": "Zm9yZ2Vk"})
    assert answer.status_code == 403


def test_every_call_hears_valid_markup_to_the_end(phone: Phone, shop: Shop):
    shop.has_order()
    phone.dials().presses("4").presses("2").presses("0")
    assert phone.alerts == []
