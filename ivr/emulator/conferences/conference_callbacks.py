"""What the application is told of a conference (Twilio: <Conference>, statusCallback)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from ivr.emulator.emulated_call import Progress
from ivr.emulator.parameters import rfc2822
from ivr.emulator.runtime import Alert, Runtime
from ivr.emulator.webhooks import Cookies, WebhookFailed

STATUS_CALLBACK_FAILED = 15003
SUBSCRIPTIONS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}
"""The word of statusCallbackEvent that asks for an event."""


@dataclass(eq=False, slots=True, kw_only=True)
class ConferenceCallbacks:
    """The events of one conference, numbered from 1. `target` is the first participant's; no later one counts."""

    runtime: Runtime
    account_sid: str
    conference_sid: str
    name: str
    target: Progress | None = None
    is_set: bool = False
    sequence: int = 0
    cookies: Cookies = field(default_factory=Cookies)

    def set_first(self, target: Progress | None) -> None:
        """Take the callback of the first participant."""
        if not self.is_set:
            self.target, self.is_set = target, True

    def tell(self, event: str, params: Mapping[str, str]) -> None:
        """Have the schedule send an event, if it is asked for."""
        if self.target is None or SUBSCRIPTIONS[event] not in self.target.events:
            return
        self.sequence += 1
        common = {
            "ConferenceSid": self.conference_sid,
            "FriendlyName": self.name,
            "AccountSid": self.account_sid,
            "SequenceNumber": str(self.sequence),
            "Timestamp": rfc2822(self.runtime.now()),
            "StatusCallbackEvent": event,
        }
        self.runtime.schedule.later(partial(self._send, self.target, {**common, **params}))

    def _send(self, target: Progress, params: Mapping[str, str]) -> None:
        try:
            self.runtime.webhooks.ask(target.url, method=target.method, standard=params, cookies=self.cookies)
        except WebhookFailed as error:
            log = self.runtime.alerts
            log.append(Alert(self.conference_sid, STATUS_CALLBACK_FAILED, str(error), error.url, is_warning=True))
