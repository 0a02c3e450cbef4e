"""Routing decisions and their reasons."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.allocation import Ledger
from routing.caller import CallerProfile, QueueState
from routing.decide import CompiledRouting, Decision, decide
from routing.document import read
from routing.explanation import explanation, lines
from tests.routing.documents import DESIGN, NOON, compiled, queue, three_vendors, vendors_queue

ENGLISH = CallerProfile("en-US")
NIGHT = NOON + timedelta(hours=14)


def decided(
    config: CompiledRouting,
    caller: CallerProfile = ENGLISH,
    *,
    at=NOON,
    ledger: Ledger | None = None,
    **states: QueueState,
):
    return decide(config, caller, states, ledger or Ledger(), at)


@pytest.fixture(scope="module")
def design() -> CompiledRouting:
    """The document of the design."""
    return CompiledRouting(read(DESIGN), 3)


def reasons(decision: Decision) -> dict[str, str]:
    return {each.queue: each.reason for each in decision.skipped}


def test_the_first_rule_that_fits_sends_the_call(design: CompiledRouting):
    gold = CallerProfile("en-US", issue="delivery_problem", problem="damaged", tier="gold")
    decision = decided(design, gold)
    assert (decision.queue, decision.priority) == ("care-en", 10)


def test_a_kind_of_delivery_problem_fits_the_whole_of_it():
    config = compiled(
        queues={"care": queue(), "other": queue()},
        rules=[{"name": "Problems", "when": {"issue": "delivery_problem"}, "send": "other"}],
    )
    assert decided(config, CallerProfile("en-US", issue="delivery_problem", problem="missing")).queue == "other"


def test_a_closed_queue_leaves_its_share_to_the_open_one(design: CompiledRouting):
    decision = decided(design, at=NIGHT)
    assert decision.queue == "acme-en"
    assert reasons(decision) == {"care-en": "hours"}


def test_callers_who_wait_too_long_overflow(design: CompiledRouting):
    decision = decided(design, **{"care-en": QueueState(waiting=3, longest=121.0)})
    assert (decision.queue, reasons(decision)) == ("acme-en", {"care-en": "wait"})


def test_a_queue_that_overflows_to_nobody_keeps_its_caller(design: CompiledRouting):
    busy = QueueState(waiting=3, longest=121.0)
    assert decided(design, **{"care-en": busy, "acme-en": QueueState(unreachable=True)}).queue == "care-en"


def test_when_nobody_can_take_the_call_the_caller_is_told_what_there_is(design: CompiledRouting):
    decision = decided(design, at=NIGHT, **{"acme-en": QueueState(unreachable=True)})
    assert (decision.queue, decision.wanted, decision.instead) == (None, "care-en", ("callback", "voicemail"))
    assert decision.refusal is not None
    assert decision.refusal.opens is not None
    assert (decision.refusal.opens.hour, decision.refusal.opens.day) == (8, 25)


def test_a_switch_closes_a_queue():
    decision = decided(compiled(), care=QueueState(closed_by="storm"))
    assert (decision.queue, decision.refusal.reason, decision.refusal.detail) == (None, "switch", "storm")


def test_a_full_queue_takes_nobody():
    config = compiled(queues={"care": queue(capacity=2)})
    assert decided(config, care=QueueState(waiting=1)).queue == "care"
    assert reasons(decided(config, care=QueueState(waiting=2))) == {"care": "full"}


def test_a_caller_goes_back_to_the_vendor_that_knows_them(design: CompiledRouting):
    assert decided(design, CallerProfile("en-US", last_queue="acme-en")).queue == "acme-en"
    assert decided(design, CallerProfile("en-US", last_queue="acme-es")).queue == "care-en"


@pytest.mark.parametrize(("cap", "given_"), [("day_cap", 1), ("month_cap", 1)])
def test_a_vendor_gets_no_more_than_its_cap(cap: str, given_: int):
    fields = {"queues": {"care": queue(), "a": vendors_queue("a")}, "rules": [{"name": "All", "send": "a"}]}
    config = compiled(vendors={"a": {"name": "A", cap: given_}}, **fields)
    first = decided(config)
    second = decided(config, ledger=Ledger().counted(first.assignment))
    assert (first.queue, second.queue, reasons(second)) == ("a", "care", {"a": "cap"})


@pytest.mark.parametrize(
    ("when", "fits", "does_not"),
    [
        ({"tier": "gold"}, CallerProfile("en-US", tier="gold"), CallerProfile("en-US")),
        ({"country": ["CA", "MX"]}, CallerProfile("en-US", country="MX"), CallerProfile("en-US", country="US")),
        (
            {"dialled": "+18005550199"},
            CallerProfile("en-US", dialled="+18005550199"),
            CallerProfile("en-US", dialled="+18005550100"),
        ),
        (
            {"order_value": {"at_least": 500}},
            CallerProfile("en-US", order_value=500),
            CallerProfile("en-US", order_value=499),
        ),
        ({"order_value": {"below": 500}}, CallerProfile("en-US", order_value=0), CallerProfile("en-US")),
        ({"order_state": "late"}, CallerProfile("en-US", order_state=("late",)), CallerProfile("en-US")),
        ({"repeat": True}, CallerProfile("en-US", repeat=True), CallerProfile("en-US")),
        ({"repeat": False}, CallerProfile("en-US"), CallerProfile("en-US", repeat=True)),
        ({"withheld": True}, CallerProfile("en-US", withheld=True), CallerProfile("en-US")),
        (
            {"attestation": "failed"},
            CallerProfile("en-US", attestation="failed"),
            CallerProfile("en-US", attestation="A"),
        ),
        ({"language": ["en-US", "en-GB"]}, CallerProfile("en-GB"), CallerProfile("fr-FR")),
    ],
)
def test_each_condition_lets_through_whom_it_names(when: dict, fits: CallerProfile, does_not: CallerProfile):
    queues = {"care": queue(), "chosen": queue()}
    config = compiled(queues=queues, rules=[{"name": "One", "when": when, "send": "chosen"}])
    assert (decided(config, fits).queue, decided(config, does_not).queue) == ("chosen", "care")


def test_a_rule_may_hold_at_some_hours_only():
    config = compiled(
        hours={"evening": {"time_zone": "America/New_York", "open": {"mon-sun": "18:00-24:00"}}},
        queues={"care": queue(), "night": queue()},
        rules=[{"name": "Evenings", "when": {"time": "evening"}, "send": "night"}],
    )
    assert (decided(config).queue, decided(config, at=NOON + timedelta(hours=7)).queue) == ("care", "night")


def test_the_explanation_accounts_for_every_rule_to_the_one_that_sent_the_call(design: CompiledRouting):
    caller = CallerProfile("es-MX")
    explained = explanation(design, caller, decided(design, caller))
    assert [(rule["rule"], rule["passed"]) for rule in explained["rules"]] == [
        ("Gold members with damage stay in house", False),
        ("English", False),
        ("Spanish", True),
    ]
    assert explained["rules"][1] | {"rule": ""} == {
        "rule": "", "passed": False, "failed": "language", "wanted": ["en-US"], "seen": "es-MX",
    }  # fmt: skip
    assert "rule English: no, language is es-MX, wanted en-US" in "\n".join(lines(explained))


QUEUES = ("care", "a", "b", "c")
states = st.builds(
    QueueState,
    waiting=st.integers(0, 6),
    longest=st.floats(0, 900),
    unreachable=st.booleans(),
    closed_by=st.sampled_from(["", "", "storm"]),
)
overflows = st.lists(
    st.one_of(
        st.fixed_dictionaries({"wait_over": st.integers(1, 600), "to": st.sampled_from(QUEUES)}),
        st.fixed_dictionaries({"depth_over": st.integers(1, 6), "to": st.sampled_from(QUEUES)}),
    ),
    max_size=2,
)
hours = st.sampled_from(["always", "office", "never"])
queues = st.fixed_dictionaries(
    {
        name: st.builds(
            lambda **fields: queue(**fields),
            hours=hours,
            overflow=overflows,
            capacity=st.one_of(st.none(), st.integers(1, 5)),
        )
        for name in QUEUES
    }
)
whens = st.fixed_dictionaries(
    {},
    optional={
        "language": st.sampled_from(["en-US", "es-MX"]),
        "issue": st.lists(st.sampled_from(["returns", "refund", "damaged"]), min_size=1, max_size=2),
        "tier": st.just("gold"),
        "repeat": st.booleans(),
    },
)
targets = st.one_of(
    st.fixed_dictionaries({"send": st.sampled_from(QUEUES)}),
    st.fixed_dictionaries({"split": st.just({"a": 50, "b": 30, "c": 20})}),
)
rules = st.lists(st.tuples(whens, targets), max_size=6).map(
    lambda given_: [{"name": f"Rule {place}", "when": when, **to} for place, (when, to) in enumerate(given_)]
)
callers = st.builds(
    CallerProfile,
    language=st.sampled_from(["en-US", "es-MX"]),
    issue=st.sampled_from(["returns", "refund", "delivery_problem", "other"]),
    problem=st.sampled_from(["", "damaged"]),
    tier=st.sampled_from(["", "gold"]),
    repeat=st.booleans(),
    tried=st.lists(st.sampled_from(QUEUES), max_size=3, unique=True).map(tuple),
    last_queue=st.sampled_from(["", *QUEUES]),
)
HOURS = {
    "office": {"time_zone": "America/New_York", "open": {"mon-fri": "08:00-20:00"}},
    "never": {"time_zone": "Nowhere/Nothing", "open": {"mon": "08:00-09:00"}},
}
worlds = st.fixed_dictionaries(dict.fromkeys(QUEUES, states))
times = st.integers(0, 24 * 14).map(lambda hour: NOON + timedelta(hours=hour))


@given(queues=queues, rules=rules, caller=callers, states=worlds, at=times)
def test_no_decision_is_a_queue_that_cannot_take_the_call(queues, rules, caller, states, at):
    config = compiled(hours=HOURS, queues=queues, rules=rules)
    decision = decide(config, caller, states, Ledger(), at)
    if decision.queue is None:
        assert decision.refusal is not None
        return
    chosen, state = config.routing.queues[decision.queue], states[decision.queue]
    assert decision.queue not in caller.tried
    assert not state.unreachable
    assert not state.closed_by
    assert config.opening(chosen, at).is_open
    assert chosen.capacity is None or state.waiting < chosen.capacity


@given(queues=queues, rules=rules, caller=callers, states=worlds, at=times)
def test_the_index_finds_the_rule_that_a_reading_from_top_to_bottom_finds(queues, rules, caller, states, at):
    config = compiled(hours=HOURS, queues=queues, rules=rules)
    decision = decide(config, caller, states, Ledger(), at)
    passed = [rule["rule"] for rule in explanation(config, caller, decision)["rules"] if rule["passed"]]
    assert decision.rule in ("", "default", *passed[-1:])


@given(queues=queues, rules=rules, caller=callers, states=worlds, at=times)
def test_the_same_things_give_the_same_decision(queues, rules, caller, states, at):
    first, second = (
        decide(compiled(hours=HOURS, queues=queues, rules=rules), caller, states, Ledger(), at) for _ in range(2)
    )
    assert first == second


def test_a_caller_who_was_refused_everywhere_is_sent_nowhere_again():
    caller, tried = CallerProfile("en-US"), []
    config = compiled(**three_vendors())
    while (decision := decided(config, caller)).queue:
        tried.append(decision.queue)
        caller = CallerProfile("en-US", tried=tuple(tried))
    assert sorted(tried) == ["a", "b", "c", "care"]
