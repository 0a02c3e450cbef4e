"""Until when an order can be returned, and why not: the shop's terms, on the destination's clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.model import Order, OrderStatus, Return, ReturnState, Shipment, TrackingStatus
from ivr.orders.return_rules import NoReturn, ReturnEligibility, return_eligibility
from routing.return_terms import ReturnTerms

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def terms(**values: Any) -> ReturnTerms:
    return ReturnTerms.model_validate({"days": 30, **values})


def delivered(days_ago: int | None = 3, **values: Any) -> Order:
    at = None if days_ago is None else NOW - timedelta(days=days_ago)
    parcel = Shipment("S1", TrackingStatus.DELIVERED, delivered_at=at)
    order = {"number": "1001", "placed_at": NOW - timedelta(days=9), "customer": "c", "status": OrderStatus.DELIVERED}
    return Order(**{**order, "shipments": (parcel,), "country": "US", "time_zone": "America/New_York", **values})


def test_it_counts_from_the_delivery():
    assert return_eligibility(delivered(3), terms(), NOW) == ReturnEligibility(until=date(2026, 12, 21))


def test_it_counts_from_the_order_where_the_shop_says_so():
    found = return_eligibility(delivered(3), terms(**{"from": "order"}), NOW)
    assert found.until == date(2026, 12, 15)


def test_the_last_day_is_a_day_and_the_next_is_too_late():
    assert return_eligibility(delivered(30), terms(), NOW).is_granted
    assert return_eligibility(delivered(31), terms(), NOW) == ReturnEligibility(NoReturn.TOO_LATE, date(2026, 11, 23))


def test_the_day_is_that_of_the_destination():
    late = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # half past midnight of the 25th in Tokyo
    tokyo = delivered(None, time_zone="Asia/Tokyo", shipments=(_brought(date(2026, 10, 25)),))
    new_york = delivered(None, shipments=(_brought(date(2026, 10, 25)),))
    assert return_eligibility(tokyo, terms(), late).reason is NoReturn.TOO_LATE
    assert return_eligibility(new_york, terms(), late).is_granted


def test_the_day_of_the_order_is_that_of_the_destination_too():
    placed = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)  # the 16th in Tokyo
    found = return_eligibility(delivered(placed_at=placed, time_zone="Asia/Tokyo"), terms(**{"from": "order"}), NOW)
    assert found.until == date(2026, 12, 16)


def _brought(on: date) -> Shipment:
    return Shipment("S1", TrackingStatus.DELIVERED, delivered_at=on)


@pytest.mark.parametrize(
    ("order", "until"),
    [
        (delivered(country="DE"), date(2026, 12, 5)),
        (delivered(tags=("outlet",)), date(2026, 11, 22)),
        (delivered(country="DE", tags=("outlet",)), date(2026, 12, 5)),
        (delivered(country="FR"), date(2026, 12, 21)),
    ],
)
def test_the_first_of_the_other_terms_that_fits_holds(order: Order, until: date):
    other = [{"country": "DE", "days": 14}, {"tag": "Outlet", "days": 7, "from": "order"}]
    assert return_eligibility(order, terms(other_terms=other), NOW).until == until


def test_what_was_ordered_before_the_holidays_goes_back_after_them():
    gift = {"placed_from": "2026-11-01", "placed_to": "2026-12-24", "until": "2027-01-31"}
    assert return_eligibility(delivered(), terms(extended=[gift]), NOW).until == date(2027, 1, 31)
    assert return_eligibility(delivered(), terms(days=365, extended=[gift]), NOW).until == date(2027, 11, 21)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (delivered(tags=("sale", "final sale")), NoReturn.FINAL_SALE),
        (delivered(status=OrderStatus.CANCELLED), NoReturn.CANCELLED),
        (delivered(returns=(Return(ReturnState.IN_TRANSIT),)), NoReturn.ALREADY_RETURNED),
        (
            delivered(status=OrderStatus.SHIPPED, shipments=(Shipment("S1", TrackingStatus.RETURNED_TO_SENDER),)),
            NoReturn.ALREADY_RETURNED,
        ),
        (
            delivered(status=OrderStatus.SHIPPED, shipments=(Shipment("S1", TrackingStatus.IN_TRANSIT),)),
            NoReturn.NOT_DELIVERED,
        ),
        (delivered(status=OrderStatus.PROCESSING, shipments=()), NoReturn.NOT_DELIVERED),
    ],
)
def test_the_reason_is_told(order: Order, reason: NoReturn):
    assert return_eligibility(order, terms(final_sale=["Final Sale"]), NOW).reason is reason


@pytest.mark.parametrize("state", [ReturnState.DECLINED, ReturnState.CANCELLED, ReturnState.EXPIRED])
def test_a_return_that_came_to_nothing_is_no_return(state: ReturnState):
    assert return_eligibility(delivered(returns=(Return(state),)), terms(), NOW).is_granted


@pytest.mark.parametrize(
    "order",
    [
        delivered(None),
        delivered(status=OrderStatus.PICKED_UP, shipments=()),
        delivered(shipments=(_brought(date(2026, 11, 1)), Shipment("S2", TrackingStatus.DELIVERED))),
        delivered(status=OrderStatus.SHIPPED, shipments=(Shipment("S1", TrackingStatus.UNKNOWN),)),
    ],
)
def test_nothing_is_refused_or_promised_where_the_day_is_not_known(order: Order):
    assert return_eligibility(order, terms(), NOW) == ReturnEligibility()


ORDERS = st.builds(
    delivered,
    st.none() | st.integers(0, 90),
    status=st.sampled_from(OrderStatus),
    tags=st.sets(st.sampled_from(["outlet", "final", "red"])).map(tuple),
    country=st.sampled_from(["", "US", "DE"]),
    time_zone=st.sampled_from(["", "America/New_York", "Asia/Tokyo", "nowhere"]),
    returns=st.lists(st.builds(Return, st.sampled_from(ReturnState)), max_size=2).map(tuple),
)
TERMS = st.builds(
    terms,
    days=st.integers(1, 60),
    final_sale=st.sampled_from([(), ("final",)]),
    other_terms=st.sampled_from([(), ({"country": ("DE",), "days": 14},), ({"tag": ("outlet",), "days": 3},)]),
)


@given(ORDERS, TERMS, st.integers(1, 30))
def test_a_return_is_refused_for_one_reason_and_lateness_never_heals(order: Order, given_terms: ReturnTerms, days: int):
    now = return_eligibility(order, given_terms, NOW)
    later = return_eligibility(order, given_terms, NOW + timedelta(days=days))
    assert not (now.is_granted and now.reason)
    assert now.until == later.until
    assert later.reason is NoReturn.TOO_LATE if now.reason is NoReturn.TOO_LATE else True
    if now.is_granted and now.until:
        assert now.until >= NOW.astimezone(ZoneInfo("America/New_York")).date()


@given(ORDERS, TERMS)
def test_final_sale_is_never_granted_and_more_days_never_take_a_return_away(order: Order, given_terms: ReturnTerms):
    found = return_eligibility(order, given_terms, NOW)
    if set(given_terms.final_sale) & set(order.tags):
        assert not found.is_granted
    longer = given_terms.model_copy(update={"days": given_terms.days + 30})
    assert return_eligibility(order, longer, NOW).is_granted or not found.is_granted
