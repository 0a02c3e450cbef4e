"""A callback instead of waiting, with the same place in the line."""

from dataclasses import replace
from typing import Literal

from ivr.effects.call_back import CallBack, book_callback
from ivr.engine.flow import HANG_UP
from ivr.flows.caller_identity import ani
from ivr.flows.context import Context, LineCall, TimeToCall
from ivr.flows.handoff_context import remember_story
from ivr.flows.outreach import Grant
from ivr.flows.services import LineFlow, Services
from ivr.orders.phone_numbers import as_read_back, dialled
from prompts.facts import Code, Line
from routing.brands import own_numbers

HINT = 2
"""The number of final digits by which a caller's own number is read out."""

callback = LineFlow("callback", start="at_once")


@callback.decide(then="offer")
def at_once(call: LineCall, _services: Services) -> Literal["then"]:
    """As soon as the place in the line is reached, and at no other time that was talked of before."""
    call.context.time_to_call = TimeToCall()
    return "then"


@callback.decide(known="callback_number", unknown="enter_number")
def offer(call: LineCall, services: Services) -> Literal["known", "unknown"]:
    """Whether the number that the caller rings from can be called."""
    number = callable_number(call, services, dialled(call.ani) or ani(call))
    call.context.callback = replace(call.context.callback, number=number)
    when = call.prepared("time_to_call") if call.context.time_to_call.start else ()
    call.prepare("callback_number", (*when, Line("callback_number", {"digits": ending(number)})))
    return "known" if number else "unknown"


def callable_number(call: LineCall, services: Services, text: str) -> str:
    """The number in the form that we call; empty if we do not call it, such as our own."""
    number = services.callable_number(text)
    return "" if number in (call.dnis, *own_numbers(services.floor.routing)) else number


def ending(number: str) -> Code:
    """The final digits by which callers recognise their own number."""
    return Code(number[-HINT:])


callback.confirm(
    "callback_number",
    prepared="callback_number",
    yes="book",
    no="enter_number",
    hears={"yes": "callback_number.this", "no": "callback_number.another"},
    gives_up="hand_off.leave_message",
)
callback.ask("enter_number", prompt="enter_number", then="check_number", gives_up="hand_off.leave_message")


@callback.decide(usable="confirm_number", unusable="unusable")
def check_number(call: LineCall, services: Services) -> Literal["usable", "unusable"]:
    """Whether we call such a number."""
    number = callable_number(call, services, call.answer.keys)
    call.context.callback = replace(call.context.callback, number=number)
    read_back = Code(as_read_back(call.answer.keys, number) if number else "")
    call.prepare("confirm_number", (Line("confirm_number", {"number": read_back}),))
    return "usable" if number else "unusable"


callback.say("unusable", prompt="enter_number.unusable", then="enter_number")
callback.confirm(
    "confirm_number",
    prepared="confirm_number",
    yes="book",
    no="enter_number",
    gives_up="hand_off.leave_message",
)


@callback.decide(
    granted="booked", later="call_back_at.ask_team", before="booked_before", refused="refused", unusable="unusable"
)
def book(call: LineCall, services: Services) -> Literal["granted", "later", "before", "refused", "unusable"]:
    """Prepare the callback, if one can be granted for this number and caller; at a chosen time people are asked."""
    wanted = call.context.callback
    grant = services.outreach.call_back(call=call.sid, number=wanted.number, caller=ani(call), replaces=wanted.callback)
    if grant is Grant.GRANTED:
        remember_story(call, services.now)
        return "later" if call.context.time_to_call.start else "granted"
    if grant is Grant.OURS:
        return "unusable"
    return "before" if grant is Grant.BEFORE else "refused"


def _booking(context: Context) -> CallBack:
    state, wanted = context.hand_off, context.callback
    since = state.waits_since or 0.0
    return CallBack(wanted.number, state.waits_for, since, state.priority, state.story, wanted.callback)


book_callback(callback, "booked", made_of=_booking, then="kept")
callback.say("kept", prompt="callback.kept", then=HANG_UP)
callback.say("booked_before", prompt="callback.already", then="not_booked")
callback.say("refused", prompt="callback.refused", then="not_booked")
callback.menu(
    "not_booked",
    keys={"1": "wait", "2": "leave_message"},
    only_if={"wait": lambda context: context.hand_off.can_wait},
    gives_up="hand_off.leave_message",
)


@callback.decide(then="hand_off.connect")
def wait(call: LineCall, services: Services) -> Literal["then"]:
    """Return to waiting, behind callers who never left, since a Twilio queue has no other order."""
    call.context.hand_off = replace(call.context.hand_off, waits_since=services.now.timestamp())
    return "then"


@callback.decide(then="hand_off.leave_message")
def leave_message(_call: LineCall, _services: Services) -> Literal["then"]:
    """Leave a message instead."""
    return "then"
