"""Redis: does it answer, does it keep what it is given, is it new enough?"""

from collections.abc import Iterator
from typing import Any

import redis

from ivr.adapters.redis import connect
from ivr.cli.examine import Finding
from ivr.settings import Settings

OLDEST = (6, 2)


def look_at_redis(settings: Settings) -> Iterator[Finding]:
    """The operator's own Redis; the embedded one needs no looking after."""
    if not settings.redis_url:
        yield Finding("ok", "Redis", "REDIS_URL is not set: the embedded server is used, on this machine alone")
        return
    try:
        client = connect(settings.redis_url, deadline=2.0)
        server, kept = client.info("server"), client.info("persistence")
        policy = client.info("memory").get("maxmemory_policy", "noeviction")
    except (redis.RedisError, ValueError) as error:
        mend = "Start it, and check REDIS_URL: redis://[user:password@]host:port/0, rediss:// for TLS."
        yield Finding("fail", "Redis", f"does not answer ({type(error).__name__})", mend)
        return
    yield _version(server)
    yield _persistence(kept)
    yield _eviction(policy)


def _version(server: dict[str, Any]) -> Finding:
    version = str(server.get("valkey_version") or server["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) >= OLDEST:
        return Finding("ok", "Redis", f"answers, version {version}")
    return Finding("fail", "Redis", f"version {version} is too old", "Use Redis 6.2 or newer, or Valkey.")


def _persistence(kept: dict[str, Any]) -> Finding:
    if kept.get("aof_enabled"):
        return Finding("ok", "Redis", "keeps what it is given (appendonly)")
    mend = "Set `appendonly yes` and `appendfsync everysec`: a restart then loses a second at most."
    return Finding("warn", "Redis", "loses calls in flight and events not yet recorded when it restarts", mend)


def _eviction(policy: str) -> Finding:
    if policy == "noeviction":
        return Finding("ok", "Redis", "never drops keys to make room")
    return Finding("fail", "Redis", f"may drop calls to make room ({policy})", "Set `maxmemory-policy noeviction`.")
