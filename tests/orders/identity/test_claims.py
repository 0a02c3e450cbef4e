from collections.abc import Iterable

import pytest

from ivr.orders.identity.claims import Allowance, Checked, Claim, Guess, Limit, Try, TryCounter, check, check_more
from ivr.orders.identity.verification import Level, Policy, Standing, Why
from ivr.orders.model import Order
from ivr.orders.order_source import KnownOrders, Unavailable
from tests.orders.making import ALICE, BOB, NOW, an_order

NOBODY = Policy().recognise(None, None, NOW)
THEIRS = an_order("2002", phone=BOB, customer="bob", postcode="10001")


class Orders:
    """A source that records its requests."""

    def __init__(self, orders: Iterable[Order]) -> None:
        self.orders = list(orders)
        self.asked: list[str] = []

    def by_phone(self, e164: str) -> KnownOrders:
        return KnownOrders.of(e164, [order for order in self.orders if order.phones[0].e164 == e164])

    def by_number(self, number: str) -> tuple[Order, ...]:
        self.asked.append(number)
        return tuple(order for order in self.orders if order.number == number)

    def by_identity(self, number: str) -> Order | None:
        return next(iter(self.by_number(number)), None)


OF_CALL, OF_ORDER = TryCounter("call", 3, 60), TryCounter("order", 5, 60)


class Tries:
    """Records the tries, and answers each with a limit if configured."""

    def __init__(self, limit: Limit = Limit.NOT_REACHED) -> None:
        self.limit = limit
        self.asked: list[Try] = []

    def allowance(self, tried: Try) -> Allowance:
        self.asked.append(tried)
        charged = (OF_CALL,) if tried.goes_on else ()
        return Allowance(self.limit, (OF_CALL, OF_ORDER), frozenset({"order"}), charged)


WRONG = Guess(counted=(OF_CALL, OF_ORDER), free=(OF_CALL,))


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
    assert tries.asked == [Try("CA1", claimed="2002", found=("2002",))]
    assert checked.guess == Guess(free=(OF_CALL, OF_ORDER))


@pytest.mark.parametrize("limit", [Limit.NOT_REACHED, Limit.FOUND])
@pytest.mark.parametrize("claim", [Claim("CA1", "", "2002", "99999"), Claim("CA1", "", "9999", "10001")])
def test_no_such_order_and_wrong_postcode_are_one_answer_after_the_same_work(
    orders: Orders, claim: Claim, limit: Limit
) -> None:
    tries = Tries(limit)
    assert check(claim, NOBODY, orders=orders, guesses=tries) == Checked(NOBODY, guess=WRONG)
    assert (len(orders.asked), len(tries.asked)) == (1, 1)


def test_an_order_that_was_tried_too_often_is_answered_as_if_the_postcode_were_wrong(orders: Orders) -> None:
    tries = Tries(Limit.FOUND)
    assert check(Claim("CA1", "", "2002", "10001"), NOBODY, orders=orders, guesses=tries) == Checked(
        NOBODY, guess=WRONG
    )
    assert (len(orders.asked), len(tries.asked)) == (1, 1)


@pytest.mark.parametrize("limit", sorted(set(Limit) - {Limit.NOT_REACHED, Limit.FOUND}))
def test_when_a_limit_is_reached_nothing_is_right(orders: Orders, known: Standing, limit: Limit) -> None:
    for checked in (
        check(Claim("CA1", "", "2002", "10001"), NOBODY, orders=orders, guesses=Tries(limit)),
        check_more(Claim("CA1", ALICE, "1001", "94105"), known, guesses=Tries(limit)),
    ):
        assert (checked.refused, checked.right, checked.limit) == (True, False, limit)
        assert checked.guess is None


def test_a_known_caller_proves_more_with_a_postcode(known: Standing) -> None:
    checked = check_more(Claim("CA1", ALICE, postcode="94105"), known, guesses=Tries())
    assert (checked.right, checked.standing.level) == (True, Level.DETAILS)


def test_what_is_given_for_ones_own_orders_is_counted_as_no_order_number(known: Standing) -> None:
    tries = Tries()
    assert not check_more(Claim("CA1", ALICE, "2002", "2002"), known, guesses=tries).right
    assert tries.asked == [Try("CA1", ALICE, own="1001", is_known=True)]


def test_orders_that_cannot_be_seen_prove_nothing_and_count_nothing() -> None:
    class Gone(Orders):
        def by_number(self, number: str) -> tuple[Order, ...]:
            raise Unavailable

    tries = Tries()
    with pytest.raises(Unavailable):
        check(Claim("CA1", ALICE, "1001", "94105"), NOBODY, orders=Gone([]), guesses=tries)
    assert tries.asked == []


def test_a_right_answer_takes_back_what_the_question_before_it_was_counted() -> None:
    claim = Claim("CA1", "", "2002", "10001", goes_on=True)
    guess = check(claim, NOBODY, orders=Orders([THEIRS]), guesses=Tries()).guess
    assert guess == Guess(returned=(OF_CALL,), free=(OF_CALL, OF_ORDER))
