"""The switchboard: numbers, calls, queues, conferences, recordings and messages of one account."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ivr.emulator.call import NOTHING, Call, Geography, Progress
from ivr.emulator.clock import Clock, RealClock, VirtualClock
from ivr.emulator.conferences import Conference
from ivr.emulator.interpreter import conduct
from ivr.emulator.events import Dequeued, Joined, Turn
from ivr.emulator.leg import Alert, Leg
from ivr.emulator.messages import Messages
from ivr.emulator.numbers import IncomingNumber, country_of
from ivr.emulator.verb_handlers.dialled_legs import be_called
from ivr.emulator.parties import Party
from ivr.emulator.queues import Member, Queue
from ivr.emulator.recordings import Recordings
from ivr.emulator.schedule import Schedule
from ivr.emulator.tasks import Task
from ivr.emulator.twiml import verbs as v
from ivr.emulator.verb_handlers.every_verb import VERBS, Verbs
from ivr.emulator.webhooks import Webhooks
from ivr.emulator.wire import Wire

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "emulator-auth-token"  # noqa: S105 - of an account that exists nowhere
API_URL = "https://api.twilio.com"
ANYBODY = Party()
MOST_LEGS = 1000
REST_TIMEOUT = 60
"""Seconds that a call made by REST rings (Twilio: Calls, Timeout)."""


def no_caption(_url: str) -> str:
    return ""


@dataclass(eq=False, kw_only=True)
class Switchboard:
    """`wire` reaches the application: `in_process(app)` or `over(client)`.

    `clock` is virtual unless a RealClock is passed. `parties` says who answers at a number, SIP address or
    client; anybody else answers after a few seconds and talks for a minute. `captions` gives the words of an
    audio URL, where they are known. `api_keys` (SID to secret) open the REST API beside the account's token.
    """

    wire: Wire
    account_sid: str = ACCOUNT_SID
    auth_token: str = field(default=AUTH_TOKEN, repr=False)
    api_keys: dict[str, str] = field(default_factory=dict, repr=False)
    clock: Clock = field(default_factory=VirtualClock)
    parties: dict[str, Party] = field(default_factory=dict)
    captions: Callable[[str], str] = no_caption
    verbs: Verbs = field(default_factory=lambda: VERBS)
    numbers: dict[str, IncomingNumber] = field(default_factory=dict)
    legs: dict[str, Leg] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    conferences: dict[str, Conference] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    recordings: Recordings = field(default_factory=lambda: Recordings(API_URL))
    messages: Messages = field(init=False)
    schedule: Schedule = field(init=False)
    webhooks: Webhooks = field(init=False)

    def __post_init__(self) -> None:
        self.schedule = Schedule(self.clock)
        self.webhooks = Webhooks(self.wire, self.auth_token)
        self.messages = Messages(self)

    @property
    def is_live(self) -> bool:
        return isinstance(self.clock, RealClock)

    # Numbers and calls.

    def add_number(
        self, number: str, voice_url: str, *, fallback_url: str = "", status_callback: str = ""
    ) -> IncomingNumber:
        """A number of the account and what answers it; URLs may carry connection overrides in a fragment."""
        added = IncomingNumber(
            phone_number=number,
            voice_url=voice_url,
            voice_fallback_url=fallback_url,
            status_callback=status_callback,
            created=self.clock.now(),
        )
        self.numbers[number] = added
        return added

    def place(
        self,
        *,
        from_: str,
        to: str,
        from_place: Geography | None = None,
        extra: Mapping[str, str] = NOTHING,
    ) -> Leg:
        """An inbound call to a number of the account; KeyError when there is no such number.

        `from_` may be a number, `anonymous` or another word for a withheld one, `sip:...` or `client:...`.
        `extra` is sent along: StirVerstat, CallToken, ForwardedFrom, CallerName.
        """
        number = self.numbers[to]
        call = Call(
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
        leg.begin(conduct(leg, number.first_turn))
        return leg

    def originate(
        self,
        *,
        from_: str,
        to: str,
        turn: Turn,
        fallback: Turn | None = None,
        progress: Progress | None = None,
        timeout: float = REST_TIMEOUT,
    ) -> Leg:
        """A call made by REST, which rings at `to` and then runs `turn`."""
        call = Call(
            account_sid=self.account_sid,
            from_=from_,
            to=to,
            direction="outbound-api",
            created=self.clock.now(),
            to_place=Geography(country=country_of(to)),
            progress=progress,
        )
        leg = self.open_leg(call, fallback=fallback)
        leg.begin(be_called(leg, turn, timeout=timeout))
        return leg

    def open_leg(self, call: Call, *, parent: Leg | None = None, fallback: Turn | None = None) -> Leg:
        party = None if call.direction == "inbound" else self.parties.get(call.to, ANYBODY)
        leg = Leg(switchboard=self, call=call, parent=parent, party=party, fallback=fallback)
        self.legs[call.sid] = leg
        self._forget_old_legs()
        return leg

    def _forget_old_legs(self) -> None:
        """A phone that serves for days keeps the calls that are up and the latest of those that are over."""
        for sid, leg in list(self.legs.items())[:-MOST_LEGS]:
            if leg.call.is_over:
                del self.legs[sid]

    def may_show(self, caller_id: str, call: Call) -> bool:
        """Whether a call may go out under this number."""
        return caller_id in self.numbers or caller_id in {call.from_, call.to} or ":" in caller_id

    def legs_to(self, address: str) -> Iterable[Leg]:
        """Legs that the switchboard called and that are not over, newest first."""
        return (
            leg
            for leg in reversed(list(self.legs.values()))
            if leg.call.direction != "inbound" and leg.call.to == address and not leg.call.is_over
        )

    # Queues and conferences.

    def queue(self, name: str) -> Queue:
        """The queue of that name, made on demand as <Enqueue> does."""
        return self.queues.setdefault(name, Queue(name=name, created=self.clock.now()))

    def queue_by_sid(self, sid: str) -> Queue | None:
        return next((queue for queue in self.queues.values() if queue.sid == sid), None)

    def join(self, queue: Queue, leg: Leg) -> Member:
        member = Member(leg, self.clock.now())
        queue.members.append(member)
        leg.queue_name = queue.name
        for listener in list(queue.listeners):
            listener.post(Joined())
        return member

    def assign(self, task: Task, endpoint: v.Endpoint) -> None:
        """TaskRouter's dequeue: the waiting call is connected to a worker's phone."""
        self.legs[task.call_sid].post(Dequeued(endpoint=endpoint))

    def conference(self, name: str) -> Conference:
        conference = self.conferences.get(name)
        if conference is None or not conference.participants:
            conference = self.conferences[name] = Conference(name)
        return conference
