"""Messages as Twilio's Message resource takes them: words, or a content template with its variables."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.notice_terms import NoticeChannel


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to an E.164 number. With `content_sid` a template approved at Twilio is sent in place of `body`.

    `channel` says how: an RCS message needs an RCS sender in the Messaging Service, which falls back on a text by
    itself; WhatsApp does not. `status_url` is told what becomes of it.
    """

    to: str
    body: str = ""
    content_sid: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    channel: NoticeChannel = "sms"
    status_url: str = ""

    def fields(self, sender: str) -> dict[str, str]:
        """The fields of the request, without empty ones. The sender is a number or a Messaging Service."""
        prefix = "whatsapp:" if self.channel == "whatsapp" else ""
        is_service = sender.startswith("MG")
        given = {
            "to": f"{prefix}{self.to}",
            "from_": "" if is_service else f"{prefix}{sender}",
            "messaging_service_sid": sender if is_service else "",
            "body": "" if self.content_sid else self.body,
            "content_sid": self.content_sid,
            "content_variables": json.dumps(self.variables) if self.content_sid and self.variables else "",
            "status_callback": self.status_url,
        }
        return {name: value for name, value in given.items() if value}
