import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Phone
from ivr.orders.phone_numbers import E164
from ivr.orders.phone_parsing import _read_by_plans, all_written, as_written


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


@pytest.mark.parametrize(
    "raw",
    [
        "tel:+1-415-555-0131",
        "Tel: 415 555 0131",
        "Tel. (home): 415-555-0131",
        "p:4155550131",
        "p: 415 555 0131",
        "US +1 415 555 0131",
        "whatsapp:+14155550131",
        "cell #415-555-0131",
        "(home) 415 555 0131",
        "415 555 0131 (home)",
        "415 555 0131 - call late",
        "415-555-0131, Ann",
        "415-555-0131#",
        "415 555 0131 x",
        "14155550131.0",
        "4155550131,00",
        "1.4155550131E+10",
        "1,4155550131e10",
        "'+14155550131",
        '="4155550131"',
        "\u202a+1 (415) 555\u20110131\u202c",
        "011 1 415 555 0131",
        "001 415 555 0131",
        "+1 (0) 415 555 0131",
        "☎ 415 555 0131",
        "Tel 2: 415 555 0131",
        "w) 415 555 0131",
        "c/o 415 555 0131",
        "415 555 0131 (call after 5pm)",
        "+001 415 555 0131",
        "4,155,550,131",
        "415|555|0131",
        "415_555_0131",
        "{415} 555\u00b70131",
        "4155550131x",
        "=+14155550131",
        "電話：415-555-0131",
    ],
)
def test_a_number_is_read_whatever_stands_around_it(raw: str) -> None:
    assert all_written(raw, "US", shop_country="US") == (Phone("+14155550131", raw),)


@pytest.mark.parametrize("raw", ["14155550131", "14155550131.0", "0014155550131", "1.4155550131E10"])
def test_a_number_without_its_plus_is_read_where_it_is_none_of_this_country(raw: str) -> None:
    assert as_written(raw, "GB", shop_country="GB").e164 == "+14155550131"


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("045 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("+52 044 55 1234 5678", "US", "+525512345678"),
        ("0052 1 55 1234 5678", "MX", "+525512345678"),
        ("0 512 345 678", "PL", "+48512345678"),
        ("+48 (0) 512 345 678", "US", "+48512345678"),
        ("+44 (0)20 7946 0018", "US", "+442079460018"),
        ("0044 20 7946 0018", "US", "+442079460018"),
        ("+39 (0)6 1234 5678", "US", "+390612345678"),
        ("011 15 1234-5678", "AR", "+541112345678"),
        ("+54 9 11 1234-5678", "US", "+541112345678"),
        ("(0xx11) 98765-4321", "BR", "+5511987654321"),
        ("0 15 11 98765-4321", "BR", "+5511987654321"),
        ("11 8765-4321", "BR", "+5511987654321"),
        ("+55 11 2345-4321", "US", "+551123454321"),
        ("8 912 345-67-89", "RU", "+79123456789"),
        ("010 1 415 555 0131", "JP", "+14155550131"),
    ],
)
def test_prefixes_that_are_dialled_here_or_were_once_are_taken_off(raw: str, country: str, e164: str) -> None:
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
        "1.41555E+10",
        "1,41555E+10",
        "1.4155550131E+12",
        "1 800 FLOWERS",
        "030 231250 OO",
        "l 415 555 0131",
        "415 555 0131, 9am",
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
def test_several_numbers_in_a_field_are_no_single_number(raw: str) -> None:
    assert number(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "512 555 0101 or 512 555 0102",
        "(512) 555-0101 / 512-555-0102",
        "+15125550101, +15125550102",
        "H: 512 555 0101 W: 512 555 0102",
        "5125550101 5125550102",
        "512 555 0101 (home)\n512 555 0102 (work)",
    ],
)
def test_several_numbers_in_a_field_are_read_one_by_one(raw: str) -> None:
    phones = all_written(raw, "US", shop_country="US")
    assert [phone.e164 for phone in phones] == ["+15125550101", "+15125550102"]


@pytest.mark.parametrize("raw", ["512-555-0101/0102", "512 555 0101, 512 555 0102, 22"])
def test_a_field_with_a_piece_of_a_number_is_kept_as_it_is(raw: str) -> None:
    assert all_written(raw, "US", shop_country="US") == (Phone(None, raw),)


def test_one_number_of_several_that_cannot_be_read_is_kept_beside_the_others() -> None:
    phones = all_written("512 555 0101 or 512 555 O102", "US", shop_country="US")
    assert [phone.e164 for phone in phones] == ["+15125550101", None]


@pytest.mark.parametrize(
    "ending",
    [
        "x123",
        " ext. 123",
        " Ext 123",
        " extension 123",
        " poste 123",
        " ext123",
        " (ext 123)",
        " #123",
        ";ext=123",
        " EXT:123",
    ],
)
def test_an_extension_is_kept_apart(ending: str) -> None:
    raw = f"512-555-0101{ending}"
    assert as_written(raw, "US", shop_country="US") == Phone("+15125550101", raw, "123")


@given(st.text(), st.sampled_from(["", "US", "GB", "MX", "FR"]))
def test_whatever_was_written_ends_as_a_number_or_as_nothing(raw: str, country: str) -> None:
    phone = as_written(raw, country, shop_country="US")
    assert phone.raw == raw
    assert phone.e164 is None or E164.fullmatch(phone.e164)


@given(st.text(alphabet="0123456789 +-().,/;:#xEeOIl'=\"abcTel\n\u202a", max_size=80))
def test_each_number_of_a_field_is_a_number_or_nothing(raw: str) -> None:
    phones = all_written(raw, "US", shop_country="US")
    assert phones
    assert all(phone.e164 is None or E164.fullmatch(phone.e164) for phone in phones)


NORTH_AMERICAN = st.from_regex(
    r"(\+?1?[ -]?)(\(?\d{3}\)?[ -]?\d{3}[ -]?\d{4})", fullmatch=True, alphabet=st.characters(max_codepoint=127)
)
COUNTRIES = st.sampled_from(["", "US", "CA", "PR", "GB", "MX", "DE"])


@given(NORTH_AMERICAN, COUNTRIES, st.sampled_from(["US", "CA", "GB"]))
def test_a_number_of_north_america_is_read_as_its_numbering_plan_has_it(raw: str, country: str, shop: str) -> None:
    assert as_written(raw, country, shop_country=shop).e164 == _read_by_plans(raw, country, shop)
