"""Check Redis: answer, writes, version, persistence, eviction, memory, backlog of the call record."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import redis

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.event_stream import EVENTS
from ivr.adapters.redis.probes import redis_answers, redis_fault
from ivr.cli.checks import Finding
from ivr.settings import Settings

OLDEST = (6, 2)
MOST_WAITING = 5000
NEARLY_FULL = 0.9


def check_redis(settings: Settings) -> Iterator[Finding]:
    """Check the Redis at REDIS_URL; the embedded one needs no check."""
    if not settings.redis_url:
        yield Finding("ok", "Redis", "REDIS_URL is not set: the embedded server is used, on this machine alone")
        return
    try:
        with closing(connect(settings.redis_url, deadline=2.0)) as client:
            wrong, waiting = redis_answers(client), client.xlen(EVENTS)
            info = client.info()
    except (redis.RedisError, ValueError, OSError) as error:
        said = redis_fault(error) if isinstance(error, redis.RedisError) else ""
        mend = "Start it, and check REDIS_URL: redis://[user:password@]host:port/0, rediss:// for TLS."
        yield Finding("fail", "Redis", f"{said or 'does not answer'} ({type(error).__name__})", mend)
        return
    yield _version(info)
    if wrong:
        mend = "Calls go on by the state in their addresses, and nothing is recorded, until it can be written."
        yield Finding("fail", "Redis", wrong, mend)
    yield _persistence(info)
    yield _eviction(info.get("maxmemory_policy", "noeviction"))
    yield from _room(info)
    yield from _backlog(int(waiting))


def _version(info: dict[str, Any]) -> Finding:
    version = str(info.get("valkey_version") or info["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) >= OLDEST:
        return Finding("ok", "Redis", f"answers, version {version}")
    return Finding("fail", "Redis", f"version {version} is too old", "Use Redis 6.2 or newer, or Valkey.")


def _persistence(info: dict[str, Any]) -> Finding:
    if info.get("aof_enabled"):
        return Finding("ok", "Redis", "keeps what it is given (appendonly)")
    mend = "Set `appendonly yes` and `appendfsync everysec`: a restart then loses a second at most."
    return Finding("warn", "Redis", "loses calls in flight and events not yet recorded when it restarts", mend)


def _eviction(policy: str) -> Finding:
    if policy == "noeviction":
        return Finding("ok", "Redis", "never drops keys to make room")
    return Finding("fail", "Redis", f"may drop calls to make room ({policy})", "Set `maxmemory-policy noeviction`.")


def _room(info: dict[str, Any]) -> Iterator[Finding]:
    most, used = int(info.get("maxmemory", 0)), int(info.get("used_memory", 0))
    if most and used >= NEARLY_FULL * most:
        mend = "Raise `maxmemory`, or look what fills it: `redis-cli --bigkeys`."
        yield Finding("fail", "Redis", f"{used * 100 // most} percent of its maxmemory are used", mend)


def _backlog(waiting: int) -> Iterator[Finding]:
    if waiting > MOST_WAITING:
        mend = "Look whether `wismo serve` or `wismo worker` runs, and whether the database can be written."
        yield Finding("fail", "record", f"{waiting} events wait for the record, which is not being written", mend)
