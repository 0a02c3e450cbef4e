"""Limits on guessing: how often a call, a number and everybody together may try, and how often an order be tried.

The order's own limit is what holds against forged numbers: a caller id can be made up anew for each call, the order
that is wanted cannot.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files

import redis

from ivr.orders.checking import Claim, Limit
from ivr.orders.numbers import hashed
from ivr.orders.source import digits, keyed

HOUR = 3600
DAY = 24 * HOUR
CALL = 5 * HOUR
"""Seconds. Longer than Twilio lets a call last."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tries are free. `everybody` is for callers without any standing, all of them, in an hour."""

    call: int = 3
    caller_hour: int = 5
    caller_day: int = 10
    order: int = 5
    everybody: int = 500


@dataclass(frozen=True, slots=True)
class _Counter:
    limit: Limit
    key: str
    most: int
    seconds: int


class RedisGuesses:
    """Implements `ivr.orders.checking.Guesses` with one script: one round trip a try, and one to give it back.

    Keys, each a counter that dies by itself (numbers and orders by keyed hash only): `wismo:guess:call:<sid>`,
    `wismo:guess:hour:<caller>`, `wismo:guess:day:<caller>`, `wismo:guess:order:<order>`, `wismo:guess:all`.
    An order is counted whether it exists or not, with or without the letters of its number.
    """

    def __init__(self, client: redis.Redis, key: bytes, limits: Limits | None = None) -> None:
        self._key = key
        self._limits = limits or Limits()
        scripts = files("ivr.adapters")
        self._take = client.register_script(scripts.joinpath("guesses.lua").read_text())
        self._give_back = client.register_script(scripts.joinpath("give_back.lua").read_text())

    def take(self, claim: Claim, *, verified: bool) -> Limit:
        """Count a try, or say which limit is reached. Limit.UNKNOWN when Redis does not answer: nothing is checked."""
        counters = [*self._of_everybody(verified=verified), *self._of_call(claim), *self._lasting(claim)]
        arguments = [value for counter in counters for value in (counter.most, counter.seconds)]
        try:
            place = self._take([counter.key for counter in counters], arguments)
        except Exception:  # redis-py raises more than RedisError; what cannot be counted is refused
            return Limit.UNKNOWN
        return counters[int(place) - 1].limit if place else Limit.NOT_REACHED

    def give_back(self, claim: Claim) -> None:
        """Take a right answer off the caller's and the order's counts; the call's tries stay used up."""
        with suppress(Exception):  # as above; the try then stays counted, which errs on the safe side
            self._give_back([counter.key for counter in self._lasting(claim)])

    def _of_everybody(self, *, verified: bool) -> Iterator[_Counter]:
        if not verified:
            yield _Counter(Limit.EVERYBODY, "wismo:guess:all", self._limits.everybody, HOUR)

    def _of_call(self, claim: Claim) -> Iterator[_Counter]:
        yield _Counter(Limit.CALL, f"wismo:guess:call:{claim.call_sid}", self._limits.call, CALL)

    def _lasting(self, claim: Claim) -> Iterator[_Counter]:
        if claim.ani:
            who = hashed(claim.ani, self._key)
            yield _Counter(Limit.CALLER_HOUR, f"wismo:guess:hour:{who}", self._limits.caller_hour, HOUR)
            yield _Counter(Limit.CALLER_DAY, f"wismo:guess:day:{who}", self._limits.caller_day, DAY)
        if order := digits(claim.number) or keyed(claim.number):
            yield _Counter(Limit.ORDER, f"wismo:guess:order:{hashed(order, self._key)}", self._limits.order, DAY)
