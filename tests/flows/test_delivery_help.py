"""Whatever the trouble with a delivery, its help leads to people, and a no leads on."""

from collections.abc import Iterator

import pytest
from hypothesis import given

from ivr.engine.steps import Question
from ivr.flows import FLOWS
from ivr.flows.delivery_help import delivery_help
from ivr.orders.delivery_status import delivery_status
from ivr.orders.delivery_trouble import KINDS, trouble_of
from ivr.orders.model import Order
from tests.orders.placed import NOW
from tests.orders.test_order_prompts import ORDERS

PEOPLE = "hand_off.route"


def led_to(at: str, outcome: str) -> Iterator[str]:
    """The places from an outcome on, until the caller is asked again."""
    at = FLOWS.target(at, outcome)
    yield at
    while "then" in FLOWS.edges(at):
        at = FLOWS.target(at, "then")
        yield at


@given(ORDERS)
def test_any_order_with_trouble_leads_to_a_question_of_its_own(order: Order) -> None:
    trouble = trouble_of(delivery_status(order, NOW))
    if trouble:
        assert FLOWS.target("delivery_help.what_helps", trouble) == f"delivery_help.{trouble}"


@pytest.mark.parametrize("kind", [*KINDS, "asked_before", "closed"])
def test_a_no_leads_on_and_silence_to_people(kind: str) -> None:
    at = f"delivery_help.{kind}"
    assert isinstance(FLOWS.step(at), Question)
    assert "delivery_help.onward" in led_to(at, "no")
    assert FLOWS.target(at, "gives_up") == FLOWS.person


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"silent"} | {"asked_before", "closed"}))
def test_a_yes_leads_to_people(kind: str) -> None:
    assert FLOWS.person in led_to(f"delivery_help.{kind}", "yes")


@pytest.mark.parametrize(
    ("question", "outcome"), [("silent", "yes"), ("ask_whether_found", "no"), ("offer_claim", "yes")]
)
def test_a_request_is_made_before_the_caller_hears_of_it(question: str, outcome: str) -> None:
    places = list(led_to(f"delivery_help.{question}", outcome))
    made, heard = places.index(next(each for each in places if ".request_" in each)), len(places) - 2
    assert made < heard
    assert places[-1] == "delivery_help.onward"


def test_every_question_of_help_is_checked_here() -> None:
    asked = {name for name, step in delivery_help.steps.items() if isinstance(step, Question)}
    assert asked == {*KINDS, "asked_before", "closed", "ask_whether_found", "offer_claim"}
