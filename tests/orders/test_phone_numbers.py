import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from ivr.orders.phone_numbers import as_read_back, dialled, hashed

EXAMPLES = [
    example
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    if (example := phonenumbers.example_number_for_type(region, kind))
]


def test_a_telephone_is_called_back_as_it_is_dialled_today() -> None:
    assert [dialled(each) for each in ("+5491112345678", "+551187654321", "+5215500001234")] == [
        "+5491112345678", "+5511987654321", "+525500001234",
    ]  # fmt: skip


def test_a_hash_is_worthless_without_the_key() -> None:
    assert hashed("+14155550123", b"one") != hashed("+14155550123", b"two")


@pytest.mark.parametrize(
    ("keyed", "e164", "groups"),
    [
        ("4155550123", "+14155550123", "415 555 0123"),
        ("14155550123", "+14155550123", "1 415 555 0123"),
        ("5512345678", "+525512345678", "55 1234 5678"),
        ("11987654321", "+5511987654321", "11 98765 4321"),
        ("0312345678", "+81312345678", "03 1234 5678"),
        ("0612345678", "+33612345678", "06 12 34 56 78"),
        ("0033612345678", "+33612345678", "00 33 6 12 34 56 78"),
        ("601234567", "+48601234567", "601 234 567"),
        ("3331234567", "+393331234567", "333 123 4567"),
    ],
)
def test_a_number_is_read_back_in_the_groups_of_its_country(keyed: str, e164: str, groups: str) -> None:
    assert as_read_back(keyed, e164) == groups


@given(st.sampled_from(EXAMPLES), st.sampled_from(("", "00", "011", "0")), st.booleans())
def test_every_digit_is_read_back_in_groups_of_five_at_most(example, prefix: str, nationally: bool) -> None:
    e164 = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    written = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL) if nationally else e164
    keyed = prefix + "".join(filter(str.isdecimal, written))
    groups = as_read_back(keyed, e164).split(" ")
    assert "".join(groups) == keyed
    assert all(1 <= len(group) <= 5 for group in groups)
