"""What an agent sees of a live call: how sure the line is of the caller, the order, and the disposition that fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.calls.desk.screen_pop import dispositions_of, fitting_disposition, screen_pop
from ivr.flows.context import CurrentOrder, HandOffState, Identity, Route, Topic, new_call
from ivr.orders.identity.verification import Level, Needs, Proof
from prompts.facts import Line
from routing.desk_terms import DeskTerms, Disposition

A = "TN-Validation-Passed-A"


def call(ani="+14155550100", *, attestation="", **records):
    made = new_call("CA1", ani, "+18005550199", "en-US", attestation=attestation)
    for name, record in records.items():
        setattr(made.context, name, record)
    return made


@pytest.mark.parametrize(
    ("ani", "attestation", "identity", "grounds"),
    [
        ("anonymous", "", Identity(), ("withheld",)),
        ("+14155550100", "", Identity(), ("unknown_number",)),
        ("+14155550100", "TN-Validation-Failed", Identity(needs=Needs.PERSON, is_person=True), ("forged", "person")),
        ("+14155550100", A, Identity(needs=Needs.EITHER), ("number", "vouched")),
        ("+14155550100", "", Identity(needs=Needs.NOTHING, proofs=(Proof.NUMBER,)), ("number", "order_number")),
        ("anonymous", "", Identity(proofs=(Proof.NUMBER, Proof.POSTCODE)), ("withheld", "order_number", "postcode")),
        ("+14155550100", "", Identity(needs=Needs.EITHER, last_known="2026-11-24T10:00:00"), ("number", "old_copy")),
    ],
)
def test_an_agent_is_told_why_the_line_is_sure_or_not(ani, attestation, identity, grounds):
    pop = screen_pop(call(ani, attestation=attestation, identity=identity))
    assert pop.sureness.grounds == grounds
    assert bool(pop.number) == ani.startswith("+")


@given(st.sampled_from(Level), st.booleans())
def test_what_may_be_told_is_what_the_line_itself_would_tell(level: Level, has_order: bool):
    order = CurrentOrder(number="1001" if has_order else "", level=level)
    pop = screen_pop(call(order=order))
    assert pop.sureness.level is level
    assert (pop.order, pop.order_number) == (("1001", "1001") if has_order else ("", ""))


def test_the_sentences_on_an_order_are_those_of_the_order_of_the_call():
    made = call(order=CurrentOrder(number="1001", level=Level.STATUS))
    made.prepare("order", (Line("goodbye"),))
    assert [each.line for each in screen_pop(made).heard] == [Line("goodbye")]
    made.context.order = CurrentOrder()
    assert screen_pop(made).heard == ()


def test_the_queues_that_did_not_take_the_call_are_told_without_this_one():
    route, wait = Route(tried=("vip", "care-es", "vip", "care-en")), HandOffState(waits_since=12.0, priority=5)
    pop = screen_pop(call(route=route, hand_off=wait))
    assert (pop.tried, pop.priority, pop.waits_since) == (("vip", "care-es"), 5, 12.0)


TERMS = DeskTerms(
    dispositions={
        "late": Disposition(name="Late order"),
        "sent_back": Disposition(name="Returns"),
        "vip_only": Disposition(name="Refund", queues=("vip",)),
    }
)


@pytest.mark.parametrize(
    ("topic", "queue", "code"),
    [
        (Topic("delivery_problem", "late"), "care-en", "late"),
        (Topic("returns"), "care-en", "sent_back"),
        (Topic("refund"), "care-en", ""),
        (Topic("refund"), "vip", "vip_only"),
        (Topic("other"), "care-en", ""),
    ],
)
def test_a_disposition_that_says_the_same_as_the_issue_is_chosen_already(topic: Topic, queue: str, code: str):
    assert fitting_disposition(TERMS, queue, screen_pop(call(topic=topic))) == code
    assert fitting_disposition(TERMS, queue, None) == ""


@given(st.sampled_from(["care-en", "vip", "gone"]), st.sampled_from(["late", "missing", "damaged", ""]))
def test_only_what_is_offered_in_a_queue_is_ever_chosen(queue: str, problem):
    chosen = fitting_disposition(TERMS, queue, screen_pop(call(topic=Topic("delivery_problem", problem))))
    assert chosen == "" or chosen in dispositions_of(TERMS, queue)
    assert set(dispositions_of(replace_terms(), queue)) == set(TERMS.dispositions)


def replace_terms() -> DeskTerms:
    """The same terms, each code for all queues."""
    return DeskTerms(dispositions={code: Disposition(name=each.name) for code, each in TERMS.dispositions.items()})
