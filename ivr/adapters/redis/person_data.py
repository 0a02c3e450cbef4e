"""One person's data in Redis: copies of their orders, counters under their keyed hashes, calls that have ended."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
import redis

from ivr.adapters.redis.event_stream import FIELD, REFUSED
from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import CALLBACK
from ivr.adapters.redis.sessions.store import AFTER_THE_END, key_of
from ivr.orders.order_numbers import keypad, may_mean
from ivr.orders.personal_data import Traces
from ivr.orders.phone_numbers import hashed

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A stored call of a person. `is_over` means that it has ended and is kept for late webhooks."""

    sid: str
    is_over: bool
    call: dict[str, Any]


class RedisPersonData:
    """Reads and deletes one person's data. Raises redis-py's errors."""

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._redis = client
        self._key = key

    def calls(self, traces: Traces) -> list[StoredCall]:
        """The stored calls from a person's telephones, and those that are about their orders."""
        return [each for each in self._stored() if _is_of(each.call, traces)]

    def values(self, traces: Traces, sids: Iterable[str] = ()) -> dict[str, str]:
        """What is stored under a person's keyed hashes: copies of orders, memory, requests, counters."""
        names = list(dict.fromkeys(self._names(traces, sids)))
        found = cast("list[str | None]", self._redis.mget(names)) if names else []
        values = {name: value for name, value in zip(names, found, strict=True) if value is not None}
        return values | dict(self._asked(names))

    def erase(self, traces: Traces, sids: Collection[str], waiting: Sequence[tuple[str, str]] = ()) -> Counter[str]:
        """Delete it, with calls that have ended and refused events. Returns counts by kind of key.

        `waiting` are callbacks to the person, as (queue, name). Calls under way are left.
        """
        counts = Counter(
            {
                "keyed values": self._delete(list(self._names(traces, sids))),
                "calls": self._delete([key_of(each.sid) for each in self._ended(traces)]),
                "refused events": self._delete_refused(traces, sids),
                "places in line": sum(self._leave(queue, name) for queue, name in waiting),
            }
        )
        return +counts

    def _ended(self, traces: Traces) -> list[StoredCall]:
        ended = [each for each in self._stored() if each.is_over]
        return [each for each in ended if _is_of(each.call, traces) or _tries_at(each.call, traces)]

    def _names(self, traces: Traces, sids: Iterable[str]) -> Iterator[str]:
        for phone in traces.spelled:
            yield from _of_telephone(hashed(phone, self._key))
        yield from (f"wismo:known:{hashed(phone, self._key)}" for phone in traces.on_orders)
        orders = [hashed(text, self._key) for text in dict.fromkeys((*traces.keys, *traces.numbers))]
        for order in orders:
            yield from (f"wismo:guess:order:{order}", f"wismo:guess:own:{order}")
        for about in (*orders, *(f"{order}:return" for order in orders)):
            yield f"wismo:texts:order:{about}"
            yield from (f"wismo:text:{hashed(f'{sid}:{about}', self._key)}" for sid in sids)
        yield from (f"wismo:guess:claim:{hashed(keypad(number), self._key)}" for number in traces.numbers)

    def _asked(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            if name.startswith((keys.asked(""), keys.texted(""))) and (requests := self._redis.hgetall(name)):
                yield name, orjson.dumps(requests).decode()

    def _stored(self) -> Iterator[StoredCall]:
        for name in self._redis.scan_iter(match=key_of("*"), count=AT_ONCE):
            doc, ended = cast("list[str | None]", self._redis.hmget(name, ["doc", "ended"]))
            if doc:
                is_over = bool(ended) or self._redis.ttl(name) <= AFTER_THE_END
                yield StoredCall(name.removeprefix(key_of("")), is_over, orjson.loads(doc))

    def _delete_refused(self, traces: Traces, sids: Collection[str]) -> int:
        entries = cast("list[tuple[str, dict[str, str]]]", self._redis.xrange(REFUSED))
        marks = [*traces.spelled, *sids]
        theirs = [name for name, fields in entries if any(mark in fields.get(FIELD, "") for mark in marks)]
        return self._redis.xdel(REFUSED, *theirs) if theirs else 0

    def _delete(self, names: Sequence[str]) -> int:
        return self._redis.delete(*names) if names else 0

    def _leave(self, queue: str, name: str) -> int:
        return sum(int(self._redis.zrem(each(queue), f"{CALLBACK}{name}")) for each in (keys.line, keys.taken))


def _of_telephone(hash_: str) -> tuple[str, ...]:
    return (
        f"wismo:known:{hash_}",
        keys.memory(hash_),
        keys.asked(hash_),
        keys.texted(hash_),
        f"wismo:guess:hour:{hash_}",
        f"wismo:guess:day:{hash_}",
        f"wismo:texts:number:{hash_}",
        f"wismo:callback:{hash_}",
        f"wismo:callbacks:number:{hash_}",
        f"wismo:callbacks:caller:{hash_}",
    )


def _is_of(call: dict[str, Any], traces: Traces) -> bool:
    """Whether a call is from a person's telephone, or about an order of theirs."""
    facts = call.get("facts") or {}
    about = {facts.get("order"), *(facts.get("choices") or ())}
    return call.get("ani") in traces.spelled or not about.isdisjoint({*traces.keys, *traces.numbers})


def _tries_at(call: dict[str, Any], traces: Traces) -> bool:
    """Whether a caller, whoever it is, has given an order number of theirs."""
    claimed = str((call.get("facts") or {}).get("claimed") or "")
    return any(may_mean(claimed, number) for number in traces.numbers)
