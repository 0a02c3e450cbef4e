"""Limits on guessing: how often a call, a number and everybody together may try, and how often an order be tried.

The order's own limit is what holds against forged numbers: a caller id can be made up anew for each call, the order
that is wanted cannot.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files

import redis

from ivr.orders.identity.claims import Limit, Try
from ivr.orders.order_numbers import keypad
from ivr.orders.phone_numbers import hashed

HOUR = 3600
DAY = 24 * HOUR
CALL = 5 * HOUR
"""Seconds. Longer than Twilio lets a call last."""
PREFIX = 5
"""Signs of a number whose callers share a budget: country and area (`+1415`), or the start of a network (`+4915`)."""
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many tries are free. `share` and `everybody` are for callers without any standing, in an hour: those of one
    prefix, and all of them. Beyond, whoever shows that a person is there has as many again, counted apart.
    """

    call: int = 3
    caller_hour: int = 5
    caller_day: int = 10
    order: int = 5
    share: int = 100
    everybody: int = 500


@dataclass(frozen=True, slots=True)
class _Counter:
    limit: Limit
    key: str
    most: int
    seconds: int


class RedisGuesses:
    """Implements `ivr.orders.identity.claims.Guesses` with one script: one round trip a try, and one to give it back.

    Keys, each a counter that dies by itself, named for what it counts (numbers and orders by keyed hash only):
    `wismo:guess:call:<sid>`, `wismo:guess:hour:<caller>`, `wismo:guess:day:<caller>`, `wismo:guess:claim:<spelled>`,
    `wismo:guess:order:<order>`, `wismo:guess:own:<order>`, `wismo:guess:share:<prefix>`, `wismo:guess:all`, and
    `wismo:guess:persons:<prefix>`, `wismo:guess:persons` for those who have shown that a person is there.
    """

    def __init__(self, client: redis.Redis, key: bytes, limits: Limits | None = None) -> None:
        self._key = key
        self._limits = limits or Limits()
        scripts = files("ivr.adapters.redis.rate_limits")
        self._take = client.register_script(scripts.joinpath("guesses.lua").read_text())
        self._give_back = client.register_script(scripts.joinpath("give_back.lua").read_text())

    def take(self, tried: Try) -> Limit:
        """Count a try, or say which limit is reached. Limit.UNKNOWN when Redis does not answer: nothing is checked."""
        charged = () if tried.goes_on else self._of_caller(tried)
        counters = [*charged, *self._of_orders(tried), *self._of_everybody(tried)]
        arguments = [value for counter in counters for value in (counter.most, counter.seconds)]
        try:
            place = int(self._take([counter.key for counter in counters], arguments))
        except Exception:  # redis-py raises more than RedisError; what cannot be counted is refused
            return Limit.UNKNOWN
        return counters[abs(place) - 1].limit if place else Limit.NOT_REACHED

    def give_back(self, tried: Try) -> None:
        """Take a right answer off all counts."""
        counters = [*self._of_caller(tried), *self._of_orders(tried), *self._of_everybody(tried)]
        with suppress(Exception):  # as above; the try then stays counted, which errs on the safe side
            self._give_back([counter.key for counter in counters])

    def _of_caller(self, tried: Try) -> Iterator[_Counter]:
        yield _Counter(Limit.CALL, f"wismo:guess:call:{tried.call_sid}", self._limits.call, CALL)
        if tried.ani:
            who = self._hashed(tried.ani)
            yield _Counter(Limit.CALLER_HOUR, f"wismo:guess:hour:{who}", self._limits.caller_hour, HOUR)
            yield _Counter(Limit.CALLER_DAY, f"wismo:guess:day:{who}", self._limits.caller_day, DAY)

    def _of_orders(self, tried: Try) -> Iterator[_Counter]:
        """A number is counted as it was spelled and by the orders that it may mean; one that means none, alike."""
        most = self._limits.order
        if tried.own:
            yield _Counter(Limit.OWN, f"wismo:guess:own:{self._hashed(tried.own)}", most, DAY)
        if tried.claimed:
            spelled = keypad(tried.claimed)
            yield _Counter(Limit.CLAIMED, f"wismo:guess:claim:{self._hashed(spelled)}", most, DAY)
            for order in tried.found or (f"none: {spelled}",):
                yield _Counter(Limit.FOUND, f"wismo:guess:order:{self._hashed(order)}", -most, DAY)

    def _of_everybody(self, tried: Try) -> Iterator[_Counter]:
        if tried.is_known:
            return
        share, everybody, prefix = self._limits.share, self._limits.everybody, tried.ani[:PREFIX] or WITHHELD
        if tried.is_person:
            yield _Counter(Limit.EVERYBODY, f"wismo:guess:persons:{prefix}", share, HOUR)
            yield _Counter(Limit.EVERYBODY, "wismo:guess:persons", everybody, HOUR)
        else:
            yield _Counter(Limit.PERSON, f"wismo:guess:share:{prefix}", share, HOUR)
            yield _Counter(Limit.PERSON, "wismo:guess:all", everybody, HOUR)

    def _hashed(self, text: str) -> str:
        return hashed(text, self._key)
