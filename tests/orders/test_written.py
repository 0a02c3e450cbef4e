import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Phone
from ivr.orders.numbers import E164
from ivr.orders.written import as_written


def number(raw: str, country: str = "US") -> str | None:
    return as_written(raw, country, shop_country="US").e164


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("(415) 555-0100", "US", "+14155550100"),
        ("１４１５５５５０１００", "US", "+14155550100"),
        ("+1 415.555.0100", "GB", "+14155550100"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("07700 900123", "GB", "+447700900123"),
        ("06 39 98 12 34", "FR", "+33639981234"),
        ("030/23125042", "DE", "+493023125042"),
        ("0044 20 7946 0018", "DE", "+442079460018"),
        ("555-625-1199", "US", "+15556251199"),
        ("+52 1 55 0000 1234", "MX", "+525500001234"),
    ],
)
def test_a_number_is_read_as_in_the_country_of_its_address(raw: str, country: str, e164: str) -> None:
    assert number(raw, country) == e164


@pytest.mark.parametrize("country", ["", "USA", "??"])
def test_without_a_known_country_the_shop_decides(country: str) -> None:
    assert number("(415) 555-0100", country) == "+14155550100"


def test_a_number_that_is_only_valid_at_the_shop_is_read_as_there() -> None:
    assert number("5125550101", "GB") == "+15125550101"


@pytest.mark.parametrize(
    "raw",
    [
        "(512)555-01O1",
        "1-800-FLOWERS",
        "555-555-SHIP",
        "0000000000",
        "+1 333-333-3333",
        "1234567890",
        "555-0101",
        "+8656696",
        "anonymous",
        "n/a",
        "-",
        "",
    ],
)
def test_what_cannot_be_told_is_kept_but_not_looked_up(raw: str) -> None:
    assert as_written(raw, "US", shop_country="US") == Phone(None, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "512 555 0101 or 512 555 0102",
        "(512) 555-0101 / 512-555-0102",
        "+15125550101, +15125550102",
        "+15125550101 +15125550102",
        "512-555-0101/0102",
    ],
)
def test_several_numbers_in_a_field_are_kept_as_they_are(raw: str) -> None:
    assert number(raw) is None


@pytest.mark.parametrize("ending", ["x123", " ext. 123", " Ext 123", " extension 123", " #123", ";ext=123", " EXT:123"])
def test_an_extension_is_kept_apart(ending: str) -> None:
    raw = f"512-555-0101{ending}"
    assert as_written(raw, "US", shop_country="US") == Phone("+15125550101", raw, "123")


@given(st.text(), st.sampled_from(["", "US", "GB", "MX", "FR"]))
def test_whatever_was_written_ends_as_a_number_or_as_nothing(raw: str, country: str) -> None:
    phone = as_written(raw, country, shop_country="US")
    assert phone.raw == raw
    assert phone.e164 is None or E164.fullmatch(phone.e164)
