"""Redirect, Hangup, Leave, Reject: verbs that take the call elsewhere or end it."""

from ivr.emulator.emulated_call import Status
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leaving import HungUp, Left
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Turn
from ivr.emulator.twiml import verbs as v


def redirect(_interpreter: Interpreter, _leg: Leg, verb: v.Redirect) -> Waiting[Turn | None]:
    yield from ()
    return Turn(verb.url, verb.method)


def hang_up(_interpreter: Interpreter, _leg: Leg, _verb: v.Hangup) -> Waiting[Turn | None]:
    yield from ()
    raise HungUp


def leave(_interpreter: Interpreter, _leg: Leg, _verb: v.Leave) -> Waiting[Turn | None]:
    yield from ()
    raise Left


def reject(_interpreter: Interpreter, _leg: Leg, verb: v.Reject) -> Waiting[Turn | None]:
    """The caller hears the busy tone, or that the number is not in service."""
    yield from ()
    status: Status = "busy" if verb.reason == "busy" else "no-answer"
    raise HungUp(status)
