"""What a caller hears who does not have what was delivered."""

from dataclasses import replace

import pytest

from ivr.orders.delivery_status import delivery_status
from ivr.orders.model import LeftAt, Order
from ivr.orders.model import OrderStatus as Status
from ivr.orders.model import TrackingStatus as Tracking
from ivr.orders.not_here_message import not_here_lines

from .placed import ARRIVED, NOW, ON_ITS_WAY, at, heard, order, parcel

TODAY = parcel(Tracking.DELIVERED, delivered=at(24, "09:00"))


def told(whole: Order) -> str:
    return heard(not_here_lines(delivery_status(whole, NOW)))


@pytest.mark.parametrize(
    ("left_at", "words"),
    [
        (None, "Could you check your mailbox and ask your neighbors? Is it there?"),
        (
            LeftAt.FRONT_DOOR,
            "It was left at the front door. Could you look there again, and ask your neighbors? Is it there?",
        ),
        (LeftAt.NEIGHBOUR, "It was left with a neighbor. Could you ask your neighbors? Is it there?"),
        (
            LeftAt.IN_PERSON,
            "It was handed to somebody at your address. Could you ask the people you live or work with? Is it there?",
        ),
    ],
)
def test_when_where_and_one_question(left_at: LeftAt | None, words: str) -> None:
    whole = order(replace(TODAY, left_at=left_at))
    assert told(whole) == f"The carrier recorded the delivery today at 9 a.m. {words}"


def test_without_a_day_only_the_question_is_asked() -> None:
    assert told(order(status=Status.DELIVERED)).startswith("Could you check your mailbox")


def test_of_several_parcels_no_neighbour_is_named() -> None:
    assert (
        told(order(ARRIVED, replace(TODAY, left_at=LeftAt.NEIGHBOUR)))
        == "Could you check once more? Is everything there?"
    )


@pytest.mark.parametrize("whole", [order(ON_ITS_WAY), order(status=Status.CANCELLED)])
def test_nothing_is_said_of_what_was_not_delivered(whole: Order) -> None:
    assert not_here_lines(delivery_status(whole, NOW)) == ()
