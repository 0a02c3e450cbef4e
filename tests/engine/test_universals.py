"""What every question accepts, and how it asks again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.effects.hand_off import HandOff
from ivr.engine import runner
from ivr.engine.call import SILENCE, Answer, Call, Languages
from ivr.engine.effects import Gather, HangUp, Say, Turn
from ivr.engine.flow import HANG_UP, Flow, Flows
from ivr.engine.steps import Question
from prompts.facts import Terms
from tests.engine.shop import CODEC, EARS, ring
from tests.engine.test_runner import key, said, stored


def line() -> Flows:
    """An open menu that leads to a yes/no question and to a code, with a person and an end."""
    flow = Flow("shop", start="menu")
    flow.say("news", prompt="news", then="menu")
    flow.menu(
        "menu",
        opening="menu",
        keys={"1": "sure", "2": "code", "9": "switch", "*": "news"},
        in_next_language="switch",
        said="topic",
        gives_up="people",
    )
    flow.confirm("sure", prompt="sure", yes="code", no="menu", said="topic", repeats="news", gives_up="people")
    flow.ask("code", prompt="code", then="bye", gives_up="people")
    flow.say("topic", prompt="topic", then="sure")
    flow.say("switch", prompt="switch", then="menu")
    flow.say("people", prompt="people", then=HANG_UP)
    flow.say("bye", prompt="bye", then=HANG_UP)
    return Flows(flow, start="shop", person="shop.people", done="shop.bye")


FLOWS = line()
QUESTIONS = {"menu": (), "sure": (key("1"),), "code": (key("2"),)}


def words(speech: str) -> Answer:
    return Answer(speech=speech)


def after(*answers: Answer, languages: Languages = Languages()) -> tuple[Call, Turn]:  # noqa: B008 - frozen
    call = ring()
    call.languages = languages
    turn = runner.begin(FLOWS, call, {})
    for answer in answers:
        call = stored(call)
        turn = runner.resume(FLOWS, call, answer, {}, EARS)
    return call, turn


@pytest.mark.parametrize("way", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize(
    ("speech", "heard"), [("person", ["people"]), ("done", ["bye"]), ("repeat", None), ("slower", None)]
)
def test_every_question_accepts_the_universals(way, speech, heard):
    before, _ = after(*way)
    call, turn = after(*way, words(speech))
    if heard:
        assert said(turn) == heard
    else:
        assert said(turn) in (["news", "menu"], ["news", *said(after(*way)[1])], said(after(*way)[1]))
    assert call.tries == before.tries


def test_back_leads_to_the_question_before():
    assert after(key("1"), words("yes"), words("back"))[0].at == "shop.sure"
    assert after(key("1"), words("yes"), words("back"), words("back"))[0].at == "shop.menu"
    assert after(words("back"))[0].at == "shop.menu"


def test_a_question_that_is_asked_again_is_no_question_before():
    assert after(key("1"), words("nonsense"), words("yes"), words("back"))[0].at == "shop.sure"
    assert after(key("2"), words("nonsense"), words("repeat"), words("back"))[0].at == "shop.menu"


def test_a_caller_who_asks_for_it_is_spoken_to_slowly_from_then_on():
    call, turn = after(key("1"), words("slower"))
    spoken = [each for effect in turn.effects if isinstance(effect, Say) for each in effect.spoken]
    assert all(each.voice_profile.is_slow for each in spoken)
    assert CODEC.dump_carried(call) == {"is_slow": True}


def test_no_is_no_and_what_follows_is_heard():
    assert after(key("1"), words("no"))[0].at == "shop.menu"
    call, turn = after(key("1"), words("no, about a return"))
    assert said(turn)[0] == "topic"
    assert call.heard.issue == "a return"
    assert after(key("1"), words("no, thanks"))[0].at == "shop.menu"


def test_no_at_an_open_question_ends_the_call():
    assert said(after(words("no"))[1]) == ["bye"]
    assert said(after(words("no, about a return"))[1])[0] == "topic"


def test_a_yes_no_question_is_answered_by_keys_and_by_words():
    for yes, no in [(key("1"), key("2")), (words("yes"), words("no")), (words("press 1"), words("press 2"))]:
        assert after(key("1"), yes)[0].at == "shop.code"
        assert after(key("1"), no)[0].at == "shop.menu"


def test_the_first_words_that_are_not_understood_get_a_short_question():
    assert said(after(words("nonsense"))[1]) == ["no_match.open"]
    assert said(after(key("1"), words("nonsense"))[1]) == ["no_match.yes_no"]
    assert said(after(key("2"), words("nonsense"))[1]) == ["no_match.code"]


def test_the_second_time_all_of_it_is_said_with_the_way_to_a_person():
    twice = (words("nonsense"), words("nonsense"))
    assert said(after(*twice)[1]) == ["no_match.last", "press", "menu.sure", "menu.code", "menu.news"]
    assert said(after(key("1"), *twice)[1]) == ["no_match.last", "sure", "confirm.keys"]
    assert said(after(key("2"), *twice)[1]) == ["no_match.last", "code"]
    assert said(after(*twice, words("nonsense"))[1]) == ["people"]


def test_the_keys_of_an_open_question_are_read_after_silence():
    assert said(after()[1]) == ["menu"]
    assert said(after(SILENCE)[1]) == ["press", "menu.sure", "menu.code", "menu.news"]
    assert said(after(key("1"), SILENCE)[1]) == ["no_input", "sure", "confirm.keys"]


TWO = Languages(offered=("en-US", "es-MX"))


def test_another_language_is_offered_once():
    assert said(after(languages=TWO)[1]) == ["menu", "menu.switch"]
    assert said(after(words("repeat"), languages=TWO)[1]) == ["news", "menu"]
    assert said(after(SILENCE, languages=TWO)[1]) == ["press", "menu.sure", "menu.code", "menu.news"]
    assert said(after(languages=Languages(offered=TWO.offered, is_settled=True))[1]) == ["menu"]


def test_a_language_that_is_named_is_spoken_from_then_on():
    call, turn = after(key("1"), words("language, es-ES"), languages=TWO)
    assert (call.language, call.at, said(turn)) == ("es-MX", "shop.sure", ["sure"])
    call, turn = after(words("language, "), languages=TWO)
    assert (call.languages.named, said(turn)) == ("es-MX", ["switch", "menu"])


def test_the_caller_of_a_language_that_is_not_offered_hears_which_there_are():
    _, turn = after(key("1"), words("language, zh"), languages=TWO)
    (offered,) = [each.line for each in turn.effects[0].spoken]
    assert offered.facts == {"languages": Terms(("language.en-US", "language.es-MX"))}
    assert said(turn) == ["languages_offered", "sure"]


anything = st.sampled_from(
    [SILENCE, *map(key, "0129*"), *map(words, ["person", "back", "yes", "no", "slower", "done", "repeat", "nonsense"])]
)


@given(st.lists(anything, max_size=12))
def test_whatever_is_said_every_turn_waits_or_ends(answers):
    call = ring()
    turn = runner.begin(FLOWS, call, {})
    for answer in answers:
        if isinstance(turn.effects[-1], HangUp):
            return
        call = stored(call)
        turn = runner.resume(FLOWS, call, answer, {}, EARS)
        assert isinstance(turn.effects[-1], Gather | HandOff | HangUp)
        assert call.tries < 3
        assert all(isinstance(FLOWS.step(each), Question) for each in call.progress.trail)
