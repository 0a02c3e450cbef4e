"""Texts go in the hours of the destination, whatever its clock does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Order, OrderStatus
from ivr.orders.sending_hours import place_of, sending_time, zones_of
from ivr.orders.us_states import state_of_zip
from routing.notice_terms import NoticeTerms, SendingWindow

CALIFORNIA, GENEVA = "+14155550100", "+41446681800"
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe")
PLACES = (("US", "10001"), ("US", "75001"), ("US", "02901"), ("US", "35201"), ("DE", "10115"), ("JP", "100"), ("", ""))
TERMS = NoticeTerms()
MOMENTS = st.integers(0, 730 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def order(*, zone: str = "", country: str = "US", postcode: str = "") -> Order:
    placed = datetime(2026, 11, 1, tzinfo=UTC)
    return Order("1", placed, "c", OrderStatus.SHIPPED, time_zone=zone, country=country, postcode=postcode)


@given(
    now=MOMENTS,
    zone=st.sampled_from(ZONES),
    place=st.sampled_from(PLACES),
)
def test_a_text_goes_at_once_or_later_and_never_in_the_night(now: datetime, zone: str, place: tuple[str, str]):
    found = order(zone=zone, country=place[0], postcode=place[1])
    at = sending_time(found, CALIFORNIA, TERMS, now)
    assert at is not None and now <= at < now + timedelta(days=5)
    assert 8 <= at.astimezone(ZoneInfo(zone)).hour < 21
    assert sending_time(found, CALIFORNIA, TERMS, at) == at


@given(
    now=MOMENTS,
    zone=st.sampled_from(ZONES),
)
def test_where_no_rule_is_known_it_is_a_weekday_from_ten_to_six(now: datetime, zone: str):
    here = sending_time(order(zone=zone, country="US"), CALIFORNIA, TERMS, now).astimezone(ZoneInfo(zone))
    assert here.weekday() < 5 and 10 <= here.hour < 18
    assert (here.month, here.day) not in {(1, 1), (7, 4), (12, 25)}


def test_the_morning_after_the_clocks_change_begins_on_the_new_clock():
    saturday = datetime(2026, 10, 31, 23, 0, tzinfo=ZoneInfo("America/New_York"))
    at = sending_time(order(zone="America/New_York", postcode="33101"), CALIFORNIA, TERMS, saturday)
    assert at == datetime(2026, 11, 1, 13, 0, tzinfo=UTC), "eight in the morning, five hours behind"


def test_without_a_zone_every_zone_of_the_number_has_to_be_open():
    now = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # half past ten in New York, half past seven in Los Angeles
    anywhere = order()
    assert zones_of(anywhere, "+18335550100")[0].startswith("America/")
    at = sending_time(anywhere, CALIFORNIA, TERMS, now)
    assert at == datetime(2026, 11, 24, 18, 0, tzinfo=UTC), "ten in California"


def test_a_number_without_a_place_gets_none():
    assert sending_time(order(country=""), "+88312345678", TERMS, datetime(2026, 11, 24, 15, tzinfo=UTC)) is None


def test_a_zone_that_does_not_exist_counts_as_none():
    assert zones_of(order(zone="Mars/Olympus"), GENEVA) == ("Europe/Zurich",)


def test_the_window_of_a_state_goes_before_that_of_its_country():
    terms = NoticeTerms(windows={"US": SendingWindow(open={"mon-sun": "12:00-13:00"}, holidays=False)})
    now = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
    assert sending_time(order(zone="America/Chicago", postcode="75001"), CALIFORNIA, terms, now).hour == 12
    assert sending_time(order(zone="America/Chicago", postcode="75001"), CALIFORNIA, TERMS, now).hour == 12


@pytest.mark.parametrize(
    ("postcode", "state"),
    [
        *(("10001", "NY"), ("90210-1234", "CA"), ("33101", "FL"), ("75201", "TX"), ("00501", "NY"), ("06510", "CT")),
        *(("09001", ""), ("34001", ""), ("", ""), ("ABC", ""), ("1000", ""), ("59901", "MT"), ("96701", "HI")),
    ],
)
def test_a_zip_code_tells_its_state(postcode: str, state: str):
    assert state_of_zip(postcode) == state


def test_a_place_abroad_has_no_state():
    assert place_of(order(country="DE", postcode="10001"), GENEVA) == "DE"
    assert place_of(order(country="", postcode="10001"), GENEVA) == "CH"
    assert place_of(order(postcode="33101"), CALIFORNIA) == "US-FL"


@pytest.mark.parametrize("country", ["XK", "USA", "zz", "US-XX"])
def test_a_place_whose_holidays_are_not_known_has_none(country: str):
    now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert sending_time(order(zone="Europe/Berlin", country=country), CALIFORNIA, TERMS, now) == now
