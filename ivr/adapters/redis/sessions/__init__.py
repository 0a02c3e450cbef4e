"""Calls in flight, in Redis."""

from ivr.adapters.sessions.store import RedisSessions

__all__ = ["RedisSessions"]
