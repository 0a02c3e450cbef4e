"""How often somebody may try to sign in, or have words spoken, counted in Redis."""

from importlib.resources import files

import redis
from redis.commands.core import Script

from ivr.orders.numbers import hashed

QUARTER = 900
HOUR = 3600

FROM_ONE_PLACE = 8
"""Tries at one name from one address, in a quarter of an hour."""
AT_ONE_NAME = 60
"""Tries at one name, in an hour: above it, whoever guesses from many addresses is stopped, and so is its owner."""


TRIALS = 60
"""Sentences that one admin may have spoken in an hour: each may cost money, and holds a thread of a web server."""


class SignInTries:
    """Keys, counters that die by themselves: `wismo:guess:sign-in:<keyed hash of name, or of name and address>`."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._key = key
        self._take = _counting(client)

    def take(self, name: str, address: str) -> bool:
        """Count a try; False when there were too many. Without Redis none is counted: operators must get in then."""
        keys = [self._name(f"{name}\0{address}"), self._name(name)]
        try:
            return not self._take(keys, [FROM_ONE_PLACE, QUARTER, AT_ONE_NAME, HOUR])
        except redis.RedisError:
            return True

    def _name(self, text: str) -> str:
        return f"wismo:guess:sign-in:{hashed(text, self._key)}"


class TrialTries:
    """A counter that dies by itself: `wismo:trials:<keyed hash of name>`."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._key = key
        self._take = _counting(client)

    def take(self, name: str) -> bool:
        """Count a sentence; False when there were too many. Without Redis none is counted, as above."""
        try:
            return not self._take([f"wismo:trials:{hashed(name, self._key)}"], [TRIALS, HOUR])
        except redis.RedisError:
            return True


def _counting(client: redis.Redis) -> Script:
    return client.register_script(files("ivr.adapters").joinpath("guesses.lua").read_text())
