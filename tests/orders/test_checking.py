from collections.abc import Iterable

import pytest

from ivr.orders.checking import Checked, Claim, Limit, check
from ivr.orders.model import Order
from ivr.orders.source import Known, Unavailable
from ivr.orders.verify import Level, Policy, Standing, Why

from .making import ALICE, BOB, NOW, an_order

NOBODY = Policy().recognise(None, None, NOW)
THEIRS = an_order("2002", phone=BOB, customer="bob", postcode="10001")


class Orders:
    """A source that notes what it was asked."""

    def __init__(self, orders: Iterable[Order]) -> None:
        self.orders = list(orders)
        self.asked: list[str] = []

    def by_phone(self, e164: str) -> Known:
        return Known.of(e164, [order for order in self.orders if order.phones[0].e164 == e164])

    def by_number(self, number: str) -> tuple[Order, ...]:
        self.asked.append(number)
        return tuple(order for order in self.orders if order.number == number)


class Tries:
    """Counts tries, and refuses all when told to."""

    def __init__(self, limit: Limit = Limit.NOT_REACHED) -> None:
        self.limit = limit
        self.counted = 0

    def take(self, claim: Claim, *, verified: bool) -> Limit:
        self.counted += 1
        return self.limit

    def give_back(self, claim: Claim) -> None:
        self.counted -= 1


@pytest.fixture
def orders() -> Orders:
    return Orders([an_order(), THEIRS])


@pytest.fixture
def known(orders: Orders) -> Standing:
    return Policy().recognise(orders.by_phone(ALICE), None, NOW)


def test_number_and_postcode_open_a_strangers_order(orders: Orders) -> None:
    tries = Tries()
    checked = check(Claim("CA1", "", "2002", "10001"), NOBODY, orders=orders, guesses=tries)
    assert (checked.right, checked.standing.orders, checked.standing.why) == (True, (THEIRS,), Why.PROVED)
    assert tries.counted == 0


@pytest.mark.parametrize("claim", [Claim("CA1", "", "2002", "99999"), Claim("CA1", "", "9999", "10001")])
def test_no_such_order_and_wrong_postcode_are_one_answer_after_the_same_work(orders: Orders, claim: Claim) -> None:
    tries = Tries()
    assert check(claim, NOBODY, orders=orders, guesses=tries) == Checked(NOBODY)
    assert (len(orders.asked), tries.counted) == (1, 1)


def test_when_a_limit_is_reached_the_orders_are_not_asked(orders: Orders) -> None:
    checked = check(Claim("CA1", "", "2002", "10001"), NOBODY, orders=orders, guesses=Tries(Limit.ORDER))
    assert (checked.refused, checked.right, checked.standing) == (True, False, NOBODY)
    assert orders.asked == []


def test_a_known_caller_proves_more_with_a_postcode(orders: Orders, known: Standing) -> None:
    checked = check(Claim("CA1", ALICE, postcode="94105"), known, orders=orders, guesses=Tries())
    assert (checked.right, checked.standing.level) == (True, Level.DETAILS)


def test_orders_that_cannot_be_seen_prove_nothing(known: Standing) -> None:
    class Gone(Orders):
        def by_number(self, number: str) -> tuple[Order, ...]:
            raise Unavailable

    with pytest.raises(Unavailable):
        check(Claim("CA1", ALICE, "1001"), known, orders=Gone([]), guesses=Tries())
