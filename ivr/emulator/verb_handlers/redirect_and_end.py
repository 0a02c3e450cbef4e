"""Redirect, Hangup, Leave and Reject."""

from ivr.emulator.emulated_call import Status
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leaving import HungUp, LeftQueue
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import NextDocument
from ivr.emulator.twiml import verbs as v


def redirect(_interpreter: Interpreter, _leg: Leg, verb: v.Redirect) -> Waiting[NextDocument | None]:
    yield from ()
    return NextDocument(verb.url, verb.method)


def hang_up(_interpreter: Interpreter, _leg: Leg, _verb: v.Hangup) -> Waiting[NextDocument | None]:
    yield from ()
    raise HungUp


def leave(_interpreter: Interpreter, _leg: Leg, _verb: v.Leave) -> Waiting[NextDocument | None]:
    yield from ()
    raise LeftQueue


def reject(_interpreter: Interpreter, _leg: Leg, verb: v.Reject) -> Waiting[NextDocument | None]:
    """The caller hears the busy tone, or that the number is not in service."""
    yield from ()
    status: Status = "busy" if verb.reason == "busy" else "no-answer"
    raise HungUp(status)
