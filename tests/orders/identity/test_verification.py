from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.orders.identity.verification import Level, Needs, Policy, Proof, Proved, Standing, Why, prove, prove_more
from ivr.orders.model import Order
from ivr.orders.order_source import SEEN, KnownOrders
from tests.orders.making import ALICE, BOB, NOW, an_order

POLICY = Policy()


def recognise(*orders: Order, attestation: str | None = None, phone: str = ALICE) -> Standing:
    return POLICY.recognise(KnownOrders.of(phone, orders), attestation, NOW)


def test_a_number_of_one_customer_opens_the_status_and_no_more() -> None:
    standing = recognise(an_order())
    assert (standing.level, standing.why, standing.needs) == (Level.STATUS, Why.UNIQUE, Needs.EITHER)


def test_orders_are_told_newest_first() -> None:
    standing = recognise(an_order("1", days_ago=9), an_order("2", days_ago=1))
    assert [order.number for order in standing.spoken] == ["2", "1"]


def test_an_order_that_does_not_carry_the_number_is_never_spoken_of() -> None:
    standing = recognise(an_order("1001"), an_order("1002", phone=BOB))
    assert [order.number for order in standing.orders] == ["1001"]


def test_a_source_that_returns_strangers_orders_opens_nothing() -> None:
    assert recognise(an_order(phone=BOB)).why is Why.NONE


def test_a_caller_without_a_number_needs_both() -> None:
    standing = POLICY.recognise(None, None, NOW)
    assert (standing.level, standing.needs, standing.why) == (Level.NOTHING, Needs.BOTH, Why.NONE)


def test_a_number_of_two_customers_identifies_nobody() -> None:
    standing = recognise(an_order("1"), an_order("2", customer="bob"))
    assert (standing.why, standing.level, standing.spoken) == (Why.SHARED, Level.NOTHING, ())


def test_a_second_customer_of_long_ago_had_the_number_before() -> None:
    standing = recognise(an_order("1"), an_order("2", customer="bob", days_ago=600))
    assert standing.why is Why.UNIQUE
    assert [order.number for order in standing.orders] == ["1"]


def test_a_second_customer_is_seen_beyond_the_orders_that_were_read_whole() -> None:
    mine = [an_order(str(number), days_ago=number * 4) for number in range(2, 60)]
    assert recognise(*mine, an_order("1", customer="bob", days_ago=300)).why is Why.SHARED


def test_a_customer_who_orders_every_week_is_known() -> None:
    orders = [an_order(str(week), days_ago=week * 7) for week in range(77)]
    assert len(orders) < SEEN
    assert recognise(*orders).why is Why.UNIQUE


def test_more_orders_in_a_month_than_a_person_places_make_a_number_shared() -> None:
    assert recognise(*(an_order(str(day), days_ago=day / 2) for day in range(30))).why is Why.UNIQUE
    assert recognise(*(an_order(str(day), days_ago=day / 2) for day in range(31))).why is Why.SHARED


def test_a_switchboard_identifies_nobody() -> None:
    assert recognise(an_order(extension="123")).why is Why.SHARED


def test_a_stale_number_identifies_nobody() -> None:
    standing = recognise(an_order(days_ago=541))
    assert (standing.why, standing.level, standing.orders) == (Why.STALE, Level.NOTHING, ())


def test_a_failed_attestation_hears_nothing_whatever_it_proves() -> None:
    doubtful = recognise(an_order(), attestation="TN-Validation-Failed")
    for proved in (prove(doubtful, named=[an_order()], postcode="94105"), prove_more(doubtful, postcode="94105")):
        assert (proved.standing.doubtful, proved.standing.needs, proved.about) == (True, Needs.PERSON, ())


@pytest.mark.parametrize("give", [{"number": "1001"}, {"postcode": "94105"}])
def test_the_order_number_or_the_postcode_opens_the_details(give: dict) -> None:
    standing = prove_more(recognise(an_order()), **give).standing
    assert (standing.level, standing.needs) == (Level.DETAILS, Needs.NOTHING)


def test_what_was_proved_holds_for_the_rest_of_the_call() -> None:
    known = KnownOrders.of(ALICE, [an_order()])
    assert POLICY.recognise(known, None, NOW, [Proof.POSTCODE]).level is Level.DETAILS


def test_a_weakly_attested_caller_climbs_one_step_a_proof() -> None:
    standing = recognise(an_order(), attestation="TN-Validation-Passed-C")
    assert standing.level is Level.NOTHING
    standing = prove_more(standing, postcode="94105").standing
    assert standing.level is Level.STATUS
    assert prove_more(standing, number="1001").standing.level is Level.DETAILS


def test_one_string_is_one_proof_though_it_is_number_and_postcode() -> None:
    standing = recognise(an_order("94105"), attestation="TN-Validation-Passed-C")
    once = prove_more(standing, number="94105", postcode="94105").standing
    assert once.level is Level.STATUS
    assert prove_more(once, number="94105", postcode="94105").standing.level is Level.DETAILS


def test_what_is_proved_again_is_right_again() -> None:
    once = prove_more(recognise(an_order()), number="1001")
    assert prove_more(once.standing, number="1001") == once


def test_a_strangers_number_and_postcode_open_that_order_only() -> None:
    theirs = an_order("2002", phone=BOB, postcode="10001")
    standing = prove(POLICY.recognise(None, None, NOW), named=[theirs], postcode="10001").standing
    assert (standing.level, standing.orders, standing.why) == (Level.DETAILS, (theirs,), Why.PROVED)


@pytest.mark.parametrize("attestation", [None, "TN-Validation-Passed-C"])
def test_a_strangers_order_number_is_no_proof(attestation: str | None) -> None:
    mine = recognise(an_order(), attestation=attestation)
    assert prove(mine, named=[an_order("2002", phone=BOB, postcode="10001")], postcode="99999") == Proved(mine)


def test_the_postcode_of_ones_own_orders_finds_no_number_that_is_not_there() -> None:
    mine = recognise(an_order())
    assert prove(mine, named=[], postcode="94105") == Proved(mine)


@pytest.mark.parametrize(
    ("named", "postcode"),
    [([], "10001"), ([an_order("2002", postcode="10001")], "10002"), ([an_order("2002")], ""), ([], "")],
)
def test_every_wrong_answer_is_the_same_wrong_answer(named: list[Order], postcode: str) -> None:
    nobody = POLICY.recognise(None, None, NOW)
    assert prove(nobody, named=named, postcode=postcode) == Proved(nobody)


def test_where_both_are_needed_one_right_half_is_a_wrong_answer() -> None:
    strict = Policy("strict").recognise(KnownOrders.of(ALICE, [an_order()]), None, NOW)
    assert prove(strict, named=[an_order()], postcode="99999") == prove_more(strict, number="1001") == Proved(strict)
    assert prove(strict, named=[an_order()], postcode="94105").standing.level is Level.DETAILS


def test_two_orders_that_are_keyed_alike_open_neither() -> None:
    twins = [an_order("A1", phone=BOB), an_order("B1", phone=BOB)]
    nobody = POLICY.recognise(None, None, NOW)
    for ringing in ("", ALICE, BOB):
        assert prove(nobody, named=twins, postcode="94105", ringing=ringing) == Proved(nobody)


def test_of_two_that_are_keyed_alike_the_one_that_carries_the_ringing_number_is_meant() -> None:
    his, hers = an_order("A1", phone=BOB), an_order("B1", phone=ALICE)
    nobody = POLICY.recognise(None, None, NOW)
    assert prove(nobody, named=[his, hers], postcode="94105", ringing=BOB).about == (his,)
    assert prove(recognise(hers), named=[his, hers], postcode="94105").about == (hers,)


@st.composite
def _orders(draw: st.DrawFn) -> list[Order]:
    count = draw(st.integers(0, 4))
    return [
        an_order(
            str(number),
            phone=draw(st.sampled_from([ALICE, BOB, None])),
            customer=draw(st.sampled_from(["alice", "bob"])),
            days_ago=draw(st.sampled_from([1, 100, 539, 541, 900])),
            postcode=draw(st.sampled_from(["94105", "10001", ""])),
        )
        for number in range(count)
    ]


@given(_orders(), st.sampled_from([None, "TN-Validation-Passed-A", "TN-Validation-Failed-B", "NULL"]))
def test_only_fresh_orders_of_one_customer_with_the_number_are_spoken_of(orders: list[Order], word: str | None) -> None:
    spoken = recognise(*orders, attestation=word).spoken
    assert len({order.customer for order in spoken}) <= 1
    assert all(any(phone.e164 == ALICE for phone in order.phones) for order in spoken)
    assert all(order.placed_at > NOW - timedelta(days=540) for order in spoken)


@given(_orders(), _orders(), st.sampled_from(["94105", "10001", "99999", ""]), st.sampled_from(["0", "1", "5", ""]))
def test_proof_never_lowers_a_level(mine: list[Order], named: list[Order], postcode: str, number: str) -> None:
    before = recognise(*mine)
    assert prove(before, named=named, postcode=postcode).standing.level >= before.level
    assert prove_more(before, number=number, postcode=postcode).standing.level >= before.level


@given(_orders(), _orders(), st.sampled_from(["94105", "10001"]), st.sampled_from([ALICE, BOB, ""]))
def test_only_orders_with_the_postcode_are_told(
    mine: list[Order], named: list[Order], postcode: str, ringing: str
) -> None:
    for order in prove(recognise(*mine), named=named, postcode=postcode, ringing=ringing).about:
        assert (order.postcode, order in named) == (postcode, True)
