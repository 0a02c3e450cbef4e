"""The flows as a graph."""

from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import HANG_UP, Flow, Flows
from ivr.engine.graph import check, mermaid, wanted_prompts
from tests.engine.shop import shop


def test_a_sound_line_has_nothing_wrong():
    assert check(shop()) == []


def test_a_step_that_nothing_leads_to_is_found():
    flow = Flow("shop", start="hello")
    flow.say("hello", prompt="hello", then=HANG_UP)
    flow.say("lost", prompt="lost", then=HANG_UP)
    assert check(Flows(flow, start="shop", person="shop")) == ["shop.lost: no edge leads here"]


def test_a_round_that_never_asks_is_found():
    flow = Flow("shop", start="left")
    flow.say("left", prompt="left", then="right")

    @flow.decide(then="left")
    def right(call: Call, services: object) -> Literal["then"]:
        return "then"

    problems = check(Flows(flow, start="shop", person="shop"))
    assert [problem.partition(":")[0] for problem in problems] == ["shop.left", "shop.right"]


def test_the_prompts_of_a_menu_are_its_options():
    assert wanted_prompts(shop())["menu.number"] == {"key"}


def test_the_drawing_shows_every_edge():
    drawing = mermaid(shop())
    assert 'shop__menu -- "1" --> shop__number' in drawing
    assert "hang_up((hang up))" in drawing
