"""Text messages: those that the application sends are kept, and reported as sent and delivered; those that people
send go to its webhook.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Literal

from ivr.emulator.numbers import IncomingNumber
from ivr.emulator.parameters import API_VERSION
from ivr.emulator.runtime import Alert, Runtime
from ivr.emulator.sids import new_sid
from ivr.emulator.twiml.parse import read_tree
from ivr.emulator.webhooks import WebhookFailed

STOPS = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
STARTS = frozenset({"start", "yes", "unstop"})

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
    error_code: int = 0
    content_sid: str = ""
    content_variables: str = ""
    sid: str = field(default_factory=lambda: new_sid("SM"))

    def callback(self) -> dict[str, str]:
        failed = {"ErrorCode": str(self.error_code)} if self.error_code else {}
        return failed | {
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
        self.stopped: set[str] = set()
        """Numbers whose texts Twilio itself refuses, after one of its words (Twilio: error 21610)."""
        self.undeliverable: dict[str, int] = {}
        """Numbers at which texts do not arrive, with Twilio's error code."""

    def keep(self, message: SentMessage) -> None:
        """Take a message to be sent; its delivery is a job of the schedule."""
        self.kept[message.sid] = message
        self._runtime.schedule.later(partial(self._deliver, message))

    def to(self, number: str) -> list[SentMessage]:
        return [message for message in self.kept.values() if message.to == number]

    def _deliver(self, message: SentMessage) -> None:
        """Report each status but the first, queued, which Twilio never calls back."""
        message.error_code = self.undeliverable.get(message.to, 0)
        statuses: tuple[MessageStatus, ...] = ("sent", "undelivered" if message.error_code else "delivered")
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

    def receive(self, number: IncomingNumber, *, account_sid: str, sender: str, body: str, opt_out: str = "") -> str:
        """A text to a number of the account. Returns the words of the application's answer, empty for none.

        `opt_out` is what Advanced Opt-Out would tell (STOP, START, HELP); raises WebhookFailed.
        """
        word = body.strip().casefold()
        if word in STOPS or opt_out == "STOP":
            self.stopped.add(sender)
        elif word in STARTS or opt_out == "START":
            self.stopped.discard(sender)
        if not number.sms_url:
            return ""
        sid = new_sid("SM")
        told = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": account_sid, "From": sender}
        told |= {"To": number.phone_number, "Body": body, "NumMedia": "0", "NumSegments": "1"}
        told |= {"SmsStatus": "received", "ApiVersion": API_VERSION, **({"OptOutType": opt_out} if opt_out else {})}
        fetched = self._runtime.webhooks.ask(number.sms_url, standard=told)
        answer = "".join(each.text or "" for each in read_tree(fetched.answer.body).iter("Message"))
        return "" if sender in self.stopped else answer
