"""Which function carries out which verb."""

from collections.abc import Callable, Mapping
from typing import Any

from ivr.emulator.events import Turn
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.dialling import dial
from ivr.emulator.verb_handlers.gathering import gather
from ivr.emulator.verb_handlers.moving import hang_up, leave, redirect, reject
from ivr.emulator.verb_handlers.queueing import enqueue
from ivr.emulator.verb_handlers.recording import record
from ivr.emulator.verb_handlers.speaking import speak

Verbs = Mapping[type[v.Verb], Callable[[Leg, Any], Waiting[Turn | None]]]

VERBS: Verbs = {
    v.Say: speak,
    v.Play: speak,
    v.Pause: speak,
    v.Gather: gather,
    v.Redirect: redirect,
    v.Hangup: hang_up,
    v.Leave: leave,
    v.Reject: reject,
    v.Enqueue: enqueue,
    v.Dial: dial,
    v.Record: record,
}
