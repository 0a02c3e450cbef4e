"""Numbers that may be called and texted: personal telephones in the shop's countries only."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.outbound_numbers import callable_number, textable_number

OURS = ("US", "CA", "GB", "ES", "FR", "DE", "IT", "JP", "BR", "PL", "MX", "AU")

BOTH = [
    ("US", "4155550100", "+14155550100"),
    ("US", "(415) 555-0188", "+14155550188"),
    ("US", "+1 212 555 0142", "+12125550142"),
    ("US", "14165550100", "+14165550100"),
    ("GB", "07912345678", "+447912345678"),
    ("ES", "612345678", "+34612345678"),
    ("FR", "0612345678", "+33612345678"),
    ("DE", "015112345678", "+4915112345678"),
    ("IT", "3123456789", "+393123456789"),
    ("JP", "09012345678", "+819012345678"),
    ("BR", "11961234567", "+5511961234567"),
    ("PL", "512345678", "+48512345678"),
    ("MX", "5512345678", "+525512345678"),
    ("AU", "0412345678", "+61412345678"),
]
CALLED_ALONE = [
    ("GB", "02079460123", "+442079460123"),
    ("GB", "05600123456", "+445600123456"),
    ("ES", "912345678", "+34912345678"),
    ("FR", "0112345678", "+33112345678"),
    ("FR", "0912345678", "+33912345678"),
    ("DE", "03012345678", "+493012345678"),
    ("IT", "0612345678", "+390612345678"),
    ("IT", "5512345678", "+395512345678"),
    ("JP", "0312345678", "+81312345678"),
    ("JP", "05012345678", "+815012345678"),
    ("BR", "1123456789", "+551123456789"),
    ("PL", "221234567", "+48221234567"),
    ("PL", "391234567", "+48391234567"),
    ("AU", "0291234567", "+61291234567"),
]
NEITHER = [
    *("US:2129761234", "US:5551212", "US:3105551212", "US:+14155551212", "US:9005550100", "US:19005550100"),
    *("US:5005550100", "US:5215550100", "US:5225550100", "US:5335550100", "US:5445550100", "US:5665550100"),
    *("US:5775550100", "US:5885550100", "US:7005550100", "US:7105550100", "US:4565550100", "US:6005550100"),
    *("US:6225550100", "US:8005550199", "US:8885550100", "US:8335550100", "US:2129501234", "US:2129581234"),
    *("US:2129591234", "US:2129111234", "US:2124111234", "US:911", "US:12", "US:", "US:0", "US:*", "US:4155550"),
    *("US:0114420794609", "US:01144794609", "US:1234567890", "US:2120001234", "US:41555501000", "US:411"),
    *("CA:6005550100", "CA:9765550100", "CA:8765550100", "US:8095550100", "US:2425550100", "US:6645550100"),
    *("GB:07012345678", "GB:09012345678", "GB:08451234567", "GB:08701234567", "GB:08712345678", "GB:03001234567"),
    *("GB:08001111111", "GB:05512345678", "GB:07600123456", "GB:07624123456", "GB:07781123456", "GB:118118"),
    *("GB:999", "GB:07797123456", "ES:905123456", "ES:902123456", "ES:901123456", "ES:806123456", "ES:803123456"),
    *("ES:900123456", "ES:701234567", "ES:512345678", "ES:118118888", "ES:112", "AU:041234567", "AU:1900123456"),
    *("AU:1300123456", "AU:1800123456", "AU:131234", "AU:0550123456", "AU:0147123456", "AU:19023456789"),
    *("DE:09001234567", "DE:01801234567", "DE:07001234567", "DE:01371234567", "DE:0190123456", "DE:11833"),
    *("DE:0800123456", "FR:0899123456", "FR:0810123456", "FR:0800123456", "FR:0836123456", "FR:118712"),
    *("IT:899123456", "IT:199123456", "IT:848123456", "IT:800123456", "IT:1781234567", "IT:166123456"),
    *("IT:895123456", "JP:0990123456", "JP:0120123456", "JP:0570123456", "JP:0180123456", "JP:02012345678"),
    *("BR:0900123456", "BR:08001234567", "BR:03001234567", "BR:40041234", "PL:701234567", "PL:801234567"),
    *("PL:800123456", "PL:708012345", "PL:641234567", "MX:8001234567", "MX:9001234567"),
    *("US:+870773111632", "US:+881612345678", "US:+882131234567", "US:+883510012345", "US:+979123456789"),
    *("US:+80012345678", "US:+37061234567", "US:+37090012345", "US:+18765550100", "US:+18095550100"),
    *("US:+2522345678", "US:+9606123456", "US:+5355512345", "US:+2476123", "US:+67412345"),
]


@pytest.mark.parametrize(("country", "given", "number"), BOTH)
def test_peoples_mobile_telephones_are_called_and_texted(country: str, given: str, number: str) -> None:
    assert callable_number(given, country=country, countries=OURS) == number
    assert textable_number(given, country=country, countries=OURS) == number


@pytest.mark.parametrize(("country", "given", "number"), CALLED_ALONE)
def test_telephones_at_home_are_called_and_not_texted(country: str, given: str, number: str) -> None:
    assert callable_number(given, country=country, countries=OURS) == number
    assert textable_number(given, country=country, countries=OURS) == ""


@pytest.mark.parametrize("row", NEITHER)
def test_all_other_numbers_are_neither_called_nor_texted(row: str) -> None:
    country, _, given = row.partition(":")
    assert callable_number(given, country=country, countries=OURS) == ""
    assert textable_number(given, country=country, countries=OURS) == ""


@pytest.mark.parametrize(("country", "given", "number"), BOTH)
def test_a_number_of_another_country_is_not_ours(country: str, given: str, number: str) -> None:
    others = [each for each in OURS if each != phonenumbers.region_code_for_number(phonenumbers.parse(number))]
    assert callable_number(given, country=country, countries=others) == ""
    assert textable_number(given, country=country, countries=others) == ""


@given(st.text("0123456789+*# -()", max_size=20) | st.text(max_size=40), st.sampled_from(OURS))
def test_whatever_is_called_is_a_valid_number_of_a_usual_type_however_it_is_given(text: str, country: str) -> None:
    number = callable_number(text, country=country, countries=OURS)
    if number:
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert callable_number(number, country="US", countries=OURS) == number
    assert textable_number(text, country=country, countries=OURS) in ("", number)
