import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.order_numbers import digits, folded, identity, is_order_number, keypad, may_mean
from ivr.orders.sources import field_parsers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1001-1", "10011"),
        ("10023.0", "100230"),
        ("W-1", "W1"),
        ("a1", "A1"),
        ("#1001", "1001"),
        ("00123", "123"),
        ("10 01", "1001"),
        ("10  01", "10 01"),
        ("é1", "e1"),
        ("１００１", "1001"),
        ("1001²", "10012"),
        ("1001_1", "1001-1"),
        ("9" * 60 + "1", "9" * 60 + "2"),
    ],
)
def test_two_orders_are_two(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (" 1001 ", "1001"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ('=" 00123 "', "00123"),
        ("\ufeff1001\u200e", "1001"),
        ("\u00a01001\t", "1001"),
        ("e\u0301-1", "é-1"),
        ("o'hara-1", "o'hara-1"),
    ],
)
def test_what_is_not_of_the_number_comes_off(written: str, number: str) -> None:
    assert field_parsers.order_number(written) == number


@pytest.mark.parametrize("text", ["1.00123E+12", "1,00123e+12", "1E+15"])
def test_a_number_that_a_spreadsheet_rounded_is_no_order_number(text: str) -> None:
    with pytest.raises(field_parsers.Unreadable, match="rounded by a spreadsheet"):
        field_parsers.order_number(text)


@pytest.mark.parametrize("text", ["12E4", "E+15", "1001.5"])
def test_what_only_looks_a_little_like_it_is_one(text: str) -> None:
    assert field_parsers.order_number(text) == text


@given(st.text())
def test_an_identity_is_its_own_identity(text: str) -> None:
    assert identity(identity(text)) == identity(text)


@pytest.mark.parametrize("text", ["", " ", "#", "-", "'", '=""', "10\n01", "10\x0001", "1\ud8001", "1" * 65])
def test_what_cannot_be_kept_or_said_is_no_order_number(text: str) -> None:
    assert not is_order_number(identity(text))


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("6948213", "NW-48213"),
        ("48213", "NW-48213"),
        ("nw48213", "NW-48213"),
        ("10011", "1001-1"),
        ("10011", "10011"),
        ("10023", "10023.0"),
        ("100230", "10023.0"),
        ("1001", "１００１"),
        ("1001", "١٠٠١"),
        ("31", "É1"),
    ],
)
def test_a_caller_may_mean_an_order_by_each_of_its_spellings(given: str, number: str) -> None:
    assert may_mean(given, number)


@pytest.mark.parametrize(("given", "number"), [("b1", "A1"), ("c1", "1"), ("", "1"), ("#", "1"), ("100", "1001")])
def test_another_number_is_not_meant(given: str, number: str) -> None:
    assert not may_mean(given, number)


@given(st.text())
def test_every_order_can_be_keyed(text: str) -> None:
    number = identity(text)
    if is_order_number(number) and folded(number).isascii():
        assert may_mean(keypad(number), number)
        assert digits(number) == "" or may_mean(digits(number), number)
