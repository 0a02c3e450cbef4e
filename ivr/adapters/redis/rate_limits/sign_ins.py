"""How often somebody may try to sign in, or have words spoken: counted in Redis, in this process while it is away."""

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
"""Wrong tries at one name from one address, in a quarter of an hour."""
FROM_ONE_ADDRESS = 24
"""Wrong tries from one address at any names, in a quarter of an hour."""
AT_ONE_NAME = 60
"""Wrong tries at one name from addresses where its owner never signed in, in a quarter of an hour."""
TRIALS = 60
"""Sentences that one admin may have spoken in an hour: each may cost money, and holds a thread of a web server."""
MOST_KEPT = 10_000
"""Counters that a process keeps while Redis is away."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What is counted under a key, how often it may be, and for how many seconds after the first it counts."""

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
        """Count against all counters, if none is full."""
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
        """Take one off each."""
        with self._lock:
            for each in counters:
                count, ends = self._counts.get(each.key, (0, 0.0))
                self._counts[each.key] = max(count - 1, 0), ends

    def _count(self, counter: RateLimit, now: float) -> tuple[int, float]:
        count, ends = self._counts.get(counter.key, (0, 0.0))
        return (count, ends) if ends > now else (0, now + counter.seconds)


class RateCounter:
    """Counts in Redis; those of this process stand in while it does not answer."""

    def __init__(self, client: redis.Redis, local: LocalRateCounter | None = None) -> None:
        scripts = files("ivr.adapters.redis.rate_limits")
        self._redis_take = client.register_script(scripts.joinpath("guesses.lua").read_text())
        self._redis_give_back = client.register_script(scripts.joinpath("give_back.lua").read_text())
        self._local = local or LocalRateCounter()

    def take(self, counters: Sequence[RateLimit]) -> bool:
        """Count a try; False when there were too many."""
        try:
            limits = [value for each in counters for value in (each.most, each.seconds)]
            return not self._redis_take([each.key for each in counters], limits)
        except Exception:  # redis-py raises more than RedisError
            return self._local.take(counters)

    def give_back(self, counters: Sequence[RateLimit]) -> None:
        """Take a try off again that was none."""
        try:
            self._redis_give_back([each.key for each in counters])
        except Exception:  # as above
            self._local.give_back(counters)


class SignInLimit:
    """Keys, counters that die by themselves: `wismo:guess:sign-in:<keyed hash>` of name and address, address, or name.

    Who signed in from an address before (`wismo:signed-in:<keyed hash of name and address>`) is not kept out there by
    what strangers try elsewhere.
    """

    def __init__(self, client: redis.Redis, key: bytes, local: LocalRateCounter | None = None) -> None:
        self._redis = client
        self._key = key
        self._counts = RateCounter(client, local)

    def take(self, name: str, address: str) -> bool:
        """Count a try; False when there were too many."""
        return self._counts.take(self._counters(name, address))

    def give_back(self, name: str, address: str) -> None:
        """It was right: it counts no more, and whoever it was is known at this address."""
        self._counts.give_back([*self._counters(name, address)])
        try:
            self._redis.set(self._known(name, address), 1, ex=MONTH)
        except Exception:  # as above; they are then known the next time
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
    """A counter that dies by itself: `wismo:trials:<keyed hash of name>`."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._key = key
        self._counts = RateCounter(client)

    def take(self, name: str) -> bool:
        """Count a sentence; False when there were too many."""
        return self._counts.take([RateLimit(f"wismo:trials:{hashed(name, self._key)}", TRIALS, HOUR)])
