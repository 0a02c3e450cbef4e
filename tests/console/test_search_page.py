"""Finding calls: by number, order, day and outcome; addresses that name nobody; kept searches; downloads."""

import csv
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest

from ivr.adapters.sql.records.stream_consumer import drain
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL


@pytest.fixture
def two_calls(phone, shop, stores) -> tuple[str, str]:
    """A call about Alice's order, and then one from a withheld number that asked for a person."""
    shop.has_order(phone=ALICE, number="NW-1001", status="out_for_delivery")
    phone.dials().hangs_up()
    first = phone.call_sid
    phone.dials(from_="anonymous").presses("0").hangs_up()
    drain(stores.redis, stores.engine)
    return first, phone.call_sid


def landed(browser, **typed: str) -> str:
    """The address to which the form leads."""
    browser.opens("/search")
    form = {"csrf_token": browser.page.split('name="csrf_token" value="')[1].split('"')[0], **typed}
    headers = {"Referer": f"{PUBLIC_URL}/console/"}
    answer = browser.client.post("/console/search", data=form, headers=headers, base_url=PUBLIC_URL)
    return answer.headers["Location"]


@pytest.mark.parametrize("typed", ["+1 415 555 0100", "(415) 555-0100", "001 415 555 0100"])
def test_a_call_is_found_by_number_in_any_form_and_no_address_has_it(ada, two_calls, typed):
    address = landed(ada, phone=typed)
    assert "555" not in address
    ada.opens(address.split("/console")[1]).shows("1 call", two_calls[0][-6:])
    assert two_calls[1][-6:] not in ada.page


def test_what_is_no_number_is_said_so(ada, two_calls):
    assert ada.opens("/search").sends("/search", phone="abc").shows("This is no telephone number").status == 422


@pytest.mark.parametrize("typed", ["NW-1001", "nw 1001", "1001"])
def test_a_call_is_found_by_its_order_in_the_spellings_of_callers(ada, two_calls, typed):
    address = landed(ada, number=typed)
    assert "1001" not in address
    ada.opens(address.split("/console")[1]).shows("1 call", two_calls[0][-6:])


def test_filters_combine(ada, two_calls, shop):
    ada.opens("/search").sends("/search", span="today", outcome="abandoned").shows("1 call", two_calls[1][-6:])
    ada.sends("/search", span="yesterday", outcome="abandoned").shows("No calls fit.")
    ada.opens("/search").sends("/search", queue="care-en", dialled=LINE).shows("1 call", two_calls[1][-6:])


def test_a_day_that_is_none_and_a_time_that_is_none_are_told_of(ada, two_calls):
    ada.opens("/search").sends("/search", since="tomorrow", shortest="long")
    ada.shows("Write the day as 2026-11-24.", "Write minutes, as 2")


def test_days_that_are_typed_count_unless_another_span_is_chosen(ada, two_calls):
    ada.opens("/search").sends("/search", since="2026-11-25").shows("No calls fit.")
    ada.sends("/search", since="2026-11-24", until="2026-11-24").shows("2 calls")
    ada.sends("/search", span="yesterday").shows("No calls fit.")


def test_one_call_opens_by_the_end_of_its_id(ada, two_calls):
    ada.opens("/search").sends("/search", sid=two_calls[0][-8:]).shows(two_calls[0])


def test_a_search_is_kept_and_shared_with_the_team_alone(ada, signed_in, two_calls):
    vera, sue = signed_in("vendor", vendor="acme"), signed_in("supervisor")
    ada.opens("/search").sends("/search", outcome="abandoned")
    ada.sends("/search/keep", name="Lost calls", shared="on").shows("is kept", "Lost calls")
    sue.opens("/search").shows("Lost calls", "of ada")
    assert "Lost calls" not in vera.opens("/search").page
    sue.sends("/search/forget", kept=ada.opens("/search").page.split('name="kept" value="')[1].split('"')[0])
    ada.opens("/search").shows("Lost calls").sends("/search/forget")
    assert "Lost calls" not in ada.page


def test_a_search_for_one_caller_is_not_kept(ada, two_calls):
    ada.opens("/search").sends("/search", phone=ALICE)
    fields = {name: values[0] for name, values in parse_qs(urlsplit(landed(ada, phone=ALICE)).query).items()}
    ada.sends("/search/keep", name="Alice", **fields).shows("is not kept")
    assert ">Alice<" not in ada.opens("/search").page


def test_a_download_has_what_fits_and_the_audit_tells_of_it(ada, two_calls):
    answer = ada.client.get("/console/search.csv?span=today", base_url=PUBLIC_URL)
    rows = list(csv.DictReader(StringIO(answer.get_data(as_text=True))))
    assert [row["call"] for row in rows] == [two_calls[1], two_calls[0]]
    assert [row["caller ends in"] for row in rows] == ["", ALICE[-2:]]
    assert ALICE not in answer.get_data(as_text=True)
    ada.opens("/audit").shows("ada", "span today")


def test_the_former_address_of_the_list_leads_to_the_search(ada, two_calls):
    ada.opens("/calls").shows("Telephone number", "2 calls")
