"""What every question of the line accepts, in every language, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine import runner
from ivr.engine.call import Answer, C, Call, Languages, Progress
from ivr.engine.flow import Flow, Flows
from ivr.engine.steps import NO, PERSON, REPEAT, YES, Confirm, Entered, Menu, Question, S, Waiting
from ivr.flows import FLOWS
from ivr.flows.context import Context
from prompts.catalogue import Catalogue, packaged
from prompts.facts import Line
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers
from prompts.labelled_phrases import read_labelled
from prompts.universals import FILE, SECTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Waiting[C, S]):
    """Stands where a step decides or speaks, so that a call stays where an answer led."""

    def enter(self, call: Call[C], services: S) -> Entered:
        return Entered()


def questions_alone() -> Flows:
    """The flows of the line, in which all but the questions are stops."""
    flows: dict[str, Flow] = {}
    for at, step in FLOWS:
        name = at.partition(".")[0]
        flow = flows.setdefault(name, Flow(name, start=step.name))
        flow.add(step if isinstance(step, Question) else Stop(name=step.name, edges=step.edges))
    for name, flow in flows.items():
        flow.start = FLOWS.start_of(f"{name}.").partition(".")[2]
    return Flows(*flows.values(), start="main_line", person=FLOWS.person, done=FLOWS.done, others=("called_back",))


STILL = questions_alone()
ASKED = {at: step for at, step in FLOWS if isinstance(step, Question) and not getattr(step, "by_keys_alone", False)}
CONFIRMS = {at: step for at, step in ASKED.items() if isinstance(step, Confirm)}
LANGUAGES = packaged()
EARLIER = "main_line.main_menu"
"""A question that was answered before."""


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(LANGUAGES)


@cache
def ears() -> Hearing:
    return Hearing(catalogue(), IssueClassifiers.load(["en-US"]))


@cache
def phrases(language: str) -> Mapping[str, tuple[str, ...]]:
    return read_labelled(files("prompts") / "locales" / language / FILE, SECTIONS)


def said(universal: str, language: str) -> tuple[str, ...]:
    """Whole answers: phrases that need no other word."""
    return tuple(each for each in phrases(language)[universal] if "..." not in each and "…" not in each)


def answered(at: str, speech: str, language: str) -> Call[Context]:
    """The call after something was said at a question."""
    other = "es-MX" if language != "es-MX" else "en-US"
    call = Call("CA1", "+14155550100", "+18005550199", language, Context(), at=at)
    call.languages = Languages(offered=(language, other))
    call.progress = Progress(trail=(EARLIER,))
    call.lines = {step.prompt: (Line("goodbye"),) for step in ASKED.values() if hasattr(step, "prompt")}
    runner.resume(STILL, call, Answer(speech=speech), None, ears())
    return call


def again(at: str) -> str:
    """Where a question leads whose caller wants to hear it again."""
    return STILL.target(at, REPEAT) if REPEAT in ASKED[at].edges else at


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", ASKED)
def test_every_question_accepts_every_universal(at: str, language: str):
    person = STILL.edges(at).get(PERSON, FLOWS.person)
    places = {"person": person, "done": FLOWS.done, "back": EARLIER, "repeat": again(at), "slower": again(at)}
    for universal, place in places.items():
        for speech in said(universal, language)[:3]:
            assert (speech, answered(at, speech, language).at) == (speech, place)
    assert answered(at, said("slower", language)[0], language).progress.is_slow


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", ASKED)
def test_every_question_goes_on_in_a_language_that_is_named(at: str, language: str):
    other = "es-MX" if language != "es-MX" else "en-US"
    name = catalogue().phrases(f"language.{other}", language)[0]
    call = answered(at, name, language)
    step = ASKED[at]
    if isinstance(step, Menu) and step.switches_language:
        assert (call.at, call.languages.named) == (STILL.target(at, step.switches_language), other)
    else:
        assert (call.at, call.language) == (at, other)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", CONFIRMS)
def test_every_yes_no_question_is_answered_in_words(at: str, language: str):
    for universal in (YES, NO):
        for speech in said(universal, language)[:6]:
            assert (speech, answered(at, speech, language).at) == (speech, STILL.target(at, universal))


@st.composite
def refusals(draw: st.DrawFn) -> tuple[str, str]:
    """A "no" in some language, politeness around it and something after it, with the language."""
    language = draw(st.sampled_from(LANGUAGES))
    table = phrases(language)
    space = "" if language == "ja-JP" else " "
    polite = st.lists(st.sampled_from(table["filler"]), max_size=2).map(space.join)
    no = draw(st.sampled_from(said("no", language)))
    rest = draw(st.sampled_from(["", *table["none"], *table["wish"]]))
    return space.join(filter(None, [draw(polite), no, draw(polite), rest])), language


@given(st.sampled_from(list(CONFIRMS)), refusals())
def test_no_in_any_wording_never_leads_where_yes_leads(at: str, refusal: tuple[str, str]):
    step = replace(CONFIRMS[at], edges={**CONFIRMS[at].edges, YES: "yes leads here"})
    call = Call("CA1", "+14155550100", "+18005550199", refusal[1], Context(), at=at)
    answer = Answer(speech=refusal[0], reply=ears().universal(*refusal))
    assert answer.reply.universal != YES
    assert step.understand(call, answer, ears()) != YES
