"""The survey without a person: one question to callers who are about to finish so, on numbers that ask it.

The two questions after a conversation with an agent are in `ivr.flows.agent_survey`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from ivr.engine.flow import HANG_UP
from ivr.flows.caller_identity import ani
from ivr.flows.context import LineCall
from ivr.flows.services import LineFlow, Services
from prompts.facts import Key, Line

SurveyAnswer = Literal["", "asked", "yes", "no"]
"""The result of the survey in a call: it was not asked, was asked and not answered, or answered."""
ASKED_AGAIN_AFTER = timedelta(days=30)
QUESTION = "survey.question"
_ANSWERS: dict[str, SurveyAnswer] = {"yes": "yes", "no": "no", "said": "no"}

survey = LineFlow("survey", start="finish")


@survey.decide(ask="question", bye="goodbye")
def finish(call: LineCall, services: Services) -> Literal["ask", "bye"]:
    """Ask callers who were told something, and whom nobody asked for a long time."""
    is_new = bool(ani(call)) and may_be_asked(call, services.now)
    if not (_is_wanted(call, services) and _was_helped(call) and is_new):
        return "bye"
    call.context.history = replace(call.context.history, surveyed=services.now.isoformat())
    call.prepare("survey", (Line(QUESTION), Line("confirm.keys", {"yes": Key("1"), "no": Key("2")})))
    return "ask"


survey.confirm(
    "question", prepared="survey", yes="goodbye", no="sorry", said="issue.settle", gives_up="goodbye", tries=1
)
survey.confirm("sorry", prompt="survey.sorry", yes="hand_off", no="goodbye", gives_up="goodbye", tries=2)
survey.say("goodbye", prompt="goodbye", then=HANG_UP)


def answer_in(hops: Sequence[tuple[str, str, str]]) -> SurveyAnswer:
    """The result of the survey in some hops (step, outcome, to). A caller who goes on with "no, ..." has said no."""
    answers = [_ANSWERS[outcome] for step, outcome, _ in hops if step == QUESTION and outcome in _ANSWERS]
    if answers:
        return answers[-1]
    return "asked" if any(to == QUESTION and step != QUESTION for step, _, to in hops) else ""


def may_be_asked(call: LineCall, now: datetime) -> bool:
    """Whether the caller was not asked anything of either survey lately."""
    before = call.context.history.surveyed
    return not (before and now - datetime.fromisoformat(before) < ASKED_AGAIN_AFTER)


def _is_wanted(call: LineCall, services: Services) -> bool:
    number = services.floor.document(call.voice_profile.version).numbers.get(call.dnis)
    return bool(number and number.survey)


def _was_helped(call: LineCall) -> bool:
    """Whether the caller was told something, and never asked for a person."""
    told = call.context.order.key or "store_info" in call.lines
    return bool(told) and call.context.hand_off.waits_since is None
