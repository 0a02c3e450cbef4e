"""A phone for tests and scripts: each method does or checks one thing, and returns the phone."""

from collections.abc import Mapping
from typing import NoReturn, Self

from ivr.emulator.emulated_call import NOTHING, Geography
from ivr.emulator.expectations import Unexpected, words_heard
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import Ear, Input, Keys, PickedUp, PutDown, Speech
from ivr.emulator.parties import BY_HAND
from ivr.emulator.runtime import Alert
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.transcript import TranscriptLine, holds, names_key

__all__ = ["Phone", "Unexpected"]


class Phone:
    """A phone with a number, on a switchboard whose clock is virtual: `phone.dials().hears("hello").presses("1")`.

    After each action time passes until the line needs its party: the prompts of a Gather or Record are over, a
    queue's waiting document has run once, a party is connected, or the call has ended. Checks cover the words
    heard since the last action. A failed check shows the whole transcript. A strict phone also fails when
    Twilio would have logged an error or a warning about its call.
    """

    def __init__(self, switchboard: Switchboard, *, number: str, to: str = "", is_strict: bool = True) -> None:
        self.switchboard = switchboard
        self.number = number
        self.to = to
        self.is_strict = is_strict
        self._leg: Leg | None = None
        self._since = 0
        self._seen = 0

    # Actions.

    def dials(
        self,
        to: str = "",
        *,
        from_: str = "",
        stir: str = "",
        place: Geography | None = None,
        extra: Mapping[str, str] = NOTHING,
    ) -> Self:
        """Call `to`, else the number this phone usually calls; `from_="anonymous"` withholds the number.

        `stir` is the StirVerstat of the call, absent by default; `extra` are further parameters.
        """
        attested = {"StirVerstat": stir} if stir else {}
        self._leg = self.switchboard.place(
            from_=from_ or self.number, to=to or self.to, from_place=place, extra={**attested, **extra}
        )
        return self._listen()

    def presses(self, digits: str) -> Self:
        """Press keys one after the other; fails when nothing listens to keys."""
        ear = self._ear()
        if ear is None or not ear.keys:
            self._fail(f"{digits!r} was pressed, but nothing listens to keys")
        return self._gives(Keys(digits))

    def says(self, words: str, *, confidence: float = 0.9) -> Self:
        """Speak; fails when nothing listens to speech."""
        ear = self._ear()
        if ear is None or not ear.speech:
            self._fail(f"{words!r} was said, but nothing listens to speech")
        return self._gives(Speech(words, confidence))

    def waits(self, seconds: float | None = None) -> Self:
        """Stay silent for `seconds`, or until something new has happened and the line needs its party again.

        Everything since this phone's last action or check counts as new.
        """
        self._since = self._seen
        self._catch_up()
        if seconds is not None:
            self.switchboard.schedule.pass_time(seconds)
        elif len(self.leg.transcript) == self._seen:
            before = self.leg.waits
            self.switchboard.schedule.run_until(lambda: self.leg.waits != before and self._is_at_rest())
        return self._done()

    def hangs_up(self) -> Self:
        self._since = len(self.leg.transcript)
        self.leg.does("note", "hangs up")
        self.leg.post(PutDown())
        self._catch_up()
        return self._done()

    # Being called.

    def can_be_called(self) -> Self:
        """From now on this phone rings when it is called, until `answers` or `declines`."""
        self.switchboard.parties[self.number] = BY_HAND
        return self

    def is_ringing(self) -> Self:
        self.switchboard.schedule.run_until(lambda: self._ringing() is not None)
        ringing = self._ringing()
        if ringing is None:
            raise Unexpected(f"{self.number} does not ring", "")
        self._leg = ringing
        self._since = self._seen = 0
        return self

    def answers(self) -> Self:
        self.is_ringing().leg.post(PickedUp())
        return self._listen()

    def declines(self) -> Self:
        self.is_ringing().leg.post(PutDown("busy"))
        return self._listen()

    # Checks.

    def hears(self, *texts: str) -> Self:
        """Each text was heard since the last action, in any order, as whole words."""
        heard = self.heard
        for text in texts:
            if not holds(heard, text):
                self._fail(f"{text!r} was not heard")
        return self._done()

    def does_not_hear(self, *texts: str) -> Self:
        heard = self.heard
        for text in texts:
            if holds(heard, text):
                self._fail(f"{text!r} was heard")
        return self._done()

    def offers(self, *keys: str) -> Self:
        """Each key would be taken now, and the words of the current document mention it."""
        ear = self._ear()
        if ear is None or not ear.keys:
            self._fail(f"{keys} are not offered: nothing listens to keys")
        lines = [line for line in self.leg.transcript if line.document == self.leg.documents]
        for key in keys:
            if not names_key(words_heard(lines), key):
                self._fail(f"the key {key} is not spoken of")
        return self._done()

    def is_connected_to(self, address: str) -> Self:
        """It talks with this number, SIP address (without its headers) or client."""
        self._catch_up()
        peer = self.leg.peer
        if peer is None or peer.call.address != address:
            self._fail(f"not connected to {address}, but to {peer.call.address if peer else 'nobody'}")
        return self._done()

    def is_in_queue(self, name: str) -> Self:
        self._catch_up()
        if self.leg.queue_name != name:
            self._fail(f"not in the queue {name}, but in {self.leg.queue_name or 'none'}")
        return self._done()

    def is_in_conference(self, name: str) -> Self:
        self._catch_up()
        if self.leg.conference_name != name:
            self._fail(f"not in the conference {name}, but in {self.leg.conference_name or 'none'}")
        return self._done()

    def is_on_hold(self, *, held: bool = True) -> Self:
        """It is on hold in its conference, or with False it is in the conference and not on hold."""
        self._catch_up()
        participant = self.switchboard.participant_of(self.leg)
        if participant is None or participant.is_held is not held:
            self._fail("not in a conference" if participant is None else "not on hold" if held else "on hold")
        return self._done()

    def is_hung_up(self) -> Self:
        self._catch_up()
        if not self.leg.call.is_over:
            self._fail("the call is not over")
        return self._done()

    # State.

    @property
    def leg(self) -> Leg:
        """The leg of the latest call."""
        if self._leg is None:
            raise Unexpected("this phone has neither dialled nor answered yet", "")
        return self._leg

    @property
    def call_sid(self) -> str:
        return self.leg.call.sid

    @property
    def lines(self) -> list[TranscriptLine]:
        """Everything that was heard and done in the call, with voice and language."""
        return self.leg.transcript

    @property
    def heard(self) -> str:
        """The words heard since the last action."""
        self._catch_up()
        return words_heard(self.leg.transcript[self._since :])

    @property
    def transcript(self) -> str:
        return "\n".join(str(line) for line in self.leg.transcript)

    @property
    def alerts(self) -> list[Alert]:
        """Twilio's log entries about the call and the legs that it made."""
        own = {self.call_sid, *(leg.call.sid for leg in self.switchboard.legs.values() if leg.parent is self.leg)}
        return [alert for alert in self.switchboard.alerts if alert.resource_sid in own]

    # Internals.

    def _ear(self) -> Ear | None:
        self._catch_up()
        return self.leg.waiting.ear if self.leg.waiting else None

    def _gives(self, given: Input) -> Self:
        self._since = len(self.leg.transcript)
        if isinstance(given, Keys):
            self.leg.does("keys", given.digits)
        else:
            self.leg.does("speech", given.words)
        self.leg.post(given)
        return self._listen()

    def _listen(self) -> Self:
        self._since = len(self.leg.transcript)
        self._catch_up()
        return self._done()

    def _catch_up(self) -> None:
        self.switchboard.schedule.run_until(self._is_at_rest)

    def _is_at_rest(self) -> bool:
        return self.leg.call.is_over or (self.leg.waiting is not None and self.leg.waiting.rests)

    def _ringing(self) -> Leg | None:
        legs = self.switchboard.legs_to(self.number)
        return next((leg for leg in legs if leg.waiting and leg.waiting.state == "ringing"), None)

    def _done(self) -> Self:
        self._seen = len(self.leg.transcript)
        if self.is_strict and self.alerts:
            self._fail("Twilio would have logged: " + "; ".join(f"{a.code} {a.message}" for a in self.alerts))
        return self

    def _fail(self, what: str) -> NoReturn:
        raise Unexpected(what, self.transcript)
