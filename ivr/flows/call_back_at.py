"""A call back at a time that the caller chooses: a day, a part of it, a number. The shop's people make the call."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from ivr.effects.make_request import MakeRequest, make_request
from ivr.flows.context import CallDay, Context, LineCall, TimeToCall
from ivr.flows.earlier_requests import already_asked
from ivr.flows.requests import request
from ivr.flows.routing_context import caller_of
from ivr.flows.services import LineFlow, Services
from prompts.facts import Line, Window
from routing.callback_times import DAY_PARTS, CallTime, DayPart, call_times

Next = Literal["parts", "number", "none"]

call_back_at = LineFlow("call_back_at", start="look")


@call_back_at.decide(
    days="which_day", parts="which_part", number="callback.offer", before="made_before", none="hand_off"
)
def look(call: LineCall, services: Services) -> Literal["days", "before", Next]:
    """The days on which people can call. The only one is not asked for."""
    if already_asked(call, "call_back_at", of_order=bool(call.context.order.number)):
        return "before"
    times = _times(call, services)
    days = tuple(dict.fromkeys(_name(each, services.now) for each in times))
    call.context.time_to_call = TimeToCall(days=days)
    return "days" if len(days) > 1 else _on(call, times[:1], services) if times else "none"


def _times(call: LineCall, services: Services) -> Sequence[CallTime]:
    """The times of the queue that such a call goes to."""
    decision, _ = services.floor.decide(caller_of(call), call.context.route.version, services.now)
    routing = services.floor.document(call.context.route.version)
    return call_times(routing, decision.queue or decision.wanted or routing.default, services.now)


def _name(time: CallTime, now: datetime) -> CallDay:
    away = time.day - now.astimezone(time.start.tzinfo).date()
    return "today" if not away else "tomorrow" if away == timedelta(days=1) else "later_day"


def _on(call: LineCall, first: Sequence[CallTime], services: Services) -> Next:
    """The parts of the first of these days. The only one is not asked for."""
    if not first:
        return "none"
    parts = tuple(each.part for each in _times(call, services) if each.day == first[0].day)
    call.context.time_to_call = replace(call.context.time_to_call, day=first[0].day.isoformat(), parts=parts)
    return "parts" if len(parts) > 1 else _at(call, first, parts[0])


def _at(call: LineCall, times: Sequence[CallTime], part: DayPart) -> Next:
    """The chosen time; none if it has passed meanwhile."""
    chosen = call.context.time_to_call
    found = [each for each in times if each.part == part and each.day.isoformat() == chosen.day]
    for each in found[:1]:
        call.context.time_to_call = replace(chosen, start=each.start.isoformat(), end=each.end.isoformat())
        call.prepare("time_to_call", (Line("call_back_at.when", {"window": Window(each.start, each.end)}),))
    return "number" if found else "none"


def _offers(name: str) -> Callable[[Context], bool]:
    return lambda context: name in (*context.time_to_call.days, *context.time_to_call.parts)


call_back_at.menu(
    "which_day",
    opening="which_day",
    keys={"1": "today", "2": "tomorrow", "3": "later_day"},
    only_if={each: _offers(each) for each in get_args(CallDay)},
    gives_up="hand_off",
)
call_back_at.menu(
    "which_part",
    opening="which_part",
    keys={"1": "morning", "2": "afternoon", "3": "evening"},
    only_if={each: _offers(each) for each in DAY_PARTS},
    gives_up="hand_off",
)


def _day(name: CallDay) -> None:
    """A day that was chosen."""

    def choose(call: LineCall, services: Services) -> Next:
        times = [each for each in _times(call, services) if _name(each, services.now) == name]
        return _on(call, times[:1], services)

    choose.__name__, choose.__doc__ = name, "The parts of this day."
    call_back_at.decide(parts="which_part", number="callback.offer", none="look")(choose)


def _part(name: DayPart) -> None:
    """A part of the day that was chosen."""

    def choose(call: LineCall, services: Services) -> Literal["number", "none"]:
        return "number" if _at(call, _times(call, services), name) == "number" else "none"

    choose.__name__, choose.__doc__ = name, "The time of this part."
    call_back_at.decide(number="callback.offer", none="look")(choose)


for _day_name in get_args(CallDay):
    _day(_day_name)
for _part_name in DAY_PARTS:
    _part(_part_name)


def _request(call: LineCall) -> MakeRequest:
    chosen = call.context.time_to_call
    answers = {"from": chosen.start, "until": chosen.end}
    return request(call, "call_back_at", answers, caller=call.context.callback.number)


make_request(call_back_at, "ask_team", made_of=_request, then="told")
call_back_at.say("told", prompt="call_back_at.told", then="main_line.anything_else")
call_back_at.say("made_before", prompt="request_made_before", then="main_line.anything_else")
