"""Enqueue, and the document for a waiting caller (Twilio: <Enqueue>)."""

from ivr.emulator.interpreter import Interpreter, document_after
from ivr.emulator.leaving import HungUp, LeftQueue, Moved, TakenFromQueue
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Accepted, Dequeued, NextDocument
from ivr.emulator.queues import CallQueue, Member
from ivr.emulator.tasks import task_of
from ivr.emulator.twiml import DEQUEUED, WAITING
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.bridge import follow
from ivr.emulator.verb_handlers.dial import dial_endpoints

MUSIC_SECONDS = 30.0
PASS_SECONDS = 1.0


def enqueue(interpreter: Interpreter, leg: Leg, verb: v.Enqueue) -> Waiting[NextDocument | None]:
    account = interpreter.account
    queue = account.queue(verb.queue or verb.workflow_sid)
    if len(queue.members) >= min(queue.max_size, verb.max_queue_size):
        return document_after(verb.action, verb.method, {"QueueResult": "queue-full"})
    if verb.workflow_sid:
        account.tasks.append(task_of(leg, verb))
    member = account.join(queue, leg)
    outcome = _Outcome(leg, queue, member)
    try:
        yield from _stay(interpreter, leg, verb, outcome)
    except HungUp:
        _tell(leg, verb, outcome.params("hangup"))
        raise
    except Moved:
        _tell(leg, verb, outcome.params(outcome.moved_as))
        raise
    finally:
        outcome.close()
    return document_after(verb.action, verb.method, outcome.params(outcome.result))


class _Outcome:
    """The end of a stay in a queue. The wait ends when the call is taken, not when the talk is over."""

    def __init__(self, leg: Leg, queue: CallQueue, member: Member) -> None:
        self.leg, self.queue, self.member = leg, queue, member
        self.result = "error"
        self.moved_as = "redirected"
        self.waited: int | None = None

    def close(self) -> None:
        now = self.leg.runtime.now()
        if self.waited is None:
            self.waited = self.member.waited(now)
        self.leg.queue_name = ""
        self.queue.remove(self.member, now)

    def params(self, result: str) -> dict[str, str]:
        self.close()
        return {"QueueResult": result, "QueueSid": self.queue.sid, "QueueTime": str(self.waited)}


def _stay(interpreter: Interpreter, leg: Leg, verb: v.Enqueue, outcome: _Outcome) -> Waiting[None]:
    leg.notes(f"in queue {outcome.queue.name}")
    try:
        while True:
            yield from _wait(interpreter, leg, verb, outcome)
    except LeftQueue:
        outcome.result = "leave"
    except TakenFromQueue as taken:
        outcome.close()
        outcome.result, outcome.moved_as = "bridged", "redirected-from-bridged"
        yield from _talk(interpreter, leg, taken.event)


def _wait(interpreter: Interpreter, leg: Leg, verb: v.Enqueue, outcome: _Outcome) -> Waiting[None]:
    """One pass of the waitUrl's document."""
    if not verb.wait_url:
        if verb.wait_url is None:
            leg.hears("hold music", kind="play")
        yield from leg.wait(MUSIC_SECONDS, state="queued", rests=True)
        return
    document = NextDocument(verb.wait_url, verb.wait_url_method, _waiting(leg, outcome))
    yield from interpreter.run_beside(leg, document, WAITING)
    yield from leg.wait(PASS_SECONDS, state="queued", rests=True)


def _waiting(leg: Leg, outcome: _Outcome) -> dict[str, str]:
    queue, member = outcome.queue, outcome.member
    return {
        "QueuePosition": str(queue.position(member)),
        "QueueSid": queue.sid,
        "QueueTime": str(member.waited(leg.runtime.now())),
        "AvgQueueTime": str(queue.average_wait),
        "CurrentQueueSize": str(len(queue.members)),
        "MaxQueueSize": str(queue.max_size),
    }


def _talk(interpreter: Interpreter, leg: Leg, event: Dequeued) -> Waiting[None]:
    if event.endpoint is not None:
        yield from dial_endpoints(interpreter, leg, v.Dial(nouns=(event.endpoint,)), (event.endpoint,))
        return
    if event.announcement is not None:
        yield from interpreter.run_beside(leg, event.announcement, DEQUEUED)
    if event.agent_sid:
        account = interpreter.account
        account.legs[event.agent_sid].post(Accepted(leg.call.sid))
        yield from follow(account, leg, talks=None)


def _tell(leg: Leg, verb: v.Enqueue, params: dict[str, str]) -> None:
    """The action is asked although its answer can no longer be executed."""
    if verb.action is not None:
        leg.tell(verb.action, verb.method, params)
