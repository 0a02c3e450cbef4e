from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from ivr.calls.events import Answered, Caller, StatusChanged, TurnTaken
from ivr.effects.send_text import Message

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
HOPS = {
    0: (("main_line.recognise", "one", "main_line.greet_one"), ("main_line.greet_one", "then", "main_line.read_order")),
    1: (("main_line.read_order", "then", "main_line.after_order"), ("main_line.after_order", "0", "hand_off.route")),
    2: (("hand_off.route", "connect", "hand_off.connect"),),
    3: (("hand_off.connect", "done", "hand_off.goodbye"), ("hand_off.goodbye", "then", "hang_up")),
}


def turn(sid="CA1", number=0, **changes):
    """A turn of a call whose caller hears the order's status and then talks to an agent."""
    first = {"dnis": "+18005550199", "caller": Caller("c0ffee", "00")} if number == 0 else {}
    at = NOW + timedelta(seconds=10 * number)
    parts = {"language": "es-MX" if number else "en-US", "hops": HOPS[number], **first, **changes}
    return TurnTaken(sid=sid, turn=number, at=at, **parts)


def status(sid="CA1", sequence=3):
    """The statuses of a call that was completed after 31 seconds."""
    word = ("initiated", "ringing", "in-progress", "completed")[sequence]
    at = NOW + timedelta(seconds=(-2, -1, 0, 31)[sequence])
    return StatusChanged(sid=sid, status=word, sequence=sequence, at=at, seconds=31 if word == "completed" else None)


def text(sid="CA1", number=1):
    """A turn that sends the tracking link."""
    link = Message(id=f"{sid}:{number}:0", to="+14155550100", body="Your parcel: https://shop.example/t/1")
    return turn(sid, number, messages=(link,))


def answered(sid="CA1"):
    """Somebody takes the caller, after 25 seconds."""
    return Answered(sid, NOW + timedelta(seconds=25))


@pytest.fixture
def happened():
    """Makes events, all of the same imagined calls."""
    return SimpleNamespace(now=NOW, turn=turn, status=status, text=text, answered=answered)
