"""Whose data a request means."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.news import PrivacyRequest
from ivr.orders.personal_data import (
    Person,
    SharedNumber,
    Traces,
    Unidentified,
    owned,
    person,
    person_at,
    same_person,
    spellings,
)
from ivr.orders.phone_numbers import plain
from ivr.orders.sources.field_parsers import email_hash
from tests.orders.making import ALICE, BOB, an_order

KEY = b"key"
HER, HIS = an_order("1", customer="her"), an_order("2", customer="his")


@given(st.from_regex(r"\+(1|44|52|55|54|49)[1-9]\d{9}", fullmatch=True))
def test_every_spelling_is_looked_up_as_the_same_number(number: str) -> None:
    assert {plain(each) for each in spellings(number)} <= {plain(number), None}


@pytest.mark.parametrize(
    ("number", "other"),
    [("+5215512345678", "+525512345678"), ("+5511912345678", "+551112345678"), ("+5491112345678", "+541112345678")],
)
def test_old_and_new_spellings_are_found(number: str, other: str) -> None:
    assert {number, other} <= set(spellings(number)) | set(spellings(other))
    assert set(Traces(phones=(number,)).spelled) == set(spellings(number))


def test_telephones_and_addresses_are_read_as_people_write_them() -> None:
    who = person(["(415) 555-0100", "+1 415 555 0111"], [" Ada@Example.com"], ["NW-1 "], key=KEY, country="US")
    assert (who.phones, who.numbers) == ((ALICE, BOB), ("NW-1",))
    assert who.customers == (email_hash("ada@example.com", KEY),)
    assert who.means == "2 telephones, 1 e-mail address, 1 order"


@pytest.mark.parametrize(("phones", "emails"), [(["99"], []), (["lamp"], []), ([], ["lamp"])])
def test_what_names_nobody_is_refused_without_repeating_it(phones: list[str], emails: list[str]) -> None:
    with pytest.raises(Unidentified) as refused:
        person(phones, emails, key=KEY, country="US")
    assert not any(value in str(refused.value) for value in (*phones, *emails))


def test_a_platforms_request_with_a_value_that_cannot_be_read_does_not_mean_all_customers() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    nobody = person_at(PrivacyRequest("shop", erase=True, at=at, phones=("555-555-SHIP",)), key=KEY, country="US")
    assert (nobody.is_whole_source, nobody.phones) == (False, ())
    everybody = person_at(PrivacyRequest("shop", erase=True, at=at), key=KEY, country="US")
    assert (everybody.is_whole_source, everybody.means) == (True, "all customers of the source")


def test_a_telephone_of_one_customer_says_whose_orders_are_meant() -> None:
    assert owned([HER], (), is_everybody=False) == [HER]
    assert owned([], (), is_everybody=False) == []


def test_a_shared_telephone_does_not() -> None:
    with pytest.raises(SharedNumber, match="2 customers"):
        owned([HER, HIS], ("another's",), is_everybody=False)
    assert owned([HER, HIS], ("her",), is_everybody=False) == [HER]
    assert owned([HER, HIS], (), is_everybody=True) == [HER, HIS]


@pytest.mark.parametrize(
    ("other", "is_theirs"),
    [
        (an_order("9", customer="her", phone=BOB), True),
        (an_order("9", customer="her", postcode="10001"), True),
        (an_order("9", customer="her", phone=BOB, postcode="10001"), False),
        (an_order("9", customer="his"), False),
    ],
)
def test_a_name_alone_does_not_make_a_person(other, is_theirs: bool) -> None:
    assert same_person(other, [HER]) is is_theirs


def test_a_person_says_nothing_of_their_data() -> None:
    assert ALICE not in Person(phones=(ALICE,)).means
