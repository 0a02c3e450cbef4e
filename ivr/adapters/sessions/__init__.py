"""Calls in flight, in Redis."""

from ivr.adapters.sessions.breaker import Breaker
from ivr.adapters.sessions.store import RedisSessions

__all__ = ["Breaker", "RedisSessions"]
