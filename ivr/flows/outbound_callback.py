"""A callback placed by the line itself, for queues whose agents are rung."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from ivr.engine.flow import HANG_UP
from ivr.flows.context import LineCall, Topic
from ivr.flows.order_context import brand
from ivr.flows.services import LineFlow, Services
from prompts.facts import Line
from routing.issues import issue_of, problem_of

CALLED_BACK = "called_back.hello"
"""The start of such a call."""
CANCELLED = "called_back.cancelled"
"""The target for a customer who no longer needs the call."""

called_back = LineFlow("called_back", start="hello")


def promise(call: LineCall, *, queue: str, language: str, story: Mapping[str, str], since: float) -> None:
    """Continue from the earlier call: same queue, language, story and place in the line."""
    call.language = language or call.language
    context = call.context
    context.topic = Topic(issue_of(story.get("issue", "")), problem_of(story.get("problem", "")))
    context.order = replace(context.order, number=story.get("order", ""), days_late=story.get("late", ""))
    context.route = replace(context.route, promised=queue)
    context.hand_off = replace(context.hand_off, waits_since=since)


@called_back.decide(then="greet")
def hello(call: LineCall, services: Services) -> Literal["then"]:
    """Say who is calling."""
    call.prepare("callback_hello", (Line("callback_hello", {"brand": brand(call, services)}),))
    return "then"


called_back.say("greet", prepared="callback_hello", then="ready")
called_back.menu(
    "ready", prompt="callback_hello", keys={"1": "talk", "2": "cancel"}, gives_up=HANG_UP, by_keys_alone=True
)


@called_back.decide(then="hand_off")
def talk(_call: LineCall, _services: Services) -> Literal["then"]:
    """The customer is ready. An answering machine presses no key."""
    return "then"


@called_back.decide(then="cancelled")
def cancel(_call: LineCall, _services: Services) -> Literal["then"]:
    """The customer no longer needs the call."""
    return "then"


called_back.say("cancelled", prompt="goodbye", then=HANG_UP)
