"""Limits on texts and callbacks, counted in Redis when one is promised. SQL counts again when it is carried out."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files

import redis

from ivr.calls.callbacks import NewestCallback
from ivr.flows.outreach import LIMITS, Grant, OutreachLimits
from ivr.orders.phone_numbers import hashed, plain

OWN = "wismo:own"
"""Set: numbers that the line itself answers, by keyed hash."""

HOUR = 3600
DAY = 24 * HOUR
_CALL = 5 * HOUR
_UNTIL_RECORDED = 900
"""Seconds after which a promised callback is surely recorded in SQL, where it is then looked up."""
_HELD, _OURS = -1, -2
_NOT_COUNTED = {_HELD: Grant.BEFORE, _OURS: Grant.OURS}

_Counter = tuple[str, int, int]
"""A counter: key, maximum, and lifetime in seconds."""


class RedisOutreach:
    """Implements ivr.flows.outreach.Outreach with one script: one round trip, only in the turn that asks.

    Keys, all of which expire (numbers and orders by keyed hash): `wismo:text:<text>`,
    `wismo:texts:order:<order>`, `wismo:texts:number:<number>`, `wismo:callback:<number>`,
    `wismo:callbacks:number:<number>`, `wismo:callbacks:caller:<caller>`; and `wismo:own`, which stays.
    `newest` looks up the newest callback of a number, `stopped` whether one has opted out of texts; `refused` is called
    with kind and reason of each refusal.
    """

    def __init__(
        self,
        client: redis.Redis,
        key: bytes,
        *,
        newest: Callable[[str], NewestCallback | None],
        refused: Callable[[str, str], None],
        stopped: Callable[[str], bool] = lambda _number: False,
        limits: OutreachLimits = LIMITS,
    ) -> None:
        self._key = key
        self._newest = newest
        self._refused = refused
        self._stopped = stopped
        self._limits = limits
        self._grant = client.register_script(
            files("ivr.adapters.redis.rate_limits").joinpath("outreach.lua").read_text()
        )

    def text(self, *, call: str, order: str, number: str) -> Grant:
        """Ask to send a text about an order, given by its key."""
        if self._stopped(number):
            self._refused("text", Grant.STOPPED.value)
            return Grant.STOPPED
        name = telephone(number, self._key)
        counters = [
            (f"wismo:texts:order:{order}", self._limits.texts_order, DAY),
            (f"wismo:texts:number:{name}", self._limits.texts_number, DAY),
        ]
        mark = f"wismo:text:{hashed(f'{call}:{order}', self._key)}"
        place = self._ask(_Asked(mark, call, _CALL, name), counters)
        return self._told("text", place, (Grant.BEFORE, Grant.TOO_MANY))

    def call_back(self, *, call: str, number: str, caller: str, replaces: str = "") -> Grant:
        """Ask to book a callback. The newest callback of the number must be settled, unless this one replaces it."""
        newest = self._newest(number)
        if newest and newest.is_open and newest.name not in (call, replaces):
            return self._told("callback", _HELD, ())
        name, former = telephone(number, self._key), replaces if newest is None or newest.is_open else newest.name
        asked = _Asked(f"wismo:callback:{name}", call, _UNTIL_RECORDED, name, former)
        return self._told("callback", self._ask(asked, self._of_callbacks(name, caller)), (Grant.TOO_MANY,) * 2)

    def _of_callbacks(self, name: str, caller: str) -> Sequence[_Counter]:
        by_number = (f"wismo:callbacks:number:{name}", self._limits.callbacks_number, DAY)
        who = telephone(caller, self._key) if caller else "withheld"
        most, seconds = (self._limits.callbacks_caller, DAY) if caller else (self._limits.withheld, HOUR)
        return by_number, (f"wismo:callbacks:caller:{who}", most, seconds)

    def _ask(self, asked: "_Asked", counters: Sequence[_Counter]) -> int:
        limits = [value for _, most, lasts in counters for value in (most, lasts)]
        keys = [asked.mark, OWN, *(key for key, _, _ in counters)]
        try:
            return int(self._grant(keys, [asked.who, asked.seconds, asked.former, asked.telephone, *limits]))
        except Exception:  # redis-py raises more than RedisError; SQL counts again
            return 0

    def _told(self, what: str, place: int, by_limit: Sequence[Grant]) -> Grant:
        if place == 0:
            return Grant.GRANTED
        grant = by_limit[place - 1] if place > 0 else _NOT_COUNTED[place]
        self._refused(what, grant.value)
        return grant


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request: the key of its mark, the new holder and lifetime of the mark, the number by keyed hash, and a former
    holder that may be replaced.
    """

    mark: str
    who: str
    seconds: int
    telephone: str
    former: str = ""


class OwnTelephones:
    """Numbers that reached the line but are not in the routing document: those of the desk line."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._redis = client
        self._key = key

    def add(self, number: str) -> None:
        """Store a number. If Redis fails, the next call to it stores it again."""
        with suppress(redis.RedisError):
            self._redis.sadd(OWN, telephone(number, self._key))


def telephone(number: str, key: bytes) -> str:
    """The keyed hash of a number, the same for every spelling."""
    return hashed(plain(number) or number, key)
