"""Which dispatcher is at work, and its bell."""

from secrets import token_hex

import redis

from ivr.adapters.redis.desk.keys import TURN
from ivr.adapters.redis.sessions.keys import BELL

LASTS = 5
"""Seconds after which another takes over from a dispatcher that died."""

_KEEP = """
local has = redis.call('GET', KEYS[1])
if has and has ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""
_GIVE_UP = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1])"


class DispatcherTurn:
    """The turn of one dispatcher among all machines. Each raises redis-py's errors.

    `client` needs a deadline of seconds, since it waits for the bell.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._owner = token_hex(8)
        self._keep, self._give_up = client.register_script(_KEEP), client.register_script(_GIVE_UP)

    def keep(self) -> bool:
        """Take the turn, or keep it: whether this one is at work."""
        return bool(self._keep(keys=[TURN], args=[self._owner, LASTS]))

    def give_up(self) -> None:
        """Let another take over at once."""
        self._give_up(keys=[TURN], args=[self._owner])

    def wait(self, seconds: float) -> None:
        """Wait until the bell rings. Several rings count as one."""
        if self._redis.blpop([BELL], timeout=seconds):
            self._redis.delete(BELL)
