"""Dial: numbers, SIP addresses and clients at once, the first to accept wins (Twilio: <Dial>)."""

from collections.abc import Sequence

from ivr.emulator.interpreter import Interpreter, document_after
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Accepted, CallerJoined, Dequeued, Ended, NextDocument, PutDown
from ivr.emulator.parties import SIP_CODES
from ivr.emulator.queues import CallQueue, Member
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.bridge import lead
from ivr.emulator.verb_handlers.dial_conference import confer
from ivr.emulator.verb_handlers.dialled_legs import call_out

CALLER_ID = 13214
UNHEARD = ("no-answer", "busy", "failed", "canceled")
"""Statuses of an unanswered dial, by precedence: the first one with which a leg ended is reported."""


def dial(interpreter: Interpreter, leg: Leg, verb: v.Dial) -> Waiting[NextDocument | None]:
    result: dict[str, str] | None
    match verb.nouns:
        case (v.Queue() as queue,):
            result = yield from _dial_queue(interpreter, leg, verb, queue)
        case (v.Conference() as conference,):
            result = yield from confer(interpreter, leg, verb, conference)
        case nouns:
            endpoints = tuple(noun for noun in nouns if isinstance(noun, v.Endpoint))
            result = yield from dial_endpoints(interpreter, leg, verb, endpoints)
    return None if result is None else document_after(verb.action, verb.method, result)


def dial_endpoints(
    interpreter: Interpreter, leg: Leg, verb: v.Dial, endpoints: Sequence[v.Endpoint]
) -> Waiting[dict[str, str]]:
    """Returns the parameters of the action: DialCallStatus and, if a leg was called, its SID and length."""
    if verb.caller_id and not interpreter.account.may_show(verb.caller_id, leg.call):
        leg.alert(CALLER_ID, "callerId is neither a number of the account nor one of this call")
        return {"DialCallStatus": "failed"}
    caller_id = verb.caller_id or leg.call.from_
    children: list[Leg] = []
    seconds = 0
    chosen: Leg | None = None
    try:
        children += (call_out(interpreter, leg, endpoint, caller_id) for endpoint in endpoints)
        chosen = yield from _first_to_accept(leg, children, verb.timeout)
        if chosen is not None:
            _put_down(children, besides=chosen)
            limit, star = verb.time_limit, verb.hangup_on_star
            seconds = yield from lead(leg, chosen, limit=limit, ends_on_star=star)
    finally:
        _put_down(children, besides=chosen)
    return _result(children, chosen, seconds)


def _put_down(children: Sequence[Leg], *, besides: Leg | None) -> None:
    """End the children but one, and but those that REST has redirected to a document of their own."""
    for child in children:
        if child is not besides and child.parent is not None and not child.call.is_over:
            child.post(PutDown("canceled"))


def _first_to_accept(leg: Leg, children: Sequence[Leg], timeout: int) -> Waiting[Leg | None]:
    """The time-out limits the ringing: a leg that answers in time may hear its whisper to the end."""
    calling = {child.call.sid: child for child in children}
    seconds: float | None = timeout
    rests = any(child.party is not None and child.party.outcome == "by hand" for child in children)
    while calling:
        event = yield from leg.wait(seconds, state="dialling", wakes=(Accepted, Ended), rests=rests)
        match event:
            case Accepted(sid) if sid in calling:
                return calling[sid]
            case Ended(sid):
                calling.pop(sid, None)
            case None:
                calling = _give_up(calling)
                seconds = None
    return None


def _give_up(calling: dict[str, Leg]) -> dict[str, Leg]:
    """End the legs that still ring, and return the answered ones."""
    for child in calling.values():
        if child.call.answered is None:
            child.post(PutDown("no-answer"))
    return {sid: child for sid, child in calling.items() if child.call.answered is not None or not child.call.is_over}


def _result(children: Sequence[Leg], chosen: Leg | None, seconds: int) -> dict[str, str]:
    """A party that answered and hung up in its whisper gives `completed` and DialBridged false."""
    reached = chosen or next((child for child in children if child.call.answered is not None), None)
    if reached is None:
        ends = [child.call.status for child in children]
        status = next((end for end in UNHEARD if end in ends), "failed")
        reached = children[0] if children else None
    else:
        status = "completed"
    result = {"DialCallStatus": status, "DialBridged": "true" if chosen else "false"}
    if reached is not None:
        result |= {"DialCallSid": reached.call.sid, "DialCallDuration": str(seconds), **_sip(reached)}
    return result


def _sip(child: Leg) -> dict[str, str]:
    if not child.call.to.startswith("sip:") or child.party is None:
        return {}
    return {"DialSipCallId": f"{child.call.sid}@emulator", "DialSipResponseCode": SIP_CODES[child.party.outcome]}


def _dial_queue(interpreter: Interpreter, leg: Leg, verb: v.Dial, noun: v.Queue) -> Waiting[dict[str, str]]:
    """Take the next caller, waiting for one up to the Dial's timeout."""
    queue = interpreter.account.queues.get(noun.name)
    if queue is None:
        return {"DialCallStatus": "failed", "QueueResult": "error"}
    member = yield from _next_member(leg, queue, verb.timeout)
    if member is None:
        return {"DialCallStatus": "no-answer", "QueueSid": queue.sid}
    waited = member.waited(leg.runtime.now())
    known = {"QueueSid": queue.sid, "QueueTime": str(waited)}
    announcement = _announcement(leg, noun, known)
    member.leg.post(Dequeued(leg.call.sid, announcement=announcement))
    accepted = yield from leg.wait(verb.timeout, state="connecting", wakes=(Accepted,))
    if accepted is None:
        return {"DialCallStatus": "no-answer", **known}
    seconds = yield from lead(leg, member.leg, limit=verb.time_limit, ends_on_star=verb.hangup_on_star)
    ended = {"DialCallStatus": "completed", "DialCallSid": member.leg.call.sid, "DialBridged": "true"}
    return ended | {"DialCallDuration": str(seconds), "QueueResult": "bridged", **known}


def _announcement(leg: Leg, noun: v.Queue, known: dict[str, str]) -> NextDocument | None:
    if noun.url is None:
        return None
    return NextDocument(leg.absolute(noun.url), noun.method, {**known, "DequeingCallSid": leg.call.sid})


def _next_member(leg: Leg, queue: CallQueue, timeout: int) -> Waiting[Member | None]:
    queue.listeners.append(leg)
    try:
        while (member := queue.take_first(leg.runtime.now())) is None:
            event = yield from leg.wait(timeout, state="waiting for a caller", rests=True, wakes=(CallerJoined,))
            if event is None:
                return None
        return member
    finally:
        queue.listeners.remove(leg)
