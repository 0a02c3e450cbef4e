"""The switchboard: an emulated account whose calls can be placed and run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from ivr.emulator.account import EmulatedAccount
from ivr.emulator.client_registry import PREFIX
from ivr.emulator.conferences import CannotJoin, ConferenceRoom, Participant
from ivr.emulator.emulated_call import NOTHING, EmulatedCall, Geography, Progress
from ivr.emulator.handset import Handset
from ivr.emulator.interpreter import Interpreter
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import NextDocument
from ivr.emulator.numbers import country_of
from ivr.emulator.parties import BY_HAND
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers import HANDLERS
from ivr.emulator.verb_handlers.dial_conference import called_in

LONGEST_CALL = 14400
REST_TIMEOUT = 60
"""Seconds that a call made by REST rings (Twilio: Calls, Timeout)."""


@dataclass(eq=False, kw_only=True)
class Switchboard(EmulatedAccount):
    """Places inbound and outbound calls, and interprets the TwiML that the application answers with."""

    interpreter: Interpreter = field(init=False)
    _handsets: dict[str, Handset] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.interpreter = Interpreter(self, HANDLERS)

    def client(self, identity: str) -> Handset:
        """The browser of that identity, registered from now on and answered by hand."""
        self.clients.register(identity)
        return self._handset(PREFIX + identity)

    def telephone(self, number: str) -> Handset:
        """The telephone of that number (E.164), from now on answered by hand."""
        self.parties[number] = BY_HAND
        return self._handset(number)

    def _handset(self, address: str) -> Handset:
        return self._handsets.setdefault(address, Handset(self, address))

    def place(
        self,
        *,
        from_: str,
        to: str,
        from_place: Geography | None = None,
        extra: Mapping[str, str] = NOTHING,
    ) -> Leg:
        """Place an inbound call to a number of the account; raises KeyError for an unknown number.

        `from_` may be a number, `anonymous` or another word for a withheld one, `sip:...` or `client:...`.
        `extra` is sent along: StirVerstat, CallToken, ForwardedFrom, CallerName.
        """
        number = self.numbers[to]
        call = EmulatedCall(
            account_sid=self.account_sid,
            from_=from_,
            to=to,
            direction="inbound",
            status="ringing",
            created=self.clock.now(),
            from_place=from_place or Geography(country=country_of(from_)),
            to_place=Geography(country=country_of(to)),
            extra=extra,
            progress=number.progress,
        )
        leg = self.open_leg(call, fallback=number.fallback)
        leg.begin(self.interpreter.conduct(leg, number.first_document))
        return leg

    def text(self, *, from_: str, to: str, body: str, opt_out: str = "") -> str:
        """A person's text to a number of the account. Returns the words of its answer; raises KeyError as `place`."""
        kept = self.messages
        return kept.receive(self.numbers[to], account_sid=self.account_sid, sender=from_, body=body, opt_out=opt_out)

    def originate(
        self,
        *,
        from_: str,
        to: str,
        document: NextDocument,
        fallback: NextDocument | None = None,
        progress: Progress | None = None,
        timeout: float = REST_TIMEOUT,
    ) -> Leg:
        """Make a call as by REST: it rings at `to` for `timeout` seconds, then runs `document`."""
        call = self._outbound(from_=from_, to=to, progress=progress)
        leg = self.open_leg(call, fallback=fallback)
        leg.begin(self.interpreter.call(leg, document, timeout=timeout))
        return leg

    def invite(
        self,
        noun: v.Conference,
        *,
        from_: str,
        to: str,
        progress: Progress | None = None,
        timeout: float = REST_TIMEOUT,
        talk_limit: int = LONGEST_CALL,
    ) -> tuple[ConferenceRoom, Participant]:
        """Call somebody into the conference that `noun` names, which is made if there is none. Raises CannotJoin."""
        call = self._outbound(from_=from_, to=to, progress=progress)
        room = self.conferences.opened(noun.name)
        leg = self.open_leg(call)
        participant = Participant(leg=leg, noun=noun)
        try:
            room.expect(participant)
        except CannotJoin:
            del self.legs[call.sid]
            raise
        dial = v.Dial(nouns=(noun,), time_limit=talk_limit)
        leg.begin(called_in(self.interpreter, room, participant, dial, timeout=timeout))
        return room, participant

    def _outbound(self, *, from_: str, to: str, progress: Progress | None) -> EmulatedCall:
        address, _, query = to.partition("?") if to.startswith("client:") else (to, "", "")
        return EmulatedCall(
            account_sid=self.account_sid,
            from_=from_,
            to=address,
            direction="outbound-api",
            created=self.clock.now(),
            to_place=Geography(country=country_of(to)),
            progress=progress,
            sip_headers=dict(parse_qsl(query)),
        )
