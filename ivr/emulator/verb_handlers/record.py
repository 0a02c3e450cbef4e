"""Record (Twilio: <Record>). Speech is kept as words: nothing here makes sound."""

from ivr.emulator import pace
from ivr.emulator.account import EmulatedAccount
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leaving import HungUp
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Ear, Event, Keys, NextDocument, Speech
from ivr.emulator.recordings import Recording
from ivr.emulator.twiml import verbs as v


def record(interpreter: Interpreter, leg: Leg, verb: v.Record) -> Waiting[NextDocument | None]:
    """An empty recording sends no request: the call goes on with the next verb."""
    if verb.play_beep:
        leg.hears("beep", kind="play")
    spoken: list[str] = []
    try:
        key = yield from _listen(leg, verb, spoken)
    except HungUp:
        _keep_and_tell(interpreter.account, leg, verb, spoken)
        raise
    recording = _keep(interpreter.account, leg, verb, spoken)
    return None if recording is None else NextDocument(verb.action, verb.method, _params(recording, key))


def _listen(leg: Leg, verb: v.Record, spoken: list[str]) -> Waiting[str]:
    """Collect words in `spoken`; returns the key that ended the recording, empty if silence or its length did."""
    ear = Ear("Record", keys=True, speech=True)
    seconds = 0.0
    while seconds < verb.max_length:
        event: Event | None = yield from leg.wait(verb.timeout, state="recording", ear=ear, rests=True)
        if isinstance(event, Keys) and set(event.digits) & set(verb.finish_on_key):
            return next(key for key in event.digits if key in verb.finish_on_key)
        if isinstance(event, Speech):
            spoken.append(event.words)
            seconds += pace.speaking(event.words)
        if event is None:
            break
    return ""


def _keep(account: EmulatedAccount, leg: Leg, verb: v.Record, spoken: list[str]) -> Recording | None:
    if not spoken:
        return None
    words = " ".join(spoken)
    seconds = min(max(1, round(pace.speaking(words))), verb.max_length)
    recording = account.recordings.keep(leg.call, words=words, seconds=seconds, now=leg.runtime.now())
    if verb.recording_status_callback:
        leg.tell(verb.recording_status_callback, verb.recording_status_callback_method, recording.callback())
    return recording


def _keep_and_tell(account: EmulatedAccount, leg: Leg, verb: v.Record, spoken: list[str]) -> None:
    """After a hang-up the action is requested all the same; its answer is not executed."""
    recording = _keep(account, leg, verb, spoken)
    if recording is not None:
        leg.tell(verb.action, verb.method, _params(recording, "hangup"))


def _params(recording: Recording, key: str) -> dict[str, str]:
    return {
        "RecordingUrl": recording.url,
        "RecordingSid": recording.sid,
        "RecordingDuration": str(recording.seconds),
        "Digits": key,
    }
