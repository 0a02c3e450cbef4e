"""Which function carries out which verb."""

from collections.abc import Callable, Mapping
from typing import Any

from ivr.carrier.events import Turn
from ivr.carrier.leg import Leg, Waiting
from ivr.carrier.perform.dialling import dial
from ivr.carrier.perform.gathering import gather
from ivr.carrier.perform.moving import hang_up, leave, redirect, reject
from ivr.carrier.perform.queueing import enqueue
from ivr.carrier.perform.recording import record
from ivr.carrier.perform.speaking import speak
from ivr.carrier.twiml import verbs as v

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
