"""The survey after an agent: two questions to callers who talked with a person and are still there.

It is not the survey without a person (`ivr.flows.survey`), but nobody hears either of them within 30 days of the other.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ivr.effects.ask_survey import AskSurvey
from ivr.effects.send_text import SendText
from ivr.engine.flow import HANG_UP
from ivr.engine.steps import GIVES_UP, NO, PERSON, YES, Confirm, Rate, as_spoken
from ivr.flows.agent_survey_score import AgentScore
from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall
from ivr.flows.order_context import brand
from ivr.flows.outreach import Grant
from ivr.flows.services import LineFlow, Services
from ivr.flows.survey import may_be_asked
from ivr.flows.survey_text import texting_time
from prompts.facts import Key, Line
from routing.survey_terms import AgentSurveyTerms

CONSENT = "agent_survey.consent"
SATISFACTION = "agent_survey.satisfaction"
SOLVED = "agent_survey.solved"
ANSWERS = (SATISFACTION, SOLVED)
"""The steps whose outcomes are answers."""
TEXT = "sms_survey"
BEST = 5
"""The highest score; the lowest is 1."""

agent_survey = LineFlow("agent_survey", start="satisfaction")


def invites(call: LineCall, services: Services) -> bool:
    """Whether the caller is asked now, before the wait, for two questions afterwards; prepares that question."""
    terms = _terms(call, services)
    if terms is None or not terms.asks_first or not _is_chosen(call, services, terms):
        return False
    _note_asked(call, services)
    call.prepare(CONSENT, _with_keys(CONSENT))
    return True


def asks_in_call(call: LineCall, services: Services) -> bool:
    """Whether a caller whose agent has left is asked; then the record notes it."""
    terms = _terms(call, services)
    if terms is None or terms.way != "call" or call.answer.has_hung_up or not _is_wanted(call, services, terms):
        return False
    _begin(call, services, terms)
    call.progress = replace(call.progress, trail=())
    call.prepare(SOLVED, _with_keys(SOLVED))
    return True


def ask_by_text(call: LineCall, services: Services) -> None:
    """Ask a caller whose agent has left by a text, also one who has hung up; within the limits of texts."""
    terms = _terms(call, services)
    if terms is None or terms.way != "text" or not services.sends_texts or not _is_wanted(call, services, terms):
        return
    number = services.textable_number(ani(call))
    at = texting_time(number, services.now) if number else None
    about = services.hashed(f"survey:{number}")
    if at is None or services.outreach.text(call=call.sid, order=about, number=number) is not Grant.GRANTED:
        return
    _begin(call, services, terms)
    (spoken,) = as_spoken(call, (Line(TEXT, {"brand": brand(call, services)}),))
    call.bring_about(SendText(number, spoken, about, round((at - services.now).total_seconds())))


def _terms(call: LineCall, services: Services) -> AgentSurveyTerms | None:
    """The terms of the queue that took the call."""
    queues = services.floor.document(call.context.route.version).queues
    queue = queues.get(call.destination.queue) if call.destination else None
    return queue.agent_survey if queue else None


def _is_wanted(call: LineCall, services: Services, terms: AgentSurveyTerms) -> bool:
    if terms.asks_first:
        return call.context.survey.has_agreed
    return _is_chosen(call, services, terms)


def _is_chosen(call: LineCall, services: Services, terms: AgentSurveyTerms) -> bool:
    """Whether the call is in the sample and its caller was not asked lately. Agents cannot influence it."""
    is_sampled = services.seeded_random(f"survey:{call.sid}", 100) < terms.percent
    return is_sampled and bool(ani(call)) and may_be_asked(call, services.now)


def _begin(call: LineCall, services: Services, terms: AgentSurveyTerms) -> None:
    _note_asked(call, services)
    name = call.destination.queue if call.destination else ""
    queue = services.floor.document(call.context.route.version).queues[name]
    call.bring_about(AskSurvey(name, queue.vendor or "", call.context.topic.issue, terms.way))


def _note_asked(call: LineCall, services: Services) -> None:
    call.context.history = replace(call.context.history, surveyed=services.now.isoformat())


def _with_keys(question: str) -> tuple[Line, Line]:
    return Line(question), Line("confirm.keys", {"yes": Key("1"), "no": Key("2")})


agent_survey.confirm("consent", prepared=CONSENT, yes="agreed", no="hand_off", gives_up="hand_off", tries=1)


@agent_survey.decide(then="hand_off")
def agreed(call: LineCall, _services: Services) -> Literal["then"]:
    """Remember that the caller wants to be asked."""
    call.context.survey = replace(call.context.survey, has_agreed=True)
    return "then"


_SCORES = {str(score): "solved" for score in range(1, BEST + 1)}
_ENDS = {GIVES_UP: "goodbye", PERSON: "leaves"}
agent_survey.add(Rate(name="satisfaction", edges={**_SCORES, **_ENDS}, prompt=SATISFACTION, most=BEST))
agent_survey.add(
    Confirm(name="solved", edges={YES: "goodbye", NO: "goodbye", **_ENDS}, prompt=SOLVED, prepared=True, tries=2)
)


@agent_survey.decide(bye="goodbye", person="hand_off")
def leaves(call: LineCall, _services: Services) -> Literal["bye", "person"]:
    """The key 0 ends the survey; words for a person lead to one, at the same queue too."""
    if not call.answer.speech:
        return "bye"
    call.context.route = replace(call.context.route, tried=(), left=())
    return "person"


agent_survey.say("goodbye", prompt="goodbye", then=HANG_UP)


def score_in(hops: Sequence[tuple[str, str, str]]) -> AgentScore:
    """The answers in some hops (step, outcome, to); of several to a question, after going back, the last."""
    scores = [int(outcome) for step, outcome, _ in hops if step == SATISFACTION and outcome in _SCORES]
    solved = [outcome == YES for step, outcome, _ in hops if step == SOLVED and outcome in (YES, NO)]
    return AgentScore(scores[-1] if scores else None, solved[-1] if solved else None)
