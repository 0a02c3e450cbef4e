"""Requests to Twilio's REST API.

The client library takes 0.3 s to import. It is imported by the first request, never during a turn.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.incoming import LAST
from ivr.adapters.twilio.outgoing_message import OutgoingMessage
from ivr.calls.callbacks import DueCallback, NotPlaced
from ivr.calls.events import ENDED, StatusChanged
from ivr.settings import Settings

MOST_NUMBERS = 200
RINGS = 30
"""Seconds for which a call that we place rings: less than most answering machines wait."""


@dataclass(frozen=True, slots=True)
class Account:
    """A Twilio account. `status` is active, suspended or closed; `kind` Trial or Full."""

    sid: str
    name: str
    status: str
    kind: str


@dataclass(frozen=True, slots=True)
class AccountNumber:
    """A telephone number of the account, and the addresses of its webhooks.

    `handler` is the application or trunk that answers in place of the addresses, "" for none.
    """

    sid: str
    number: str
    voice_url: str
    voice_method: str
    fallback_url: str
    fallback_method: str
    status_url: str
    handler: str


@dataclass(frozen=True)
class Rest:
    """Requests to Twilio. Each raises RestFailed if Twilio refuses or does not answer in time.

    `user` and `password` are an API key and its secret, or the account's SID and Auth Token. `sender` is the
    number or the Messaging Service that sends texts. `api_url` replaces Twilio's own address.
    """

    account_sid: str
    user: str
    password: str = field(repr=False)
    sender: str = ""
    api_url: str = ""
    deadline: float = 10.0
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Authenticate with the API key if it is set, else with the Auth Token."""
        by_key = bool(settings.twilio_api_key)
        secret = settings.twilio_api_secret if by_key else settings.twilio_auth_token
        return cls(
            account_sid=settings.twilio_account_sid,
            user=settings.twilio_api_key if by_key else settings.twilio_account_sid,
            password=secret.get_secret_value(),
            sender=settings.message_sender,
            api_url=settings.twilio_api_url,
        )

    def send_text(self, to: str, body: str) -> str:
        """Send a text message to an E.164 number. Returns its SID."""
        return self.send_message(OutgoingMessage(to, body))

    def send_message(self, message: OutgoingMessage) -> str:
        """Send a message. Returns its SID (Twilio: Message resource)."""
        if not self.sender:
            raise RestFailed("no message sender is set", permanent=True)
        fields = message.fields(self.sender)
        sent = self.ask(lambda api: api.messages.create(**fields))
        return str(sent.sid)

    def account(self) -> Account:
        """Return the account of the credentials."""
        found = self.ask(lambda api: api.api.v2010.accounts(self.account_sid).fetch())
        return Account(found.sid, found.friendly_name, found.status, found.type)

    def numbers(self) -> tuple[AccountNumber, ...]:
        """Return the first 200 numbers of the account."""
        found = self.ask(lambda api: api.incoming_phone_numbers.list(limit=MOST_NUMBERS))
        return tuple(map(_number, found))

    def set_number(self, sid: str, *, voice_url: str, fallback_url: str, status_url: str) -> AccountNumber:
        """Set the webhooks of a number, all by POST."""
        changed = self.ask(
            lambda api: api.incoming_phone_numbers(sid).update(
                voice_url=voice_url,
                voice_method="POST",
                voice_fallback_url=fallback_url,
                voice_fallback_method="POST",
                status_callback=status_url,
                status_callback_method="POST",
            )
        )
        return _number(changed)

    def call_status(self, sid: str, *, now: datetime) -> StatusChanged:
        """Return the status of a call as an event of the record. A final status is sorted after all others."""
        call = self.ask(lambda api: api.calls(sid).fetch())
        sequence = LAST if call.status in ENDED else 0
        seconds = int(call.duration) if call.duration else None
        return StatusChanged(sid, call.status, sequence, call.end_time or now, seconds)

    def place_call(self, to: str, *, shown: str, url: str, fallback_url: str, status_url: str) -> str:
        """Call an E.164 number from our number `shown`. All webhooks by POST. Returns the call's SID."""
        call = self.ask(
            lambda api: api.calls.create(
                to=to,
                from_=shown,
                url=url,
                method="POST",
                fallback_url=fallback_url,
                fallback_method="POST",
                status_callback=status_url,
                status_callback_method="POST",
                timeout=RINGS,
            )
        )
        return str(call.sid)

    def redirect(self, sid: str, url: str) -> None:
        """Redirect a live call to the document at `url`."""
        self.ask(lambda api: api.calls(sid).update(url=url, method="POST"))

    def hang_up(self, sid: str) -> None:
        """End a live call."""
        self.ask(lambda api: api.calls(sid).update(status="completed"))

    def ask(self, request: Callable[[Any], Any]) -> Any:
        """Return what `request` asks of Twilio's own client."""
        from ivr.adapters.twilio import client

        try:
            return request(self._client)
        except client.ERRORS as error:
            raise client.failure(error) from None

    @cached_property
    def _client(self) -> Any:
        from ivr.adapters.twilio import client

        http = client.RetryingHttpClient(base=self.api_url, deadline=self.deadline, sleep=self.sleep)
        return client.connect(http, user=self.user, password=self.password, account_sid=self.account_sid)


def _number(found: Any) -> AccountNumber:
    return AccountNumber(
        sid=found.sid,
        number=found.phone_number,
        voice_url=found.voice_url or "",
        voice_method=found.voice_method or "",
        fallback_url=found.voice_fallback_url or "",
        fallback_method=found.voice_fallback_method or "",
        status_url=found.status_callback or "",
        handler=found.voice_application_sid or found.trunk_sid or "",
    )


def callback_dialer(rest: Rest, addresses: Addresses) -> Callable[[DueCallback], None]:
    """Return a function that places a callback or raises NotPlaced. An uncertain result counts as placed."""

    def ring(due: DueCallback) -> None:
        begin, ended = (addresses.callback(due.name, step) for step in ("begin", "ended"))
        try:
            rest.place_call(due.number, shown=due.line, url=begin, fallback_url=addresses.fallback, status_url=ended)
        except RestFailed as failed:
            if not failed.unsure:
                raise NotPlaced(permanent=failed.permanent) from None

    return ring
