"""Dial with a Conference (Twilio: <Conference>), and taking part in one."""

from ivr.emulator.conferences import CannotJoin, ConferenceRoom, Participant
from ivr.emulator.conferences.conference_room import COACHED_ABSENT, COACHED_HELD, LABEL_TAKEN
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leaving import Conferred, HungUp
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Keys, NextDocument, Speech
from ivr.emulator.twiml import CONFERENCE, TwimlError
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.bridge import TALKING
from ivr.emulator.webhooks import WebhookFailed

COACH_NOT_CONNECTED = 13240
MUSIC_SECONDS = 30.0
PASS_SECONDS = 1.0


def confer(interpreter: Interpreter, leg: Leg, verb: v.Dial, noun: v.Conference) -> Waiting[dict[str, str] | None]:
    """The parameters of the action; None if the next verb comes, since the label was taken."""
    participant = Participant(leg=leg, noun=noun)
    try:
        yield from take_part(interpreter, participant, verb)
    except CannotJoin as refused:
        code = COACH_NOT_CONNECTED if refused.code in {COACHED_ABSENT, COACHED_HELD} else refused.code
        leg.alert(code, str(refused))
        return None if refused.code == LABEL_TAKEN else {"DialCallStatus": "failed"}
    except (WebhookFailed, TwimlError) as error:
        leg.alert(error.code, str(error))
        return {"DialCallStatus": "failed"}
    return {"DialCallStatus": "answered"}


def called_in(
    interpreter: Interpreter, room: ConferenceRoom, participant: Participant, verb: v.Dial, *, timeout: float
) -> Waiting[None]:
    """A call that REST makes into a conference: it ends with its part there, unless it is redirected."""

    def script() -> Waiting[None]:
        try:
            yield from leg.ring(timeout)
        except HungUp as unanswered:
            leg.call.status = unanswered.status
            room.not_reached(participant)
            raise
        try:
            yield from take_part(interpreter, participant, verb)
        except (CannotJoin, WebhookFailed, TwimlError) as error:
            leg.alert(error.code, str(error))

    leg = participant.leg
    yield from interpreter.until_redirected(leg, script())


def take_part(interpreter: Interpreter, participant: Participant, verb: v.Dial) -> Waiting[None]:
    """Be in the conference until it ends, one is removed or hangs up. Raises CannotJoin."""
    leg = participant.leg
    room = interpreter.account.conferences.join(participant, participant.noun.name)
    leg.conference_name = room.name
    leg.notes(f"in conference {room.name}")
    reason = "participant_updated_via_api"
    try:
        yield from _stay(interpreter, participant, room, verb)
    except HungUp:
        reason = "participant_hung_up"
        raise
    finally:
        leg.conference_name = ""
        room.leave(participant, reason)
        for announcement in participant.announcements:
            announcement.was_heard()
        participant.announcements.clear()


def _stay(interpreter: Interpreter, participant: Participant, room: ConferenceRoom, verb: v.Dial) -> Waiting[None]:
    while True:
        try:
            while participant.announcements:
                yield from _hear_announcement(interpreter, participant)
            match room.mode_of(participant):
                case "out":
                    participant.leg.notes("out of the conference")
                    return
                case "waiting":
                    yield from _wait_for_start(interpreter, participant)
                case "held":
                    yield from _hold(interpreter, participant)
                case "talking":
                    yield from _talk(participant, room, verb)
                    return
        except Conferred:
            continue


def _wait_for_start(interpreter: Interpreter, participant: Participant) -> Waiting[None]:
    """The wait document runs once, then comes silence (Twilio: <Conference>, waitUrl).

    Raises WebhookFailed or TwimlError: without it the conference is not established for this participant.
    """
    leg, noun = participant.leg, participant.noun
    document = participant.wait_document
    if document is None and noun.wait_url:
        document = NextDocument(noun.wait_url, noun.wait_method)
    if document is not None:
        yield from interpreter.run_beside(leg, document, CONFERENCE)
    elif noun.wait_url is None:
        leg.hears("hold music", kind="play")
    yield from _keep_silent(leg)


def _hold(interpreter: Interpreter, participant: Participant) -> Waiting[None]:
    """The hold document runs over and over; its words and music are heard by the held one alone."""
    leg = participant.leg
    while (document := participant.hold_document) is not None:
        try:
            yield from interpreter.run_beside(leg, document, CONFERENCE)
        except (WebhookFailed, TwimlError) as error:
            leg.alert(error.code, str(error))
            yield from _keep_silent(leg)
        yield from leg.wait(PASS_SECONDS, state="held", ear=TALKING, rests=True)
    while True:
        leg.hears("hold music", kind="play")
        yield from leg.wait(MUSIC_SECONDS, state="held", ear=TALKING, rests=True)


def _keep_silent(leg: Leg) -> Waiting[None]:
    while True:
        yield from leg.wait(None, state="conference", ear=TALKING, rests=True)


def _hear_announcement(interpreter: Interpreter, participant: Participant) -> Waiting[None]:
    """Raises Conferred if the part in the conference changes meanwhile, which cuts the announcement short."""
    participant.is_announced_to = True
    announcement = participant.announcements.popleft()
    leg = participant.leg
    own_url, leg.document_url = leg.document_url, announcement.url
    try:
        following = yield from interpreter.perform(leg, announcement.document)
        if following is not None:
            yield from interpreter.run(leg, following, CONFERENCE)
    except (WebhookFailed, TwimlError) as error:
        leg.alert(error.code, str(error))
    finally:
        leg.document_url = own_url
        participant.is_announced_to = False
        announcement.was_heard()


def _talk(participant: Participant, room: ConferenceRoom, verb: v.Dial) -> Waiting[None]:
    """Talk until the time limit or the star key; a party that has talked enough hangs up."""
    leg = participant.leg
    talks = leg.party.talks if leg.party else None
    limit = verb.time_limit if talks is None else talks
    while True:
        event = yield from leg.wait(limit, state="connected", ear=TALKING, rests=True)
        if event is None and talks is not None:
            raise HungUp
        if event is None or (verb.hangup_on_star and isinstance(event, Keys) and "*" in event.digits):
            return
        if isinstance(event, Speech):
            room.say(participant, event.words)
