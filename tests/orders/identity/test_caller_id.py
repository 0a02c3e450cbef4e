import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.identity.caller_id import CallerId, CallerKind, caller_id
from ivr.orders.phone_numbers import WITHHELD_CODES, WITHHELD_WORDS

TRUNKS = {"trunk.example"}


def test_a_plain_number_is_taken_as_it_is() -> None:
    assert caller_id("+14155550100") == CallerId(CallerKind.NUMBER, "+14155550100")


def test_punctuation_is_taken_off() -> None:
    assert caller_id("+1 (415) 555-0100") == CallerId(CallerKind.NUMBER, "+14155550100")


@pytest.mark.parametrize("word", ["", "   ", "Anonymous", "RESTRICTED", *sorted(WITHHELD_WORDS | WITHHELD_CODES)])
def test_a_withheld_number_is_known_as_one(word: str) -> None:
    assert caller_id(word) == CallerId(CallerKind.WITHHELD)


def test_a_missing_parameter_is_a_withheld_number() -> None:
    assert caller_id(None) == CallerId(CallerKind.WITHHELD)


@pytest.mark.parametrize("text", ["+00000000", "+1111111111", "12345", "+1", "hello", "+1415555o100", "++14155550100"])
def test_what_is_no_number_identifies_nobody(text: str) -> None:
    assert caller_id(text) == CallerId(CallerKind.UNUSABLE)


def test_a_browser_client_has_no_number() -> None:
    assert caller_id("client:alice") == CallerId(CallerKind.CLIENT)


def test_a_sip_user_of_our_own_trunk_is_a_number() -> None:
    assert caller_id("sip:+14155550100@trunk.example:5061;transport=tls", trunks=TRUNKS) == CallerId(
        CallerKind.SIP, "+14155550100"
    )


@pytest.mark.parametrize("host", ["evil.example", "trunk.example.evil.example", "trunk.example@evil.example"])
def test_a_sip_user_of_another_host_identifies_nobody(host: str) -> None:
    assert caller_id(f"sip:+14155550100@{host}", trunks=TRUNKS) == CallerId(CallerKind.SIP)


def test_an_anonymous_sip_caller_is_withheld() -> None:
    assert caller_id("sip:anonymous@anonymous.invalid", trunks=TRUNKS) == CallerId(CallerKind.WITHHELD)


def test_an_old_mexican_mobile_number_loses_its_one() -> None:
    assert caller_id("+5215500001234").e164 == "+525500001234"


@pytest.mark.parametrize(
    ("rings", "known_as"),
    [
        ("+5491112345678", "+541112345678"),
        ("+541112345678", "+541112345678"),
        ("+551187654321", "+5511987654321"),
        ("+5511987654321", "+5511987654321"),
        ("+551123454321", "+551123454321"),
        ("+5215500001234", "+525500001234"),
    ],
)
def test_two_spellings_of_a_telephone_are_one_caller(rings: str, known_as: str) -> None:
    assert caller_id(rings).e164 == known_as


@given(st.text())
def test_no_text_is_too_odd_for_a_caller(text: str) -> None:
    seen = caller_id(text)
    assert seen.e164 is None or seen.kind in (CallerKind.NUMBER, CallerKind.SIP)
