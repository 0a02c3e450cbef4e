"""Sharing calls out between vendors, counted and not drawn at random."""

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.allocation import Assignment, Ledger, LedgerEntry, table
from routing.caller import CallerProfile, QueueState
from routing.decide import CompiledRouting, decide
from routing.document import to_json
from tests.routing.documents import NOON, compiled, three_vendors

SHARES = {"a": 0.5, "b": 0.3, "c": 0.2}
GONE = QueueState(unreachable=True)


def given_out(config: CompiledRouting, closed: Iterable[frozenset[str]]) -> Ledger:
    """The ledger after one call for each set of vendors that were closed at the time."""
    ledger = Ledger()
    for names in closed:
        decision = decide(config, CallerProfile("en-US"), dict.fromkeys(names, GONE), ledger, NOON)
        assert decision.assignment is not None
        ledger = ledger.counted(decision.assignment)
    return ledger


def given_of(ledger: Ledger, rule: str = "Split") -> Counter[str]:
    return Counter({queue: entry.assigned for (name, queue), entry in ledger.month.items() if name == rule})


@pytest.mark.parametrize("calls", [1, 2, 3, 7, 10, 99, 1000])
def test_no_share_is_ever_off_by_more_than_a_call(calls: int):
    given_ = given_of(given_out(compiled(**three_vendors()), [frozenset()] * calls))
    assert all(abs(given_[name] - share * calls) <= 1 for name, share in SHARES.items())


closings = st.lists(st.sampled_from([frozenset(), frozenset("a"), frozenset("b"), frozenset("ac")]), max_size=200)


@given(closings)
def test_what_is_owed_is_given_within_a_call_of_it_or_still_to_be_made_up(closed: list[frozenset[str]]):
    ledger = given_out(compiled(**three_vendors(makes_up=10)), closed)
    debts = {queue: entry.debt for (rule, queue), entry in ledger.month.items() if rule == "Split"}
    assert sum(debts.values()) == pytest.approx(0, abs=1e-6)
    assert max(debts.values(), default=0) <= 11


def test_a_vendor_that_was_closed_gets_its_calls_afterwards_but_no_more_than_it_makes_up():
    config = compiled(**three_vendors(makes_up=20))
    while_closed, after = [frozenset("c")] * 500, [frozenset()] * 500
    ledger = given_out(config, while_closed + after)
    assert given_of(ledger)["c"] == pytest.approx(20 + 0.2 * 500, abs=1)


def test_a_vendor_that_makes_nothing_up_starts_from_where_it_is():
    ledger = given_out(compiled(**three_vendors(makes_up=0)), [frozenset("c")] * 500 + [frozenset()] * 500)
    assert given_of(ledger)["c"] == pytest.approx(0.2 * 500, abs=1)


def test_the_share_of_a_closed_vendor_goes_to_the_others_by_their_shares():
    given_ = given_of(given_out(compiled(**three_vendors(makes_up=0)), [frozenset("c")] * 800))
    assert (given_["a"], given_["b"], given_["c"]) == (500, 300, 0)


def test_a_thousand_calls_come_within_a_point_of_what_is_owed_with_a_vendor_closed_for_part_of_them():
    config = compiled(**three_vendors(makes_up=50))
    ledger = given_out(config, [frozenset()] * 300 + [frozenset("b")] * 400 + [frozenset()] * 300)
    for (rule, _), entry in ledger.month.items():
        assert rule == "Split"
        assert abs(entry.debt) <= 10


def test_the_ledger_is_a_table_with_what_is_off_marked():
    config = compiled(**three_vendors(tolerance=2, makes_up=0))
    rows = list(table(config.routing, given_out(config, [frozenset("c")] * 100).month))
    assert [(row.queue, row.target, row.assigned, row.is_off) for row in rows] == [
        ("a", 50, 63, True), ("b", 30, 37, True), ("c", 20, 0, True),
    ]  # fmt: skip


def test_what_is_stored_and_written_keeps_its_names():
    entry, assignment = LedgerEntry(1.5, 1, 1, -1), Assignment("Split", "a", {"a": 0.6}, kept=True, instead_of="b")
    assert entry.stored() == {"owed": 1.5, "given": 1, "kept": 1, "moved": -1}
    assert LedgerEntry.from_stored(entry.stored()) == entry
    assert Assignment.from_stored({**assignment.stored(), "unheard_of": 1}) == assignment
    assert assignment.stored()["owed"] == {"a": 0.6}
    routing = compiled(**three_vendors(makes_up=7)).routing
    assert {vendor["makes_up"] for vendor in to_json(routing)["vendors"].values()} == {7}
    assert {"owed", "given"} <= next(table(routing, {("Split", "a"): entry})).to_json().keys()
