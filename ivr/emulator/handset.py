"""A telephone or browser that people answer, for tests."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import NoReturn, Self

from ivr.emulator.account import EmulatedAccount
from ivr.emulator.client_registry import PREFIX
from ivr.emulator.expectations import Unexpected, words_heard
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Ear, Keys, PickedUp, PutDown
from ivr.emulator.transcript import TranscriptLine, holds

PATIENCE = 30.0
LONGEST_WAIT = 180.0
"""Seconds of virtual time; a caller in a queue would wait for ever."""
NAP = 0.02


class Handset:
    """Rings when it is called: `agent.rings().accepts().hears("late parcel").says("Good morning")`.

    Get one by `switchboard.client("agent_7")` for a browser, or `switchboard.telephone("+13055550123")`. On a virtual
    clock, time passes until what is waited for has happened, three minutes at most; on a real one, each method waits
    up to `patience` seconds. Checks of words cover those since the last action. While `is_strict`, it also fails when
    Twilio would have logged an error or a warning about its call.
    """

    def __init__(self, account: EmulatedAccount, address: str, *, patience: float = PATIENCE) -> None:
        self.account = account
        self.address = address
        self.patience = patience
        self.is_strict = True
        self._leg: Leg | None = None
        self._since = 0

    # Actions.

    def rings(self) -> Self:
        """Wait until it rings."""
        if not self._until(lambda: self._ringing() is not None):
            raise Unexpected(f"{self.address} does not ring", "")
        ringing = self._ringing()
        if ringing is not None and ringing is not self._leg:
            self._leg, self._since = ringing, 0
        return self

    def accepts(self) -> Self:
        """Wait until it rings, and take the call."""
        leg = self.rings().leg
        leg.post(PickedUp())
        self._until(lambda: leg.call.answered is not None or leg.call.is_over)
        return self._rest()

    def rejects(self) -> Self:
        """Wait until it rings, and decline (the caller finds it busy)."""
        leg = self.rings().leg
        leg.post(PutDown("busy"))
        self._until(lambda: leg.call.is_over)
        return self

    def says(self, words: str) -> Self:
        """Speak; fails when nobody listens."""
        ear = self._ear()
        if ear is None or not ear.speech:
            self._fail(f"{words!r} was said, but nothing listens to speech")
        self._since = len(self.leg.transcript)
        self.leg.speaks(words)
        return self._rest()

    def presses(self, keys: str) -> Self:
        """Press keys; fails when nothing listens to them."""
        ear = self._ear()
        if ear is None or not ear.keys:
            self._fail(f"{keys!r} was pressed, but nothing listens to keys")
        self._since = len(self.leg.transcript)
        self.leg.does("keys", keys)
        self.leg.post(Keys(keys))
        return self._rest()

    def mutes(self, *, muted: bool = True) -> Self:
        """Turn the own microphone off or on."""
        self.leg.is_microphone_off = muted
        return self

    def waits(self, seconds: float) -> Self:
        """Let time pass; only on a virtual clock."""
        self._since = len(self.leg.transcript) if self._leg else 0
        self.account.schedule.pass_time(seconds)
        return self

    def hangs_up(self) -> Self:
        self._since = len(self.leg.transcript)
        self.leg.does("note", "hangs up")
        self.leg.post(PutDown())
        self._until(lambda: self.leg.call.is_over)
        return self

    def closes(self) -> Self:
        """The tab of a browser is closed: its call ends, and it can no longer be called."""
        self.account.lose_client(self.address.removeprefix(PREFIX))
        self.account.parties.pop(self.address, None)
        self._until(lambda: self._leg is None or self._leg.call.is_over)
        return self

    # Checks.

    def hears(self, *texts: str) -> Self:
        """Each text is heard, in any order, as whole words."""
        for text in texts:
            self._until(partial(self._is_told_enough, text))
            if not self._has_heard(text):
                self._fail(f"{text!r} was not heard")
        return self

    def does_not_hear(self, *texts: str) -> Self:
        self._rest()
        for text in texts:
            if self._has_heard(text):
                self._fail(f"{text!r} was heard")
        return self

    def does_not_ring(self) -> Self:
        """It does not ring now; no time passes."""
        if not self.account.is_live:
            self.account.schedule.settle()
        if self._ringing() is not None:
            raise Unexpected(f"{self.address} rings", "")
        return self

    def is_in_conference(self, name: str = "") -> Self:
        """It is in the conference of that name, or in any."""
        if not self._until(lambda: self.leg.conference_name == name if name else bool(self.leg.conference_name)):
            self._fail(f"not in the conference {name}, but in {self.leg.conference_name or 'none'}")
        return self

    def is_on_hold(self, *, held: bool = True) -> Self:
        """It is on hold in its conference, or with False it is in the conference and not on hold."""
        if not self._until(lambda: self._is_held() is held):
            self._fail("not on hold" if held else "not in a conference, or on hold")
        return self

    def is_hung_up(self) -> Self:
        if not self._until(lambda: self.leg.call.is_over):
            self._fail("the call is not over")
        return self

    # State.

    @property
    def leg(self) -> Leg:
        """The leg of the latest call."""
        if self._leg is None:
            raise Unexpected(f"{self.address} has not rung yet", "")
        return self._leg

    @property
    def call_sid(self) -> str:
        return self.leg.call.sid

    @property
    def parameters(self) -> Mapping[str, str]:
        """The custom parameters of the call (Twilio: <Client>, <Parameter>)."""
        return self.leg.call.sip_headers

    @property
    def lines(self) -> list[TranscriptLine]:
        return self.leg.transcript

    @property
    def transcript(self) -> str:
        return "\n".join(str(line) for line in self.leg.transcript)

    # Internals.

    def _ringing(self) -> Leg | None:
        legs = self.account.legs_to(self.address)
        return next((leg for leg in legs if leg.waiting and leg.waiting.state == "ringing"), None)

    def _is_held(self) -> bool | None:
        participant = self.account.participant_of(self.leg)
        return participant.is_held if participant else None

    def _has_heard(self, text: str) -> bool:
        return holds(words_heard(self.leg.transcript[self._since :]), text)

    def _is_told_enough(self, text: str) -> bool:
        """Whether it was heard; on a virtual clock, whether it cannot be heard before the party acts, either."""
        return self._has_heard(text) or (not self.account.is_live and self._is_at_rest())

    def _ear(self) -> Ear | None:
        self._rest()
        return self.leg.waiting.ear if self.leg.waiting else None

    def _rest(self) -> Self:
        self._until(self._is_at_rest)
        return self

    def _is_at_rest(self) -> bool:
        return self.leg.call.is_over or (self.leg.waiting is not None and self.leg.waiting.rests)

    def _until(self, done: Callable[[], bool]) -> bool:
        """Whether it is done at last. Raises Unexpected for an alert, if strict."""
        is_done = self._passes_time_until(done)
        alerts = self._leg.alerts if self._leg and self.is_strict else []
        if alerts:
            self._fail("Twilio would have logged: " + "; ".join(f"{a.code} {a.message}" for a in alerts))
        return is_done

    def _passes_time_until(self, done: Callable[[], bool]) -> bool:
        schedule = self.account.schedule
        if not self.account.is_live:
            latest = self.account.clock.now() + timedelta(seconds=LONGEST_WAIT)
            return schedule.run_until(lambda: done() or self.account.clock.now() > latest) and done()
        deadline = time.monotonic() + self.patience
        while not done():
            if time.monotonic() > deadline:
                return False
            with schedule.changed:
                schedule.changed.wait(NAP)
        return True

    def _fail(self, what: str) -> NoReturn:
        raise Unexpected(what, self.transcript)
