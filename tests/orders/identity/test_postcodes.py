import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.identity.postcodes import could_be_postcode
from ivr.orders.identity.verification import matches_postcode
from ivr.orders.order_numbers import keypad
from tests.orders.making import an_order


@pytest.mark.parametrize(
    ("stored", "country", "heard"),
    [
        ("94105", "US", "94105"),
        ("94105-1234", "US", "94105"),
        ("94105", "US", "94105-1234"),
        ("94105 1234", "US", "941051234"),
        ("02134", "US", "02134"),
        ("2134", "US", "02134"),
        ("2134-1234", "US", "02134"),
        ("1234", "DE", "01234"),
        ("1310-100", "BR", "01310100"),
        ("01310-100", "BR", "01310-100"),
        ("1-001", "PL", "01001"),
        ("60-0001", "JP", "0600001"),
        ("SW1A 1AA", "GB", "sw1a1aa"),
        ("SW1A 1AA", "GB", "S W 1 A, 1 A A."),
        ("SW1A 1AA", "GB", "7912122"),
        ("K1A 0B1", "CA", "5120 21"),
        ("1234 AB", "NL", "123422"),
        ("94105-1234", "", "94105"),
        ("７５００１", "FR", "75001"),
    ],
)
def test_a_postcode_is_recognised_however_it_was_given(stored: str, country: str, heard: str) -> None:
    assert matches_postcode(an_order(postcode=stored, country=country), heard)


@pytest.mark.parametrize(
    ("stored", "country", "heard"),
    [
        ("94105", "US", "94106"),
        ("94105", "US", "9410"),
        ("94105", "US", ""),
        ("", "US", ""),
        ("", "US", "00000"),
        ("-", "US", "-"),
        ("SW1A 1AA", "GB", "SX1A 1AA"),
        ("SW1A 1AA", "GB", "SW1A"),
        ("941051234", "BR", "94105"),
    ],
)
def test_another_postcode_is_not_taken(stored: str, country: str, heard: str) -> None:
    assert not matches_postcode(an_order(postcode=stored, country=country), heard)


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}", fullmatch=True))
def test_every_postcode_can_be_keyed(postcode: str) -> None:
    assert matches_postcode(an_order(postcode=postcode, country="GB"), keypad(postcode))


@given(st.text(), st.text(), st.sampled_from(["US", "GB", ""]))
def test_no_postcode_is_too_odd_to_compare(stored: str, heard: str, country: str) -> None:
    assert matches_postcode(an_order(postcode=stored, country=country), heard) in (True, False)


@pytest.mark.parametrize(
    ("code", "could"),
    [
        ("94110", True),
        ("SW1A1AA", True),
        ("101", True),
        ("10", False),
        ("ABCDE", False),
        ("12345678901", False),
        ("", False),
    ],
)
def test_what_could_be_a_postcode_has_its_length_and_a_digit(code: str, could: bool) -> None:
    assert could_be_postcode(code) is could
