"""Text messages that the application sends: kept, and reported as sent and delivered."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal

from ivr.emulator.parameters import API_VERSION
from ivr.emulator.runtime import Alert, Runtime
from ivr.emulator.sids import new_sid
from ivr.emulator.webhooks import WebhookFailed

MessageStatus = Literal["queued", "sent", "delivered", "failed", "undelivered"]


@dataclass(slots=True, kw_only=True)
class SentMessage:
    account_sid: str
    from_: str
    to: str
    body: str
    created: datetime
    status: MessageStatus = "queued"
    status_callback: str = ""
    messaging_service_sid: str = ""
    sid: str = field(default_factory=lambda: new_sid("SM"))

    def callback(self) -> dict[str, str]:
        return {
            "MessageSid": self.sid,
            "SmsSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "MessageStatus": self.status,
            "SmsStatus": self.status,
            "ApiVersion": API_VERSION,
        }


class Outbox:
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.kept: dict[str, SentMessage] = {}

    def keep(self, message: SentMessage) -> None:
        """Take a message to be sent; its delivery is a job of the schedule."""
        self.kept[message.sid] = message
        self._runtime.schedule.later(partial(self._deliver, message))

    def to(self, number: str) -> list[SentMessage]:
        return [message for message in self.kept.values() if message.to == number]

    def _deliver(self, message: SentMessage) -> None:
        """Report each status but the first, queued, which Twilio never calls back."""
        statuses: tuple[MessageStatus, ...] = ("sent", "delivered")
        for status in statuses:
            message.status = status
            self._tell(message)

    def _tell(self, message: SentMessage) -> None:
        if not message.status_callback:
            return
        try:
            self._runtime.webhooks.ask(message.status_callback, standard=message.callback())
        except WebhookFailed as error:
            self._runtime.alerts.append(Alert(message.sid, error.code, str(error), error.url, is_warning=True))
