"""Limits on guesses by call, by number, by order and in total.

The limit of an order is the protection against forged numbers: a caller ID can be forged for each call, but the
order that is guessed at stays the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import redis

from ivr.orders.identity.claims import Allowance, Limit, Try, TryCounter
from ivr.orders.order_numbers import keypad
from ivr.orders.phone_numbers import hashed

HOUR = 3600
DAY = 24 * HOUR
CALL = 5 * HOUR
"""Seconds. Longer than Twilio's maximum duration of a call."""
PREFIX = 5
"""Length of the number prefix that shares a budget: country and area (`+1415`), or a network's start (`+4915`)."""
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class GuessLimits:
    """The numbers of free attempts. `share` and `everybody` apply to callers without standing, in an hour: for one
    prefix, and for all. Beyond them, callers who prove to be a person have the same number again, counted separately.
    """

    call: int = 3
    caller_hour: int = 5
    caller_day: int = 10
    order: int = 5
    share: int = 100
    everybody: int = 500


_Counters = Iterator[tuple[Limit, TryCounter]]


class RedisGuesses:
    """Implements `ivr.orders.identity.claims.GuessLimits`: reads counters in one round trip. A turn's commit counts.

    Keys, each a counter that expires (numbers and orders by keyed hash only):
    `wismo:guess:call:<sid>`, `wismo:guess:hour:<caller>`, `wismo:guess:day:<caller>`, `wismo:guess:claim:<spelled>`,
    `wismo:guess:order:<order>`, `wismo:guess:own:<order>`, `wismo:guess:share:<prefix>`, `wismo:guess:all`, and
    `wismo:guess:persons:<prefix>`, `wismo:guess:persons` for callers who proved to be a person.
    """

    def __init__(self, client: redis.Redis, key: bytes, limits: GuessLimits | None = None) -> None:
        self._redis = client
        self._key = key
        self._limits = limits or GuessLimits()

    def allowance(self, tried: Try) -> Allowance:
        """Whether a limit is reached, and the counters that apply. Limit.UNKNOWN if Redis does not answer."""
        of_caller = list(self._of_caller(tried))
        asked = [*(() if tried.goes_on else of_caller), *self._of_orders(tried), *self._of_everybody(tried)]
        try:
            counts = self._redis.mget([counter.name for _, counter in asked])
        except Exception:  # redis-py raises more than RedisError; what cannot be counted is refused
            return Allowance(Limit.UNKNOWN)
        full = [limit for (limit, counter), count in zip(asked, counts, strict=True) if int(count or 0) >= counter.most]
        return Allowance(
            limit=next(
                (limit for limit in full if limit is not Limit.FOUND), Limit.FOUND if full else Limit.NOT_REACHED
            ),
            counters=tuple(counter for _, counter in asked),
            hidden=frozenset(counter.name for limit, counter in asked if limit is Limit.FOUND),
            charged=tuple(counter for _, counter in of_caller) if tried.goes_on else (),
        )

    def _of_caller(self, tried: Try) -> _Counters:
        yield Limit.CALL, TryCounter(f"wismo:guess:call:{tried.call_sid}", self._limits.call, CALL)
        if tried.ani:
            who = self._hashed(tried.ani)
            yield Limit.CALLER_HOUR, TryCounter(f"wismo:guess:hour:{who}", self._limits.caller_hour, HOUR)
            yield Limit.CALLER_DAY, TryCounter(f"wismo:guess:day:{who}", self._limits.caller_day, DAY)

    def _of_orders(self, tried: Try) -> _Counters:
        """Counters of a claimed order number: by spelling, and by each possible order, or one for no order."""
        most = self._limits.order
        if tried.own:
            yield Limit.OWN, TryCounter(f"wismo:guess:own:{self._hashed(tried.own)}", most, DAY)
        if tried.claimed:
            spelled = keypad(tried.claimed)
            yield Limit.CLAIMED, TryCounter(f"wismo:guess:claim:{self._hashed(spelled)}", most, DAY)
            for order in tried.found or (f"none: {spelled}",):
                yield Limit.FOUND, TryCounter(f"wismo:guess:order:{self._hashed(order)}", most, DAY)

    def _of_everybody(self, tried: Try) -> _Counters:
        if tried.is_known:
            return
        share, everybody, prefix = self._limits.share, self._limits.everybody, tried.ani[:PREFIX] or WITHHELD
        if tried.is_person:
            yield Limit.EVERYBODY, TryCounter(f"wismo:guess:persons:{prefix}", share, HOUR)
            yield Limit.EVERYBODY, TryCounter("wismo:guess:persons", everybody, HOUR)
        else:
            yield Limit.PERSON, TryCounter(f"wismo:guess:share:{prefix}", share, HOUR)
            yield Limit.PERSON, TryCounter("wismo:guess:all", everybody, HOUR)

    def _hashed(self, text: str) -> str:
        return hashed(text, self._key)
