"""Being called back instead of waiting, with the place in the line kept."""

from typing import Literal

from ivr.engine.call import Call
from ivr.engine.flow import HANG_UP, Flow
from ivr.flows.known import ani
from ivr.flows.services import Services
from ivr.flows.story import story
from ivr.orders.numbers import dialled
from prompts.facts import Code, Line

HINT = 2
"""Digits by which a caller's own number is named: enough to know it by, and no more."""

callback = Flow("callback", start="offer")


@callback.decide(known="which_number", unknown="enter_number")
def offer(call: Call, services: Services) -> Literal["known", "unknown"]:
    """Whether the number that the caller rings from can be called."""
    number = services.callable_number(dialled(call.ani) or ani(call))
    call.remember(own_number=number, number=number)
    call.prepare("callback_number", (Line("callback_number", {"digits": Code(number[-HINT:])}),))
    return "known" if number else "unknown"


callback.say("which_number", prepared="callback_number", then="callback_number")
callback.menu("callback_number", keys={"1": "this", "2": "another"}, gives_up="hand_off.leave_message")


@callback.decide(then="book")
def this(_call: Call, _services: Services) -> Literal["then"]:
    """The number that the caller rings from."""
    return "then"


@callback.decide(then="enter_number")
def another(_call: Call, _services: Services) -> Literal["then"]:
    """A number that the caller keys in."""
    return "then"


callback.ask("enter_number", prompt="enter_number", then="check_number", gives_up="hand_off.leave_message")


@callback.decide(usable="read_back", unusable="unusable")
def check_number(call: Call, services: Services) -> Literal["usable", "unusable"]:
    """Whether we call such a number."""
    number = services.callable_number(call.answer.keys)
    call.remember(number=number)
    call.prepare("confirm_number", (Line("confirm_number", {"number": Code(call.answer.keys)}),))
    return "usable" if number else "unusable"


callback.say("unusable", prompt="enter_number.unusable", then="enter_number")
callback.say("read_back", prepared="confirm_number", then="confirm_number")
callback.menu("confirm_number", keys={"1": "yes", "2": "no"}, gives_up="hand_off.leave_message")


@callback.decide(then="book")
def yes(_call: Call, _services: Services) -> Literal["then"]:
    """The number is right."""
    return "then"


@callback.decide(then="enter_number")
def no(_call: Call, _services: Services) -> Literal["then"]:
    """The number is wrong."""
    return "then"


@callback.decide(then="booked")
def book(call: Call, services: Services) -> Literal["then"]:
    """Get it all ready for whoever calls back."""
    call.facts.setdefault("waits_since", services.now.timestamp())
    call.remember(story=story(call))
    return "then"


callback.call_back("booked", then="kept")
callback.say("kept", prompt="callback.kept", then=HANG_UP)
