"""What happened in calls, for tests of the work list."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ivr.calls.events import Caller, CallerOwed, Event, StatusChanged, TurnTaken
from ivr.effects.call_back import Booking
from tests.requests_made import ALICE, LINE, NOW

RECORDING = f"https://api.twilio.com/2010-04-01/Accounts/AC{'0' * 32}/Recordings/RE{'1' * 32}"


def _handed(sid: str, queue: str, at: datetime, key: str) -> TurnTaken:
    """The first turn, which gives the call to a queue."""
    decision = {"queue": queue, "rule": "default", "caller": {"language": "en-US", "issue": "returns"}}
    hops = (("hand_off.connecting", "then", "hand_off.connect"),)
    who = Caller(key, ALICE[-2:] if key else "")
    return TurnTaken(sid, 0, at, "en-US", hops=hops, decision=decision, dnis=LINE, caller=who)


def gave_up(
    sid: str = "CA1", *, queue: str = "care-en", waited: float = 60, key: str = "c0ffee", after: timedelta = timedelta()
) -> Sequence[Event]:
    """A call that was given up in a queue; the caller is `key` by keyed hash, empty if withheld."""
    began = NOW + after
    left = began + timedelta(seconds=waited)
    hops = (("hand_off.connect", "abandoned", "hand_off.goodbye"),)
    owed = CallerOwed(queue, ALICE if key else "")
    hung_up = TurnTaken(sid, 1, left, "en-US", heard="abandoned", hops=hops, owed=owed)
    return [_handed(sid, queue, began, key), hung_up, StatusChanged(sid, "completed", 9, left, int(waited))]


def left_message(sid: str = "CA2", *, queue: str = "care-en", key: str = "c0ffee") -> Sequence[Event]:
    """A call whose caller left a message in place of waiting."""
    left = (("hand_off.connect", "left", "hand_off.left"), ("hand_off.left", "voicemail", "hand_off.leave_message"))
    goes = TurnTaken(sid, 1, NOW + timedelta(seconds=20), "en-US", hops=left)
    hops = (("hand_off.leave_message", "then", "hand_off.message_left"),)
    at, owed = NOW + timedelta(seconds=40), CallerOwed(queue, ALICE)
    said = TurnTaken(sid, 2, at, "en-US", heard="done", hops=hops, recording=RECORDING, owed=owed)
    return [_handed(sid, queue, NOW, key), goes, said, StatusChanged(sid, "completed", 9, at, 40)]


def booked(sid: str = "CA3", *, queue: str = "care-en", number: str = ALICE) -> Sequence[Event]:
    """A call whose caller asked to be called back in place of waiting."""
    left = (("hand_off.connect", "left", "hand_off.left"), ("hand_off.left", "callback", "callback"))
    booking = Booking(number, LINE, queue, NOW.timestamp(), {})
    asks = TurnTaken(sid, 1, NOW + timedelta(seconds=20), "en-US", hops=left, booking=booking)
    return [_handed(sid, queue, NOW, f"k{number[-4:]}"), asks]
