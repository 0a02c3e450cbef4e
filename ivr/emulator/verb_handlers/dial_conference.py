"""Dial with a Conference (Twilio: <Conference>)."""

from ivr.emulator.conferences import ConferenceRoom
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leaving import Conferred
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Keys, NextDocument, Speech
from ivr.emulator.transcript import TranscriptLine
from ivr.emulator.twiml import CONFERENCE
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.bridge import TALKING


def confer(interpreter: Interpreter, leg: Leg, verb: v.Dial, noun: v.Conference) -> Waiting[dict[str, str]]:
    conference = interpreter.account.conference(noun.name)
    leg.conference_name = noun.name
    conference.join(leg, may_start=noun.start_conference_on_enter)
    leg.notes(f"in conference {noun.name}")
    try:
        if not conference.has_started:
            yield from _wait_for_start(interpreter, leg, noun)
        yield from _talk(leg, verb, conference)
    except Conferred:
        leg.notes("the conference is over")
    finally:
        leg.conference_name = ""
        conference.leave(leg, ends=noun.end_conference_on_exit)
    return {"DialCallStatus": "answered"}


def _wait_for_start(interpreter: Interpreter, leg: Leg, noun: v.Conference) -> Waiting[None]:
    """Raises Conferred if the conference ends first. The wait document runs once (Twilio: not looped)."""
    try:
        if noun.wait_url:
            yield from interpreter.run_beside(leg, NextDocument(noun.wait_url, noun.wait_method), CONFERENCE)
        elif noun.wait_url is None:
            leg.hears("hold music", kind="play")
        yield from leg.wait(None, state="conference", rests=True)
    except Conferred as conferred:
        if not conferred.has_started:
            raise


def _talk(leg: Leg, verb: v.Dial, conference: ConferenceRoom) -> Waiting[None]:
    while True:
        event = yield from leg.wait(verb.time_limit, state="connected", ear=TALKING, rests=True)
        if event is None or (verb.hangup_on_star and isinstance(event, Keys) and "*" in event.digits):
            return
        if isinstance(event, Speech):
            for other in conference.others(leg):
                other.transcript.append(TranscriptLine(leg.runtime.now(), "other", "speech", event.words))
