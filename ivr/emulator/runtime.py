"""The environment that the legs of one account run in: time, the application, and Twilio's log."""

from dataclasses import dataclass, field
from datetime import datetime

from ivr.emulator.leg_schedule import Schedule
from ivr.emulator.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Alert:
    """An entry that Twilio's debugger would show of a call or message; a warning does not end a document."""

    resource_sid: str
    code: int
    message: str
    url: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Runtime:
    """`schedule` runs the legs, `webhooks` reaches the application, `alerts` is the log, newest last."""

    schedule: Schedule
    webhooks: Webhooks
    alerts: list[Alert] = field(default_factory=list)

    def now(self) -> datetime:
        return self.schedule.clock.now()
