"""The states of agents in Redis."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from typing import Any, cast

import orjson
import redis

from ivr.adapters.redis.desk import keys
from ivr.adapters.redis.desk.stored_change import MOST_TRIES, StoredChange, ask
from ivr.calls.desk.agent_presence import AgentPresence
from ivr.calls.desk.desk_events import DeskEvent, Handled, StateChanged
from ivr.calls.ports import Unavailable

BEAT_KEPT = 40
"""Seconds without a sign of life after which another tab may take the telephone, and the browser counts as gone."""

_FIELDS = frozenset(field.name for field in fields(AgentPresence))


class RedisPresences:
    """Implements ivr.calls.desk.ports.Presences."""

    def __init__(self, client: redis.Redis, clock: Callable[[], datetime]) -> None:
        self._redis = client
        self._clock = clock
        self._stored = StoredChange(client)

    def all(self) -> Sequence[AgentPresence]:
        """Everybody at work, and those who left in the last minutes; by name. Raises Unavailable."""
        found = ask(lambda: cast("dict[str, str]", self._redis.hgetall(keys.AGENTS)))
        return listed(found)

    def of(self, agent: str) -> AgentPresence | None:
        """The state of an agent; None if never seen. Raises Unavailable."""
        return parse_presence(ask(lambda: cast("str | None", self._redis.hget(keys.AGENTS, agent))))

    def change(self, agent: str, change: Callable[[AgentPresence], AgentPresence | None]) -> AgentPresence | None:
        """Apply a pure change atomically. Raises Unavailable, and what the change raises."""
        for _ in range(MOST_TRIES):
            stored = ask(lambda: cast("str | None", self._redis.hget(keys.AGENTS, agent)))
            was = parse_presence(stored) or AgentPresence(agent=agent, name="", state="offline", since=0.0)
            new = change(was)
            if new is None or new == was:
                return was if stored else None
            new = replace(new, revision=was.revision + 1)
            if ask(partial(self._replace, was, new, stored)):
                return new
        raise Unavailable("an agent's state changes too fast")

    def beat(self, agent: str, tab: str) -> bool:
        """Whether this tab has the telephone; it has it from now on if no other had. Raises Unavailable."""
        return ask(lambda: self._beat(agent, tab))

    def seen(self, agent: str) -> float:
        """The last sign of life of the agent's browser (seconds); 0 without one. Raises Unavailable."""
        return float(ask(lambda: cast("str | None", self._redis.hget(keys.beat(agent), "at"))) or 0)

    def forget(self, agent: str) -> None:
        """Remove an agent who is no longer one. Raises Unavailable."""
        ask(lambda: self._redis.hdel(keys.AGENTS, agent))

    def _replace(self, was: AgentPresence, new: AgentPresence, stored: str | None) -> bool:
        events = state_events(was, new, self._clock())
        return self._stored.replace(keys.AGENTS, new.agent, was=stored, new=pack_presence(new), events=events)

    def _beat(self, agent: str, tab: str) -> bool:
        key, now = keys.beat(agent), self._now()
        has, at = cast("list[str | None]", self._redis.hmget(key, "tab", "at"))
        if has and has != tab and now - float(at or 0) < BEAT_KEPT:
            return False
        beat: dict[str, str | float] = {"tab": tab, "at": now}
        self._redis.hset(key, mapping=cast("Any", beat))
        self._redis.expire(key, 12 * 3600)
        return True

    def _now(self) -> float:
        return self._clock().timestamp()


def state_events(was: AgentPresence, new: AgentPresence, at: datetime) -> Sequence[DeskEvent]:
    """The events of a change of state or reason, and of the end of a wrap-up; none if nothing of it changed."""
    if (was.state, was.reason) == (new.state, new.reason):
        return ()
    changed = StateChanged(agent=new.agent, number=new.revision, state=new.state, at=at, reason=new.reason)
    if was.state != "wrap_up" or not was.handling:
        return (changed,)
    return changed, Handled(handling=was.handling, sid=was.call, at=at, wrapped_at=at)


def listed(found: Mapping[str, str]) -> tuple[AgentPresence, ...]:
    """The states in the hash, by name."""
    read = filter(None, map(parse_presence, found.values()))
    return tuple(sorted(read, key=lambda each: (each.name, each.agent)))


def pack_presence(presence: AgentPresence) -> str:
    """A state as JSON."""
    return orjson.dumps(presence).decode()


def parse_presence(text: str | None) -> AgentPresence | None:
    """A state from its JSON; None without one, or if another version wrote it."""
    try:
        read: dict[str, Any] = orjson.loads(text) if text else {}
        known = {name: value for name, value in read.items() if name in _FIELDS}
        known |= {name: tuple(known[name]) for name in ("queues", "languages", "issues") if name in known}
        return AgentPresence(**known) if read else None
    except (ValueError, TypeError, AttributeError):
        return None
