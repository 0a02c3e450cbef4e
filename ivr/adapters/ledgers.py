"""What was owed and given to each queue, in Redis: a day and a month."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import orjson
import redis

from ivr.adapters.sessions import keys
from routing.allocation import Entry, Key, Ledger


def read_ledger(client: redis.Redis, now: datetime) -> Ledger:
    """The ledger of the day and month of `now`, in one round trip. Raises what redis-py raises."""
    with client.pipeline(transaction=False) as together:
        together.hgetall(keys.ledger_month(now))
        together.hgetall(keys.ledger_day(now))
        month, day = cast("list[dict[str, str]]", together.execute())
    return Ledger(month=_entries(month), day=_entries(day))


def _entries(fields: Mapping[str, str]) -> dict[Key, Entry]:
    """A field is [rule, queue, "owed" or "given"]."""
    found: dict[Key, dict[str, float]] = {}
    for name, value in fields.items():
        rule, queue, what = orjson.loads(name)
        found.setdefault((rule, queue), {})[what] = float(value)
    return {key: Entry(each.get("owed", 0.0), int(each.get("given", 0))) for key, each in found.items()}
