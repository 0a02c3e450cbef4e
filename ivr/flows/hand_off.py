"""Hand-off to a person: the right queue with the story, another queue if no agent answers, and alternatives."""

from dataclasses import replace
from typing import Literal

from ivr.effects.hand_off import HandOff, hand_over
from ivr.effects.send_text import send_text
from ivr.effects.take_message import take_message
from ivr.engine.call import Destination
from ivr.engine.flow import HANG_UP
from ivr.flows.agent_survey import ask_by_text, asks_in_call, invites
from ivr.flows.context import HandOffState, LineCall
from ivr.flows.handoff_context import remember_story
from ivr.flows.order_context import announced_lines, brand
from ivr.flows.routing_context import caller_of, is_urgent
from ivr.flows.services import LineFlow, Services
from prompts.facts import Facts, Line, Link, Moment, Text
from routing.decide import Decision, SkippedQueue
from routing.model import Routing

WAITS_AT = "hand_off.connect"
"""The steps at which a caller waits for agents or talks to them."""

AHEAD = 5
"""The minimum priority of a caller who rings again about the same late order."""

hand_off = LineFlow("hand_off", start="route")


@hand_off.decide(
    connect="connecting",
    invites="agent_survey.consent",
    again="unanswered",
    moved="moved",
    message="leave_message",
    callback="callback",
    nobody="nobody",
)
def route(
    call: LineCall, services: Services
) -> Literal["connect", "invites", "again", "moved", "message", "callback", "nobody"]:
    """Choose a queue that has not failed this call yet, and announce it truthfully.

    A caller who left a queue for another that has become unavailable returns to it.
    """
    version = _version(call, services)
    waited = call.context.hand_off = replace(call.context.hand_off, can_wait=False)
    decision = _decide(call, services, version)
    was_sent = _was_sent(call)
    if decision.queue is None and _moved_on(call):
        decision = _decide(call, services, version)
    if decision.queue is None:
        _prepare_refusal(call, services, decision, services.floor.document(version))
        return "nobody"
    kind = _choose(call, services, decision, services.floor.document(version))
    if kind == "voicemail":
        return "message"
    if kind == "callback":
        return "callback"
    how = "connect" if was_sent else _how(call)
    if how == "connect" and not was_sent and invites(call, services):
        _put_off(call, waited)
        return "invites"
    return how


def _version(call: LineCall, services: Services) -> int:
    """The document version of the call: the one it began with, or the one in force."""
    if call.context.route.version is None:
        call.context.route = replace(call.context.route, version=services.floor.version)
    return call.context.route.version or 0


def _decide(call: LineCall, services: Services, version: int) -> Decision:
    decision, call.context.decision = services.floor.decide(caller_of(call), version, services.now)
    return decision


def _moved_on(call: LineCall) -> bool:
    """Whether the caller is moving from one queue to another; asking resets it."""
    moves_on = call.context.route.moves_on
    call.context.route = replace(call.context.route, moves_on=False)
    return moves_on


def _was_sent(call: LineCall) -> bool:
    """Whether a person sends the caller to a queue; asking resets it."""
    sent_to = call.context.route.transferred
    call.context.route = replace(call.context.route, transferred="")
    return bool(sent_to)


def _choose(call: LineCall, services: Services, decision: Decision, routing: Routing) -> str:
    """Set the decision's queue as the destination of the call."""
    name = decision.queue or routing.default
    way = routing.queues[name].hand_off
    priority = max(decision.priority, AHEAD if is_urgent(call) else 0)
    call.destination = Destination(name, way.kind, _lane(way.address, priority) if way.desk else way.address)
    route = call.context.route
    call.context.route = replace(route, tried=(*route.tried, name), last_queue=name)
    call.context.hand_off = replace(call.context.hand_off, waits_for=way.callback or name, priority=priority)
    remember_story(call, services.now)
    return way.kind


def _lane(address: str, priority: int) -> str:
    """The name of the Twilio queue for one priority, since a Twilio queue is always first come, first served."""
    return f"{address}.{priority}" if priority else address


def _how(call: LineCall) -> Literal["connect", "again", "moved"]:
    if _moved_on(call):
        return "moved"
    return "again" if len(call.context.route.tried) > 1 else "connect"


def _put_off(call: LineCall, state: HandOffState) -> None:
    """Take the choice of a queue back until a question is answered: neither counted nor part of the wait before."""
    call.context.decision, call.destination = None, None
    call.context.route = replace(call.context.route, tried=())
    call.context.hand_off = state


def _handed_over(call: LineCall) -> HandOff | None:
    state, to = call.context.hand_off, call.destination
    return HandOff(to, state.story, state.waits_since, state.priority) if to else None


hand_off.say("connecting", prompt="hand_off.connecting", then="connect")
hand_off.say("unanswered", prompt="hand_off.unanswered", then="connect")
hand_off.say("moved", prompt="hand_off.moved", then="connect")
hand_over(
    hand_off,
    "connect",
    made_of=_handed_over,
    done="talked",
    unanswered="route",
    left="left",
    transferred="transferred",
)
hand_off.say("goodbye", prompt="goodbye", then=HANG_UP)


@hand_off.decide(asks="agent_survey", bye="goodbye")
def talked(call: LineCall, services: Services) -> Literal["asks", "bye"]:
    """Ask a caller who is still there after the agent, or by a text later, where the queue does."""
    ask_by_text(call, services)
    return "asks" if asks_in_call(call, services) else "bye"


@hand_off.decide(voicemail="leave_message", callback="callback", moves_on="route")
def left(call: LineCall, services: Services) -> Literal["voicemail", "callback", "moves_on"]:
    """Continue for a caller who stopped waiting, by a key or because another queue can take the call sooner.

    From here on the version in force applies, since it can lack the call's queue.
    """
    choice = call.context.hand_off.hold_choice
    call.context.hand_off = replace(call.context.hand_off, hold_choice="", can_wait=choice == "callback")
    if choice:
        return choice
    route = call.context.route
    left_here = (*route.left, *route.tried[-1:])
    call.context.route = replace(route, moves_on=True, version=services.floor.version, left=left_here)
    return "moves_on"


@hand_off.decide(sent="route")
def transferred(call: LineCall, services: Services) -> Literal["sent"]:
    """Continue for a caller whom an agent or a supervisor sent to another queue, by the version in force.

    If that queue has closed meanwhile, rules apply, and the former queue can be asked again.
    """
    route = call.context.route
    left_here = (*route.left, *route.tried[-1:])
    call.context.route = replace(route, version=services.floor.version, left=left_here, moves_on=False)
    call.context.hand_off = replace(call.context.hand_off, hold_choice="", waits_since=None)
    return "sent"


def _prepare_refusal(call: LineCall, services: Services, decision: Decision, routing: Routing) -> None:
    """The reason why no queue can take the call now, the next opening, and the alternatives."""
    refusal = decision.refusal
    opens = (Line("closed.opens", {"opens": Moment(refusal.opens)}),) if refusal and refusal.opens else ()
    call.prepare("refusal", (*_why(call, refusal, routing), *opens))
    call.context.hand_off = replace(
        call.context.hand_off,
        waits_for=decision.wanted or routing.default,
        can_call_back=_can_call_back(services, decision, routing),
        takes_messages=not decision.instead or "voicemail" in decision.instead,
    )
    remember_story(call, decision.at)


_REASONS = {"hours": "closed.hours", "holiday": "closed.holiday", "full": "closed.full"}


def _why(call: LineCall, refusal: SkippedQueue | None, routing: Routing) -> tuple[Line, ...]:
    if refusal and refusal.reason == "exception":
        return (Line("closed.exception", {"reason": Text(refusal.detail)}),)
    if refusal and refusal.reason == "switch":
        return _switched_off(call, routing, refusal.detail)
    return (Line(_REASONS.get(refusal.reason if refusal else "", "closed.unreachable")),)


def _switched_off(call: LineCall, routing: Routing, name: str) -> tuple[Line, ...]:
    """The switch's message to callers, if it has one in their language."""
    switch = routing.switches.get(name)
    message = switch.message.get(call.language) if switch else None
    return announced_lines(message) if message else (Line("closed.unreachable"),)


def _can_call_back(services: Services, decision: Decision, routing: Routing) -> bool:
    """Whether a callback is possible: by agents of the wanted queue at their desk, or by the line for them."""
    wanted = routing.queues.get(decision.wanted or routing.default)
    if wanted is None or "callback" not in decision.instead:
        return False
    return wanted.calls_back or (wanted.is_rung and services.calls_out)


hand_off.say("nobody", prepared="refusal", then="or_else")


@hand_off.decide(choice="instead", message="leave_message")
def or_else(call: LineCall, _services: Services) -> Literal["choice", "message"]:
    """Whether there is any alternative to choose from."""
    return "choice" if call.context.hand_off.can_call_back else "message"


hand_off.menu(
    "instead",
    keys={"1": "callback", "2": "leave_message", "3": "call_back_at"},
    only_if={"leave_message": lambda context: context.hand_off.takes_messages},
    gives_up="leave_message",
)
take_message(hand_off, "leave_message", prompt="hand_off.leave_message", then="message_left", nothing="goodbye")


@hand_off.decide(told="tell_people", kept="thanks")
def message_left(call: LineCall, services: Services) -> Literal["told", "kept"]:
    """Notify the telephones of the queue, if it has any."""
    queue = services.floor.document(call.context.route.version).queues.get(call.context.hand_off.waits_for)
    people = tuple(queue.tells) if queue and services.sends_texts else ()
    if not queue or not people:
        return "kept"
    facts: Facts = {"brand": brand(call, services), "queue": Text(queue.name)}
    call.prepare("sms_message", (Line("sms_message", {**facts, "url": Link(call.answer.recording)}),))
    call.context.hand_off = replace(call.context.hand_off, people=people)
    return "told"


send_text(hand_off, "tell_people", prompt="sms_message", to=lambda context: context.hand_off.people, then="thanks")
hand_off.say("thanks", prompt="hand_off.message_taken", then=HANG_UP)
