"""Two legs that hear each other."""

from ivr.emulator.account import EmulatedAccount
from ivr.emulator.leg import Leg, Waiting
from ivr.emulator.leg_events import Bridged, Ear, Ended, Event, Keys, Speech, Unbridged
from ivr.emulator.transcript import TranscriptLine

TALKING = Ear("Bridge", keys=True, speech=True)


def lead(leg: Leg, other: Leg, *, limit: float | None, ends_on_star: bool = False) -> Waiting[int]:
    """Bridge `leg` to `other`, which is ready; returns the whole seconds until one of them leaves."""
    started = leg.runtime.now()
    other.post(Bridged(leg.call.sid))
    leg.peer = other
    leg.notes(f"connected to {other.call.address}")
    try:
        yield from _talk(leg, limit, ends_on_star=ends_on_star)
    finally:
        leg.peer = None
        other.post(Unbridged())
    return int((leg.runtime.now() - started).total_seconds())


def follow(account: EmulatedAccount, leg: Leg, *, talks: float | None) -> Waiting[None]:
    """Wait for the bridge and stay in it for `talks` seconds, or until the other leg leaves."""
    event = yield from leg.wait(None, state="connecting", wakes=(Bridged, Unbridged))
    if not isinstance(event, Bridged):
        return
    peer = leg.peer = account.legs[event.call_sid]
    leg.notes(f"connected to {peer.call.address}")
    try:
        yield from _talk(leg, talks, ends_on_star=False)
    finally:
        leg.peer = None
        peer.post(Unbridged())


def _talk(leg: Leg, limit: float | None, *, ends_on_star: bool) -> Waiting[None]:
    while True:
        event = yield from leg.wait(limit, state="connected", ear=TALKING, rests=True, wakes=(Unbridged, Ended))
        if _is_over(leg, event) or (ends_on_star and isinstance(event, Keys) and "*" in event.digits):
            return
        if isinstance(event, Speech) and leg.peer is not None:
            leg.peer.transcript.append(TranscriptLine(leg.runtime.now(), "other", "speech", event.words))


def _is_over(leg: Leg, event: Event | None) -> bool:
    if isinstance(event, Ended):
        return leg.peer is not None and event.call_sid == leg.peer.call.sid
    return event is None or isinstance(event, Unbridged)
