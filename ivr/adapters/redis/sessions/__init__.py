"""Calls in flight, in Redis."""

from ivr.adapters.redis.sessions.store import RedisSessions

__all__ = ["RedisSessions"]
