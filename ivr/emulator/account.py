"""The state of one emulated account: its numbers, legs, queues, conferences, recordings and messages."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ivr.emulator.client_registry import PREFIX, ClientRegistry
from ivr.emulator.clocks import CallClock, RealClock, VirtualClock
from ivr.emulator.conferences import ConferenceRooms, Participant
from ivr.emulator.emulated_call import EmulatedCall
from ivr.emulator.leg import Leg
from ivr.emulator.leg_events import CallerJoined, Dequeued, NextDocument, PutDown
from ivr.emulator.leg_schedule import Schedule
from ivr.emulator.numbers import IncomingNumber
from ivr.emulator.parties import BY_HAND, OFFLINE, Party
from ivr.emulator.queues import CallQueue, Member
from ivr.emulator.recordings import Recordings
from ivr.emulator.runtime import Alert, Runtime
from ivr.emulator.tasks import WorkflowTask
from ivr.emulator.text_messages import Outbox
from ivr.emulator.twiml import verbs as v
from ivr.emulator.webhooks import Webhooks
from ivr.emulator.wire import Wire

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "emulator-auth-token"  # noqa: S105 - of an account that exists nowhere
API_URL = "https://api.twilio.com"
ANYBODY = Party()
MOST_LEGS = 1000
MOST_REQUESTS = 10_000


def no_caption(_url: str) -> str:
    return ""


@dataclass(eq=False, kw_only=True)
class EmulatedAccount:
    """`wire` reaches the application: `in_process(app)` or `over(client)`.

    `clock` is virtual unless a RealClock is passed. `parties` maps a number, SIP address or client to the party
    there; an address that is not listed answers after a few seconds and talks for a minute, and a client
    is called only while its browser is registered. `captions` gives the
    words of an audio URL, where they are known. `api_keys` (SID to secret) open the REST API beside the account's
    token. `rest_requests` are the method and path of each request that it was asked.
    """

    wire: Wire
    account_sid: str = ACCOUNT_SID
    auth_token: str = field(default=AUTH_TOKEN, repr=False)
    api_keys: dict[str, str] = field(default_factory=dict, repr=False)
    clock: CallClock = field(default_factory=VirtualClock)
    parties: dict[str, Party] = field(default_factory=dict)
    captions: Callable[[str], str] = no_caption
    numbers: dict[str, IncomingNumber] = field(default_factory=dict)
    legs: dict[str, Leg] = field(default_factory=dict)
    queues: dict[str, CallQueue] = field(default_factory=dict)
    tasks: list[WorkflowTask] = field(default_factory=list)
    rest_requests: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=MOST_REQUESTS))
    recordings: Recordings = field(default_factory=lambda: Recordings(API_URL))
    messages: Outbox = field(init=False)
    conferences: ConferenceRooms = field(init=False)
    clients: ClientRegistry = field(init=False)
    runtime: Runtime = field(init=False)

    def __post_init__(self) -> None:
        self.runtime = Runtime(Schedule(self.clock), Webhooks(self.wire, self.auth_token))
        self.messages = Outbox(self.runtime)
        self.clients = ClientRegistry(self.clock.now)
        self.conferences = ConferenceRooms(self.runtime, self.account_sid)

    @property
    def schedule(self) -> Schedule:
        return self.runtime.schedule

    @property
    def webhooks(self) -> Webhooks:
        return self.runtime.webhooks

    @property
    def alerts(self) -> list[Alert]:
        return self.runtime.alerts

    @property
    def is_live(self) -> bool:
        return isinstance(self.clock, RealClock)

    # Numbers and legs.

    def add_number(
        self, number: str, voice_url: str, *, fallback_url: str = "", status_callback: str = ""
    ) -> IncomingNumber:
        """Add a number and the URL that answers it; URLs may carry connection overrides in a fragment."""
        added = IncomingNumber(
            phone_number=number,
            voice_url=voice_url,
            voice_fallback_url=fallback_url,
            status_callback=status_callback,
            created=self.clock.now(),
        )
        self.numbers[number] = added
        return added

    def open_leg(self, call: EmulatedCall, *, parent: Leg | None = None, fallback: NextDocument | None = None) -> Leg:
        party = None if call.direction == "inbound" else self._party_at(call.to)
        leg = Leg(runtime=self.runtime, call=call, parent=parent, party=party, fallback=fallback)
        self.legs[call.sid] = leg
        self._forget_old_legs()
        return leg

    def _party_at(self, address: str) -> Party:
        if address in self.parties or not address.startswith(PREFIX):
            return self.parties.get(address, ANYBODY)
        return BY_HAND if self.clients.is_registered(address) else OFFLINE

    def lose_client(self, identity: str) -> None:
        """A browser is gone: it can no longer be called, and its calls end."""
        self.clients.forget(identity)
        for leg in self.legs_to(PREFIX + identity):
            leg.post(PutDown("completed" if leg.call.answered else "no-answer"))

    def lose_silent_clients(self) -> None:
        """Browsers that were not heard of in time are gone."""
        for identity in self.clients.lost():
            self.lose_client(identity)

    def _forget_old_legs(self) -> None:
        """Keep the active calls and the latest of the ended ones, since a browser phone runs for days."""
        for sid, leg in list(self.legs.items())[:-MOST_LEGS]:
            if leg.call.is_over:
                del self.legs[sid]

    def may_show(self, caller_id: str, call: EmulatedCall) -> bool:
        """Whether a call may go out under this number."""
        return caller_id in self.numbers or caller_id in {call.from_, call.to} or ":" in caller_id

    def may_call_from(self, address: str) -> bool:
        """Whether REST may make a call from this address."""
        return address in self.numbers or address.startswith(PREFIX)

    def legs_to(self, address: str) -> Iterable[Leg]:
        """Outbound legs to this address that are not over, newest first."""
        return (
            leg
            for leg in reversed(list(self.legs.values()))
            if leg.call.direction != "inbound" and leg.call.to == address and not leg.call.is_over
        )

    def participant_of(self, leg: Leg) -> Participant | None:
        """The part that a leg has in a conference."""
        room = self.conferences.live(leg.conference_name)
        return room.find(leg.call.sid) if room else None

    # Queues.

    def queue(self, name: str) -> CallQueue:
        """The queue of that name, made on demand as <Enqueue> does."""
        return self.queues.setdefault(name, CallQueue(name=name, created=self.clock.now()))

    def queue_by_sid(self, sid: str) -> CallQueue | None:
        return next((queue for queue in self.queues.values() if queue.sid == sid), None)

    def join(self, queue: CallQueue, leg: Leg) -> Member:
        member = Member(leg, self.clock.now())
        queue.members.append(member)
        leg.queue_name = queue.name
        for listener in list(queue.listeners):
            listener.post(CallerJoined())
        return member

    def assign(self, task: WorkflowTask, endpoint: v.Endpoint) -> None:
        """TaskRouter's dequeue: the waiting call is connected to a worker's phone."""
        self.legs[task.call_sid].post(Dequeued(endpoint=endpoint))
