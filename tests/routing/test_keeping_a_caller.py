"""A repeat caller is kept in the queue of the last call, and the shares remain as contracted."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from routing.allocation import Ledger, table
from routing.caller import CallerProfile, QueueState
from routing.decide import CompiledRouting, Decision, decide
from routing.explanation import explanation, lines
from tests.routing.documents import NOON, compiled, queue, three_vendors, vendors_queue


def halves() -> CompiledRouting:
    return compiled(
        vendors={"acme": {"name": "Acme"}},
        queues={"care": queue(), "acme": vendors_queue("acme")},
        rules=[{"name": "Halves", "split": {"care": 50, "acme": 50}}],
    )


def after(config: CompiledRouting, last_queues: Iterable[str]) -> tuple[Decision, Ledger]:
    """The last decision, and the ledger, once callers with these last queues have rung."""
    ledger = Ledger()
    for last in last_queues:
        decision = decide(config, CallerProfile("en-US", last_queue=last), {}, ledger, NOON)
        assert decision.assignment is not None
        ledger = ledger.counted(decision.assignment)
    return decision, ledger


def told(config: CompiledRouting, decision: Decision) -> str:
    return "\n".join(lines(explanation(config, CallerProfile("en-US"), decision)))


def test_callers_of_one_queue_who_ring_again_and_again_do_not_move_the_shares():
    _, ledger = after(halves(), ["care", "care", "care", ""] * 18)
    assert all(abs(entry.assigned - 36) <= 1 for entry in ledger.month.values())


@given(st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=1, max_size=400))
def test_every_share_stays_within_half_of_its_tolerance_or_a_call_whoever_rings_again(last_queues: list[str]):
    _, ledger = after(compiled(**three_vendors(tolerance=4)), last_queues)
    room = max(1.0, 0.02 * len(last_queues))
    assert all(abs(entry.debt) <= room + 1 for entry in ledger.month.values())


@given(st.lists(st.sampled_from(["", "care", "acme"]), min_size=1, max_size=200))
def test_what_one_queue_gains_by_kept_callers_the_others_lose(last_queues: list[str]):
    _, ledger = after(halves(), last_queues)
    assert sum(entry.moved for entry in ledger.month.values()) == 0
    assert all(entry.kept <= entry.assigned for entry in ledger.month.values())
    assert ledger.month == ledger.day


def test_a_kept_caller_is_explained_with_what_that_costs_the_other_queue():
    config = halves()
    decision, ledger = after(config, ["", "care"])
    assert (decision.queue, decision.assignment and decision.assignment.instead_of) == ("care", "acme")
    assert "kept in care: the caller's last call was there; acme was owed more" in told(config, decision)
    rows = {row.queue: (row.assigned, row.kept, row.moved) for row in table(config.routing, ledger.month)}
    assert rows == {"care": (2, 1, 1), "acme": (0, 0, -1)}


def test_a_caller_who_cannot_be_kept_is_explained_with_the_share_that_forbids_it():
    config = halves()
    decision, _ = after(config, ["", "care", "care"])
    assert decision.queue == "acme"
    assert "not kept in care, where the caller's last call was" in told(config, decision)
    assert "share acme: 50 %, this month owed 1.0 and given 0, with this call owed 1.5 calls" in told(config, decision)


def test_a_caller_whose_queue_overflows_is_not_counted_as_kept():
    fields = {"queues": {"care": queue(capacity=1), "acme": vendors_queue("acme")}}
    config = compiled(
        vendors={"acme": {"name": "Acme"}}, rules=[{"name": "Halves", "split": {"care": 50, "acme": 50}}], **fields
    )
    decision = decide(
        config, CallerProfile("en-US", last_queue="care"), {"care": QueueState(waiting=1)}, Ledger(), NOON
    )
    assert decision.assignment is not None
    assert (decision.queue, decision.assignment.kept) == ("acme", False)
    assert "not kept" not in told(config, decision)
