"""Numbers of payment cards in what callers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.card_numbers import has_card_number

CARDS = [
    "4111111111111111", "4222222222222", "5555555555554444", "2223003122003222", "378282246310005", "30569309025904",
    "6011111111111117", "3530111333300000", "6200000000000005", "6759649826438453", "2200000000000004",
]  # fmt: skip


@pytest.mark.parametrize("number", CARDS)
def test_a_number_of_each_network_is_a_card(number: str) -> None:
    assert has_card_number(number)
    assert has_card_number(f"yes it's {number[:4]} {number[4:8]}-{number[8:]} thanks")


@pytest.mark.parametrize("after", ["123", "1227", "1227123", "12271234", " 12/27 123"])
def test_expiry_date_and_security_code_hide_no_card(after: str) -> None:
    assert has_card_number(CARDS[0] + after)


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111112",  # a wrong check digit
        "9400111899223856928499",  # a parcel
        "1234567890123",
        "0012345678905",
        "411111111111",  # one digit short
        "WM100120261124",
        "+14155550123",
        "4915112345678",  # a telephone in Germany
    ],
)
def test_other_long_numbers_are_none(number: str) -> None:
    assert not has_card_number(number)


@given(st.sampled_from(CARDS), st.text("abc ,.", max_size=8), st.text("abc ", max_size=8))
def test_a_card_is_found_among_words(number: str, before: str, after: str) -> None:
    assert has_card_number(f"{before}x{number}x{after}")


@given(st.sampled_from(CARDS), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_makes_it_none(number: str, place: int, by: int) -> None:
    place = 6 + place % (len(number) - 6)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not has_card_number(wrong)
