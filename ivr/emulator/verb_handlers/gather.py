"""Gather: keys, speech, or whichever comes first (Twilio: <Gather>)."""

from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Ear, Event, Keys, NextDocument, Speech
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.say_play_pause import speak_until_input


def gather(interpreter: Interpreter, leg: Leg, verb: v.Gather) -> Waiting[NextDocument | None]:
    first = yield from _prompt_and_wait(interpreter, leg, verb)
    if isinstance(first, Speech):
        return _next_document(verb, {"SpeechResult": first.words, "Confidence": f"{first.confidence:.8f}"})
    if isinstance(first, Keys):
        return (yield from _keys(leg, verb, first))
    return _nothing(verb)


def ear_of(verb: v.Gather) -> Ear:
    return Ear("Gather", keys="dtmf" in verb.input, speech="speech" in verb.input)


def _prompt_and_wait(interpreter: Interpreter, leg: Leg, verb: v.Gather) -> Waiting[Event | None]:
    """The first input. The time-out starts when the nested verbs have ended."""
    ear = ear_of(verb)
    for prompt in verb.prompts:
        event = yield from speak_until_input(interpreter, leg, prompt, ear if verb.barge_in else None)
        if event is not None:
            return event
    return (yield from leg.wait(verb.timeout, state="gathering", ear=ear, rests=True))


def _keys(leg: Leg, verb: v.Gather, first: Keys) -> Waiting[NextDocument | None]:
    """Collect keys until there are enough, the finish key, or the time-out since the last; speech no longer counts."""
    digits = ""
    event: Event | None = first
    while isinstance(event, Keys):
        for key in event.digits:
            if key == verb.finish_on_key:
                return _next_document(verb, _digits(digits, key)) if digits else _nothing(verb)
            digits += key
            if len(digits) == verb.num_digits:
                return _next_document(verb, _digits(digits))
        event = yield from leg.wait(verb.timeout, state="gathering", ear=Ear("Gather", keys=True), rests=True)
    return _next_document(verb, _digits(digits))


def _digits(digits: str, finish_key: str = "") -> dict[str, str]:
    """`FinishedOnKey` and `msg` are not documented, but captured requests hold them."""
    return {"Digits": digits, "FinishedOnKey": finish_key, "msg": "Gather End"}


def _nothing(verb: v.Gather) -> NextDocument | None:
    return _next_document(verb, {"Digits": ""}) if verb.action_on_empty_result else None


def _next_document(verb: v.Gather, params: dict[str, str]) -> NextDocument:
    return NextDocument(verb.action, verb.method, params)
