"""Twilio's own validator judges our signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from ivr.emulator.signing import signature

TOKEN = "12345"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_a_published_vector_is_signed_alike(url: str, expected: str):
    assert signature(TOKEN, url, FORM) == expected


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_twilios_validator_accepts_every_form(form: dict[str, str]):
    url = "https://line.example/voice/CA1/2?s=a%2Bb"
    assert RequestValidator(TOKEN).validate(url, form, signature(TOKEN, url, form))


def test_a_changed_value_does_not_fit_the_signature():
    signed = signature(TOKEN, "https://line.example/voice", FORM)
    assert not RequestValidator(TOKEN).validate("https://line.example/voice", FORM | {"Digits": "9"}, signed)
