"""Limits on sign-ins and on spoken previews, counted in Redis, or in this process while Redis is down."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from threading import Lock

import redis

from ivr.orders.phone_numbers import hashed

QUARTER = 900
HOUR = 3600
MONTH = 30 * 24 * HOUR

FROM_ONE_PLACE = 8
"""Wrong sign-ins for one name from one address, in 15 minutes."""
FROM_ONE_ADDRESS = 24
"""Wrong sign-ins from one address for any names, in 15 minutes."""
AT_ONE_NAME = 60
"""Wrong sign-ins for one name from addresses where its owner never signed in, in 15 minutes."""
TRIALS = 60
"""Spoken previews per admin and hour: each may cost money and occupies a thread of a web server."""
MOST_KEPT = 10_000
"""Counters that a process keeps while Redis is down."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A counter: its key, its limit, and its lifetime in seconds from the first count."""

    key: str
    most: int
    seconds: int


@dataclass
class LocalRateCounter:
    """Counts of one process. `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    _counts: dict[str, tuple[int, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, counters: Sequence[RateLimit]) -> bool:
        """Count in all counters and return True, or return False if one of them is full."""
        with self._lock:
            now = self.clock()
            if len(self._counts) > MOST_KEPT:
                self._counts = {key: kept for key, kept in self._counts.items() if kept[1] > now}
            if len(self._counts) > MOST_KEPT or any(self._count(each, now)[0] >= each.most for each in counters):
                return False
            for each in counters:
                count, ends = self._count(each, now)
                self._counts[each.key] = count + 1, ends
            return True

    def give_back(self, counters: Sequence[RateLimit]) -> None:
        """Subtract one from each counter."""
        with self._lock:
            for each in counters:
                count, ends = self._counts.get(each.key, (0, 0.0))
                self._counts[each.key] = max(count - 1, 0), ends

    def _count(self, counter: RateLimit, now: float) -> tuple[int, float]:
        count, ends = self._counts.get(counter.key, (0, 0.0))
        return (count, ends) if ends > now else (0, now + counter.seconds)


class RateCounter:
    """Counts in Redis, or in this process while Redis does not answer."""

    def __init__(self, client: redis.Redis, local: LocalRateCounter | None = None) -> None:
        scripts = files("ivr.adapters.redis.rate_limits")
        self._redis_take = client.register_script(scripts.joinpath("guesses.lua").read_text())
        self._redis_give_back = client.register_script(scripts.joinpath("give_back.lua").read_text())
        self._local = local or LocalRateCounter()

    def take(self, counters: Sequence[RateLimit]) -> bool:
        """Count an attempt. Returns False if a limit is reached."""
        try:
            limits = [value for each in counters for value in (each.most, each.seconds)]
            return not self._redis_take([each.key for each in counters], limits)
        except Exception:  # redis-py raises more than RedisError
            return self._local.take(counters)

    def give_back(self, counters: Sequence[RateLimit]) -> None:
        """Subtract an attempt again."""
        try:
            self._redis_give_back([each.key for each in counters])
        except Exception:  # as above
            self._local.give_back(counters)


class SignInLimit:
    """Limits on sign-ins. Keys, which expire: `wismo:guess:sign-in:<keyed hash>` of name and address, address, or name.

    A user who signed in from an address before (`wismo:signed-in:<keyed hash of name and address>`) is not locked out
    there by attempts from other addresses.
    """

    def __init__(self, client: redis.Redis, key: bytes, local: LocalRateCounter | None = None) -> None:
        self._redis = client
        self._key = key
        self._counts = RateCounter(client, local)

    def take(self, name: str, address: str) -> bool:
        """Count an attempt. Returns False if a limit is reached."""
        return self._counts.take(self._counters(name, address))

    def give_back(self, name: str, address: str) -> None:
        """Subtract a successful attempt, and remember that the user signed in from this address."""
        self._counts.give_back([*self._counters(name, address)])
        try:
            self._redis.set(self._known(name, address), 1, ex=MONTH)
        except Exception:  # as above; the next sign-in stores it
            return

    def _counters(self, name: str, address: str) -> list[RateLimit]:
        both = RateLimit(self._name(f"{name}\0{address}"), FROM_ONE_PLACE, QUARTER)
        anywhere = RateLimit(self._name(f"\0{address}"), FROM_ONE_ADDRESS, QUARTER)
        if self._is_known(name, address):
            return [both, anywhere]
        return [both, anywhere, RateLimit(self._name(name), AT_ONE_NAME, QUARTER)]

    def _is_known(self, name: str, address: str) -> bool:
        try:
            return bool(self._redis.exists(self._known(name, address)))
        except Exception:  # as above
            return False

    def _name(self, text: str) -> str:
        return f"wismo:guess:sign-in:{hashed(text, self._key)}"

    def _known(self, name: str, address: str) -> str:
        both = f"{name}\0{address}"
        return f"wismo:signed-in:{hashed(both, self._key)}"


class TrialLimit:
    """The limit on spoken previews. Key, which expires: `wismo:trials:<keyed hash of name>`."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._key = key
        self._counts = RateCounter(client)

    def take(self, name: str) -> bool:
        """Count a spoken sentence. Returns False if the limit is reached."""
        return self._counts.take([RateLimit(f"wismo:trials:{hashed(name, self._key)}", TRIALS, HOUR)])
