"""Late, missing and damaged parcels: to the hour, in the destination's zone, and the same for every caller."""

from datetime import date, datetime, timedelta

import pytest

from ivr.orders.delivery_status import DeliveryStatus, Help, delivery_status, is_under_way
from ivr.orders.model import Basis, DeliveryWindow, Order, Refund, RefundState, Return, ReturnState
from ivr.orders.model import OrderStatus as Status
from ivr.orders.model import TrackingStatus as Tracking
from routing.issues import DELIVERY_PROBLEM

from .placed import ARRIVED, LATE, NOW, ON_ITS_WAY, OUT, SORRY, at, between, due, order, parcel, told


def days_late(of: Order, now: datetime = NOW) -> int | None:
    """Days that an order is late; None when it is not."""
    lateness = delivery_status(of, now).lateness
    return lateness.days if lateness else None


@pytest.mark.parametrize(
    ("shipment", "now", "days"),
    [
        (ON_ITS_WAY, NOW, None),
        (LATE, NOW, 2),
        (OUT, at(24, "18:00"), None),
        (OUT, at(24, "18:01"), 0),
        (OUT, at(25, "00:00"), 1),
        (parcel(Tracking.IN_TRANSIT, due(24)), at(24, "23:59"), None),
        (parcel(Tracking.IN_TRANSIT, due(24)), at(25, "00:00"), 1),
        (parcel(Tracking.IN_TRANSIT, DeliveryWindow(at(24, "08:00"), at(25, "00:00"))), at(24, "23:59"), None),
        (parcel(Tracking.IN_TRANSIT, DeliveryWindow(at(24, "08:00"), at(25, "00:00"))), at(25, "00:30"), 1),
        (parcel(Tracking.OUT_FOR_DELIVERY, DeliveryWindow(at(24, "22:00"), at(25, "02:00"))), at(25, "02:01"), 0),
        (parcel(Tracking.DELAYED), NOW, 0),
        (parcel(Tracking.DELAYED, due(26)), NOW, 0),
        (parcel(Tracking.DELAYED, due(21), due(26)), NOW, 3),
        (parcel(Tracking.EXCEPTION, due(22), reason="customs"), NOW, 2),
        (parcel(Tracking.EXCEPTION, due(22), reason="refused"), NOW, None),
        (parcel(Tracking.ATTEMPTED, due(22), scanned=at(23, "09:00")), NOW, None),
        (parcel(Tracking.ATTEMPTED, due(23), scanned=at(22, "09:00")), NOW, 1),
        (parcel(Tracking.DELIVERED, due(20), delivered=at(23, "09:00")), NOW, None),
        (parcel(Tracking.READY_FOR_PICKUP, due(20)), NOW, None),
        (parcel(Tracking.RETURNING, due(20)), NOW, None),
        (parcel(Tracking.UNKNOWN, due(20)), NOW, None),
        (parcel(Tracking.IN_TRANSIT), NOW, None),
    ],
)
def test_a_parcel_is_late_when_its_window_has_passed(shipment: object, now: datetime, days: int | None) -> None:
    assert days_late(order(shipment), now) == days


def test_the_day_ends_where_the_order_goes() -> None:
    due_today = parcel(Tracking.IN_TRANSIT, due(24))
    assert days_late(order(due_today, time_zone="Pacific/Auckland"), at(24, "12:00")) == 1
    assert days_late(order(due_today, time_zone="Pacific/Honolulu"), at(25, "03:00")) is None


def test_a_window_that_ends_at_midnight_elsewhere_ends_at_its_hour_here() -> None:
    utc = datetime.fromisoformat
    out = parcel(
        Tracking.OUT_FOR_DELIVERY, DeliveryWindow(utc("2026-11-24T20:00+00:00"), utc("2026-11-25T00:00+00:00"))
    )
    assert days_late(order(out), at(24, "19:01")) == 0


def test_an_order_is_as_late_as_its_latest_parcel() -> None:
    assert days_late(order(ON_ITS_WAY, LATE, ARRIVED)) == 2


@pytest.mark.parametrize(
    ("whole", "days"),
    [
        (order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 21)), 3),
        (order(status=Status.PREORDER, expected_ship_on=date(2026, 11, 24)), None),
        (order(status=Status.PREORDER, promises=(due(22),)), 2),
        (order(status=Status.PROCESSING, promises=(due(20),)), 4),
        (order(status=Status.ON_HOLD, promises=(due(20),)), 4),
        (order(status=Status.PENDING_PAYMENT, promises=(due(20),)), None),
        (order(status=Status.DELIVERED, promises=(due(20),)), None),
        (order(ARRIVED, status=Status.PARTIALLY_DELIVERED, promises=(due(22),)), 2),
        (order(LATE, status=Status.CANCELLED), None),
        (order(LATE, status=Status.UNKNOWN), None),
        (order(LATE, unknown_words={"status": "in limbo"}), None),
    ],
)
def test_an_order_without_parcels_can_be_late_and_one_that_may_be_off_cannot(whole: Order, days: int | None) -> None:
    assert days_late(whole) == days


@pytest.mark.parametrize(
    ("whole", "status"),
    [
        (order(parcel(Tracking.EXCEPTION, reason="damaged")), ("problem", "damaged", True)),
        (order(parcel(Tracking.EXCEPTION, reason="lost"), LATE), ("problem", "missing", True)),
        (order(parcel(Tracking.EXCEPTION, reason="weather")), ("problem", "", True)),
        (order(LATE, ARRIVED), ("late", "late", True)),
        (order(parcel(Tracking.OUT_FOR_DELIVERY, between("08:00", "10:00"))), ("late", "late", True)),
        (order(ON_ITS_WAY), ("on_its_way", "", False)),
    ],
)
def test_what_is_wrong_with_an_order_is_one_thing(whole: Order, status: tuple[str, str, bool]) -> None:
    found = delivery_status(whole, NOW)
    assert (found.state, found.problem, found.issue == DELIVERY_PROBLEM) == status


def assert_unsure(status: DeliveryStatus) -> None:
    assert (status.state, status.lateness, status.issue) == ("unknown", None, "order_status")
    assert (status.help, status.parcels) == ({Help.AGENT}, ())


UNSURE = "Your order is in our books, but I can't see the latest scan."


@pytest.mark.parametrize(
    "shipment", [ON_ITS_WAY, OUT, LATE, parcel(Tracking.DELAYED, due(26)), parcel(Tracking.DELAYED)]
)
def test_an_order_whose_own_state_is_not_known_is_promised_no_day(shipment: object) -> None:
    assert told(order(shipment, status=Status.UNKNOWN)) == UNSURE
    assert told(order(shipment, unknown_words={"status": "in limbo"})) == UNSURE
    assert_unsure(delivery_status(order(shipment, status=Status.UNKNOWN), NOW))


def test_what_has_happened_to_such_an_order_is_told_all_the_same() -> None:
    assert told(order(ARRIVED, status=Status.UNKNOWN)).startswith("Your order was delivered on Friday.")
    tried = parcel(Tracking.ATTEMPTED, due(26))
    assert "expected" not in told(order(tried, status=Status.UNKNOWN))


THURSDAY, FRIDAY = due(26, basis=Basis.PROMISED), date(2026, 11, 27)
SUNDAY, SATURDAY = due(22, basis=Basis.PROMISED), date(2026, 11, 21)
EXPECTED, SHIPS = "It's expected on Thursday.", "It's expected to ship on Friday."
WAS_EXPECTED = f"It was expected on Sunday and is running late. {SORRY}"
DID_NOT_SHIP = f"It was expected to ship on Saturday and is running late. {SORRY}"
FIRST = {
    Status.PENDING_PAYMENT: "Your order is waiting for the payment to arrive. Then we'll prepare it.",
    Status.ON_HOLD: "Your order is on hold for the moment. Our team can tell you more.",
    Status.PARTIALLY_SHIPPED: "Your order is partly on its way. The rest is still being prepared.",
    Status.PARTIALLY_DELIVERED: "Your order was delivered in part. The rest is still to come.",
    Status.SHIPPED: "Your order has been sent. There is no tracking for it yet.",
    Status.PROCESSING: "Your order is being prepared and hasn't been sent yet.",
}
PREPARED = f"Your order is running late. It was expected on Sunday and is still being prepared. {SORRY}"


@pytest.mark.parametrize(
    ("status", "promised", "missed"),
    [
        *[(each, f"{FIRST[each]} {EXPECTED}", f"{FIRST[each]} {WAS_EXPECTED}") for each in FIRST
          if each not in (Status.PENDING_PAYMENT, Status.PROCESSING)],
        (Status.PENDING_PAYMENT, f"{FIRST[Status.PENDING_PAYMENT]} {EXPECTED}", FIRST[Status.PENDING_PAYMENT]),
        (Status.PROCESSING, "Your order is being prepared and is expected on Thursday.", PREPARED),
        (
            Status.PREORDER,
            "Your order is a pre-order and is expected on Thursday.",
            f"Your pre-order is running late. It was expected on Sunday. {SORRY}",
        ),
        (
            Status.BACKORDER,
            "Your order is waiting for stock and is expected on Thursday.",
            f"Your order is running late. It was expected on Sunday and is still waiting for stock. {SORRY}",
        ),
    ],
)  # fmt: skip
def test_a_promised_day_is_said_in_every_state_and_never_as_if_it_still_stood(
    status: Status, promised: str, missed: str
) -> None:
    assert told(order(status=status, promises=(THURSDAY,))) == promised
    assert told(order(status=status, promises=(SUNDAY,))) == missed


@pytest.mark.parametrize("status", [Status.ON_HOLD, Status.PROCESSING, Status.PARTIALLY_SHIPPED])
def test_a_day_of_sending_is_said_in_every_state_before_it(status: Status) -> None:
    assert told(order(status=status, expected_ship_on=FRIDAY)) == f"{FIRST[status]} {SHIPS}"
    assert told(order(status=status, expected_ship_on=SATURDAY)) == f"{FIRST[status]} {DID_NOT_SHIP}"
    both = order(status=status, expected_ship_on=FRIDAY, promises=(due(30),))
    assert told(both) == f"{FIRST[status]} {SHIPS} It's expected on Monday."


def test_a_preorder_with_both_days_says_both() -> None:
    both = order(status=Status.PREORDER, expected_ship_on=FRIDAY, promises=(due(30),))
    assert told(both) == "Your order is a pre-order and is expected to ship on Friday. It's expected on Monday."
    late = order(status=Status.PREORDER, expected_ship_on=SATURDAY, promises=(due(30),))
    assert told(late) == (
        f"Your pre-order is running late. It was expected to ship on Saturday. It's expected on Monday. {SORRY}"
    )


def test_what_is_promised_of_the_rest_is_said() -> None:
    rest = order(ARRIVED, status=Status.PARTIALLY_DELIVERED, promises=(THURSDAY,))
    assert "The rest of your order is still to come. It's expected on Thursday." in told(rest)


def test_a_problem_past_its_day_is_late_in_words_too() -> None:
    held = parcel(Tracking.EXCEPTION, due(22), reason="customs")
    assert told(order(held)) == f"Your order is waiting to clear customs. {WAS_EXPECTED}"
    assert "It was expected on Sunday and is running late." in told(order(held, ON_ITS_WAY))


def aged(days: int, **more: object) -> Order:
    made = order(**more)
    return Order(**{name: getattr(made, name) for name in made.__slots__} | {"placed_at": NOW - timedelta(days=days)})


@pytest.mark.parametrize(
    ("whole", "under_way"),
    [
        (order(ON_ITS_WAY), True),
        (order(OUT), True),
        (order(ARRIVED), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00"))), False),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), ON_ITS_WAY), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), returns=(Return(ReturnState.RECEIVED),)), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), refunds=(Refund(RefundState.PENDING),)), True),
        (order(parcel(Tracking.DELIVERED, delivered=at(9, "09:00")), refunds=(Refund(RefundState.COMPLETED),)), False),
        (order(status=Status.CANCELLED, cancelled_at=at(20, "09:00")), True),
        (order(status=Status.CANCELLED, cancelled_at=at(1, "09:00")), False),
        (aged(20, status=Status.DELIVERED), False),
        (aged(100, status=Status.PROCESSING), True),
        (aged(130, status=Status.PROCESSING), False),
        (aged(130, status=Status.PREORDER), True),
        (order(status=Status.UNKNOWN), True),
    ],
)
def test_what_a_caller_is_likely_to_call_about_is_under_way(whole: Order, under_way: bool) -> None:
    assert is_under_way(whole, NOW) is under_way
