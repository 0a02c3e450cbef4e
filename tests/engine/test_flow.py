"""Declaring flows: the refusals, and their time."""

from typing import Literal

import pytest

from ivr.engine.call import Call
from ivr.engine.flow import HANG_UP, Flow, FlowError, Flows


def one_step() -> Flow:
    flow = Flow("one", start="hello")
    flow.say("hello", prompt="hello", then=HANG_UP)
    return flow


def test_a_decision_without_an_edge_for_an_outcome_is_refused_at_once():
    flow = Flow("shop", start="ask")
    with pytest.raises(FlowError, match=r"shop\.ask: returns \['no', 'yes'\] but has edges \['yes'\]"):

        @flow.decide(yes="hello")
        def ask(call: Call, services: object) -> Literal["yes", "no"]:
            return "yes"


def test_a_decision_must_list_its_outcomes():
    flow = Flow("shop", start="ask")
    with pytest.raises(FlowError, match="must return a Literal"):

        @flow.decide(yes="hello")
        def ask(call: Call, services: object) -> str:
            return "yes"


def test_an_edge_to_nowhere_is_refused():
    flow = Flow("shop", start="hello")
    flow.say("hello", prompt="hello", then="nowhere")
    with pytest.raises(FlowError, match="no step or flow is called 'nowhere'"):
        Flows(flow, start="shop", person="shop")


def test_two_keys_for_one_place_are_refused():
    flow = Flow("shop", start="menu")
    with pytest.raises(FlowError, match="two keys"):
        flow.menu("menu", keys={"1": "hello", "2": "hello"}, gives_up="hello")


def test_a_name_is_used_once():
    flow = one_step()
    with pytest.raises(FlowError, match="declared twice"):
        flow.say("hello", prompt="hello", then=HANG_UP)


def test_a_step_says_a_prompt_or_what_was_prepared_but_not_both():
    flow = Flow("shop", start="hello")
    with pytest.raises(FlowError, match="needs a prompt or prepared"):
        flow.say("hello", prompt="a", prepared="b", then=HANG_UP)


def test_a_flow_as_target_means_its_start():
    first = Flow("first", start="go")
    first.say("go", prompt="go", then="one")
    flows = Flows(first, one_step(), start="first", person="one")
    assert flows.target("first.go", "then") == "one.hello"


def test_a_step_of_another_flow_is_named_in_full():
    first = Flow("first", start="go")
    first.say("go", prompt="go", then="one.hello")
    assert Flows(first, one_step(), start="first", person="one").target("first.go", "then") == "one.hello"
