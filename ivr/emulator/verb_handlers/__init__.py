"""The handlers of verbs, one module a verb or a few that belong together."""

from collections.abc import Mapping

from ivr.emulator.interpreter import Handler
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.dial import dial
from ivr.emulator.verb_handlers.enqueue import enqueue
from ivr.emulator.verb_handlers.gather import gather
from ivr.emulator.verb_handlers.record import record
from ivr.emulator.verb_handlers.redirect_and_end import hang_up, leave, redirect, reject
from ivr.emulator.verb_handlers.say_play_pause import speak

HANDLERS: Mapping[type[v.Verb], Handler] = {
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
