"""Running calls: the effects of a turn, and storage between turns."""

from typing import Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.effects.hand_off import HandOff
from ivr.effects.take_message import TakeMessage
from ivr.engine import runner
from ivr.engine.call import SILENCE, Answer, Call
from ivr.engine.effects import Gather, HangUp, Say, Turn
from ivr.engine.flow import Flow, Flows
from ivr.engine.steps import Menu
from tests.engine.shop import CODEC, EARS, ring, shop

FLOWS = shop()


def stored(call: Call) -> Call:
    """The call as another worker would find it."""
    return CODEC.load(orjson.loads(orjson.dumps(CODEC.dump(call))))


def after(*answers: Answer) -> tuple[Call, Turn]:
    """The call and its last turn, stored and reloaded between turns."""
    call = ring()
    turn = runner.begin(FLOWS, call, {})
    for answer in answers:
        call = stored(call)
        turn = runner.resume(FLOWS, call, answer, {}, EARS)
    return call, turn


def said(turn: Turn) -> list[str]:
    return [spoken.line.prompt for effect in turn.effects if isinstance(effect, Say) for spoken in effect.spoken]


def key(sign: str) -> Answer:
    return Answer(keys=sign)


def test_a_call_is_answered_up_to_the_first_question():
    call, turn = after()
    assert said(turn) == ["hello", "press", "menu.number", "menu.bye"]
    assert isinstance(turn.effects[-1], Gather)
    assert [hop.to for hop in turn.hops] == ["shop.hello", "shop.menu"]
    assert (call.at, call.turn) == ("shop.menu", 1)


def test_a_key_leads_where_the_menu_says():
    assert said(after(key("1"))[1]) == ["number"]


def test_a_word_leads_where_its_key_would():
    assert said(after(Answer(speech="number"))[1]) == ["number"]


def test_a_wish_that_is_not_offered_can_be_named():
    assert said(after(Answer(speech="complaint"))[1])[0] == "sorry"
    assert "sorry" not in FLOWS.step("shop.menu").keys.values()


def test_a_key_can_be_named():
    assert said(after(Answer(speech="press 1"))[1]) == ["number"]


def test_silence_is_met_with_more_words_each_time_and_then_a_person():
    assert said(after(SILENCE)[1])[0] == "no_input"
    assert said(after(SILENCE, SILENCE)[1])[0] == "no_input.last"
    assert isinstance(after(SILENCE, SILENCE, SILENCE)[1].effects[-1], HandOff)


def test_a_wrong_key_is_named_as_such():
    assert said(after(key("7"))[1])[0] == "no_match"


def test_an_answer_that_is_understood_forgets_the_tries_before():
    assert after(key("7"), key("1"))[0].tries == 0


@pytest.mark.parametrize("way", [(), (key("1"),)])
def test_zero_leads_to_a_person_from_every_question(way):
    assert isinstance(after(*way, key("0"))[1].effects[-1], HandOff)


def test_a_person_can_be_asked_for_by_word():
    assert isinstance(after(Answer(speech="person"))[1].effects[-1], HandOff)


def test_a_star_repeats_the_question():
    assert said(after(key("1"), key("*"))[1]) == ["number"]


def test_a_spoken_number_answers_a_question():
    assert isinstance(after(key("1"), Answer(speech="1001"))[1].effects[-1], HangUp)


def test_nobody_answering_leads_to_a_message_and_the_end():
    way = (key("0"), Answer(outcome="unanswered"))
    assert isinstance(after(*way)[1].effects[-1], TakeMessage)
    assert said(after(*way, Answer(outcome="done", recording="https://api.example/RE1"))[1]) == []
    assert said(after(*way, SILENCE)[1]) == ["nothing"]


def test_a_hand_off_that_ends_in_an_unheard_of_way_counts_as_unanswered():
    assert isinstance(after(key("0"), Answer(outcome="exploded"))[1].effects[-1], TakeMessage)


def test_a_step_that_is_gone_begins_its_flow_anew_with_an_apology():
    call = ring()
    call.at = "shop.removed"
    assert said(runner.resume(FLOWS, call, key("1"), {}, EARS))[:2] == ["apology_changed", "hello"]


def test_a_flow_that_is_gone_begins_the_line_anew():
    call = ring()
    call.at = "removed.step"
    assert said(runner.resume(FLOWS, call, key("1"), {}, EARS))[:2] == ["apology_changed", "hello"]


def test_a_fault_is_the_callers_way_to_a_person():
    call = ring()
    with pytest.raises(RuntimeError):
        runner.begin(FLOWS, call, {"fault": True})
    turn = runner.rescue(FLOWS, call, {})
    assert said(turn) == ["apology_error"]
    assert isinstance(turn.effects[-1], HandOff)


def test_two_decisions_that_chase_each_other_are_an_error():
    flow = Flow("loop", start="left")

    @flow.decide(then="right")
    def left(call: Call, services: object) -> Literal["then"]:
        return "then"

    @flow.decide(then="left")
    def right(call: Call, services: object) -> Literal["then"]:
        return "then"

    with pytest.raises(runner.RunawayFlow):
        runner.begin(Flows(flow, start="loop", person="loop"), ring(), {})


answers = st.builds(
    Answer,
    keys=st.sampled_from(["", "0", "1", "2", "9", "*", "#", "12345"]),
    speech=st.sampled_from(["", "number", "person", "nonsense", "1001"]),
    outcome=st.sampled_from(["", "done", "unanswered", "odd"]),
)


@given(st.lists(answers, max_size=12))
def test_whatever_a_caller_does_every_turn_waits_or_ends(given_answers):
    call = ring()
    turn = runner.begin(FLOWS, call, {})
    for answer in given_answers:
        if isinstance(turn.effects[-1], HangUp):
            return
        call = stored(call)
        turn = runner.resume(FLOWS, call, answer, {}, EARS)
        assert isinstance(turn.effects[-1], Gather | HandOff | TakeMessage | HangUp)
        assert not isinstance(FLOWS.step(call.at), Menu) or call.tries < 3
