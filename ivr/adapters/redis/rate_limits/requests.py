"""The limit on requests to the API. Key, which expires: `wismo:requests:<keyed hash of the token's name>`."""

import redis

from ivr.adapters.redis.rate_limits.sign_ins import RateCounter, RateLimit
from ivr.orders.phone_numbers import hashed

MOST, SECONDS = 600, 60


class RequestLimit:
    """Counts the requests of each token."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._key = key
        self._counts = RateCounter(client)

    def take(self, name: str) -> bool:
        """Count a request. Returns False if there were too many."""
        return self._counts.take([RateLimit(f"wismo:requests:{hashed(name, self._key)}", MOST, SECONDS)])
