"""Connections to Redis: one kind for calls, with a short deadline, and one for jobs."""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECTIONS = 64  # per process; more than a web worker has threads, so that no turn waits for a connection


def connect(url: str, deadline: float) -> redis.Redis:
    """For turns: every connect and every reply within `deadline` seconds, no retry, strings in and out.

    redis-py retries with growing pauses by default, which would mean seconds of silence for callers when Redis is down.
    Protocol 2 and no driver name: a new connection costs no round trip of its own.
    """
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=deadline,
        socket_connect_timeout=deadline,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
        max_connections=CONNECTIONS,
        protocol=2,
        driver_info=None,
    )


def connect_for_jobs(url: str) -> redis.Redis:
    """For RQ: bytes, and long enough for a worker's blocking wait."""
    return redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=60, protocol=2)
