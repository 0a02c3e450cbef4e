"""Replies to requests with an Idempotency-Key, kept in Redis so that a repeated request gets the same one.

Keys, which expire: `wismo:reply:<keyed hash of holder and Idempotency-Key>`. Without Redis every request is handled.
"""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

import redis

from ivr.orders.phone_numbers import hashed

KEPT = 24 * 3600
"""Seconds."""
LONGEST_REQUEST = 60
"""Seconds after which a request that left no reply may be sent again."""

NEW, BUSY, OTHER = "new", "busy", "other"


@dataclass(frozen=True, slots=True)
class StoredReplies:
    """The replies of the last day. A body is compared by its digest."""

    client: redis.Redis
    key: bytes

    def begin(self, holder: str, name: str, body: bytes) -> str:
        """The stored reply, else NEW for a request to be handled, BUSY while it is, OTHER if its body was another."""
        digest, key = sha256(body).hexdigest(), self._key(holder, name)
        try:
            with self.client.pipeline(transaction=True) as trip:
                trip.set(key, digest, nx=True, ex=LONGEST_REQUEST)
                trip.get(key)
                is_new, stored = trip.execute()
        except Exception:  # redis-py raises more than RedisError
            return NEW
        if is_new or not stored:
            return NEW
        return stored[len(digest) :] or BUSY if stored.startswith(digest) else OTHER

    def finish(self, holder: str, name: str, body: bytes, reply: str) -> None:
        """Keep the reply to a request."""
        with suppress(Exception):  # as above
            self.client.set(self._key(holder, name), sha256(body).hexdigest() + reply, ex=KEPT)

    def give_up(self, holder: str, name: str) -> None:
        """Let a request that failed be sent again."""
        with suppress(Exception):  # as above
            self.client.delete(self._key(holder, name))

    def _key(self, holder: str, name: str) -> str:
        both = f"{holder}\0{name}"
        return f"wismo:reply:{hashed(both, self.key)}"
