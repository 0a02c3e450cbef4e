"""What notices keep in Redis: how far orders were read, whether sending is stopped, and who was texted lately."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import redis

from ivr.adapters.redis.sessions import keys
from ivr.calls.notices import Notice
from ivr.calls.text_errors import TextError
from ivr.orders.phone_numbers import hashed, plain

CURSORS = "wismo:notices:cursors"
"""Hash: by source, how far its changed orders were read, as seconds and key; `awaited` for parcels to come."""
STOPPED = "wismo:notices:stopped"
"""String: why no notice is sent until an admin has looked."""
TROUBLE = "wismo:notices:trouble"
"""String: the last error of a text that admins have to know of, for an hour."""
_HOUR = timedelta(hours=1)
_TEXTED = timedelta(days=14)
AWAITED, SINCE = "\tawaited", "\tsince"
"""The fields of the cursor over parcels to come, and of the time (ISO 8601) at which notices were turned on; no source
has such a name."""


@dataclass(frozen=True, slots=True)
class RedisNotices:
    """Implements ivr.calls.notices.NoticeWatch, and keeps the cursors. `key` hashes numbers."""

    client: redis.Redis
    key: bytes = field(repr=False)

    def cursors(self) -> Mapping[str, str]:
        """The cursors by source."""
        return {str(name): str(value) for name, value in self.client.hgetall(CURSORS).items()}

    def move(self, cursors: Mapping[str, str]) -> None:
        """Store cursors."""
        if cursors:
            self.client.hset(CURSORS, items=[part for pair in cursors.items() for part in pair])

    def forget_cursors(self) -> None:
        """Begin anew with what changes from now on."""
        self.client.delete(CURSORS)

    def is_stopped(self) -> bool:
        """Whether nothing may be sent until an admin has looked."""
        return bool(self.client.exists(STOPPED))

    def trouble(self) -> str:
        """Why sending is stopped, else the last error that admins have to know of; empty for none."""
        stopped, trouble = (str(each or "") for each in self.client.mget(STOPPED, TROUBLE))
        return f"no text is sent any more: {stopped}" if stopped else trouble

    def go_on(self) -> None:
        """Send again."""
        self.client.delete(STOPPED, TROUBLE)

    def failed(self, error: TextError) -> None:
        """A text failed; stops all others if its error asks for that, and alerts."""
        if error.act == "stop_all":
            self.client.set(STOPPED, error.words)
        elif error.is_alert:
            self.client.set(TROUBLE, f"texts before customers call fail: {error.words}", ex=_HOUR)

    def texted(self, number: str, notice: Notice, at: datetime) -> None:
        """A number was texted about an order: its next call starts there. Without Redis it starts as any other."""
        name = keys.texted(hashed(plain(number) or number, self.key))
        with suppress(redis.RedisError), self.client.pipeline() as both:
            both.hset(name, notice.about, at.isoformat())
            both.expire(name, _TEXTED)
            both.execute()
