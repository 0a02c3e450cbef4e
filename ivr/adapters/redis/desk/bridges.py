"""The bridged calls in Redis."""

from typing import cast

import redis

from ivr.adapters.redis.desk import keys
from ivr.adapters.redis.desk.stored_change import ask
from ivr.adapters.redis.sessions.store import LIVE_TALKS
from ivr.calls.desk.conversion import Bridge

KEPT = 5 * 3600
"""Seconds: longer than the longest call."""


class RedisBridges:
    """Implements ivr.calls.desk.conversion.Bridges."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note(self, sid: str, bridge: Bridge) -> None:
        """The caller is connected. Raises Unavailable."""
        ask(lambda: self._redis.set(keys.bridge(sid), f"{bridge.kind} {bridge.other}", ex=KEPT))

    def of(self, sid: str) -> Bridge | None:
        """The bridge of a caller who talks now: until the caller's next turn. Raises Unavailable."""
        found, talks = ask(lambda: self._read(sid))
        kind, _, other = (found or "").partition(" ")
        if not talks or not other:
            return None
        return Bridge(other, "desk_line" if kind == "desk_line" else "dialled")

    def _read(self, sid: str) -> tuple[str | None, bool]:
        with self._redis.pipeline(transaction=False) as together:
            together.get(keys.bridge(sid))
            together.hexists(LIVE_TALKS, sid)
            found, talks = together.execute()
        return cast("str | None", found), bool(talks)
