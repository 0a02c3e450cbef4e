"""The split ledger in Redis: calls entitled and assigned to each queue, in a day and a month."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast

import orjson
import redis

from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import MONTH_KEPT
from routing.allocation import Ledger, LedgerEntry, LedgerKey

RESTORED = "restored"
"""The field that marks a ledger restored from SQL."""


def read_ledger(client: redis.Redis, now: datetime, *, recorded: Callable[[datetime], Ledger]) -> Ledger:
    """Return the ledger of the day and month of `now`, in one round trip. Raises redis-py's errors.

    If Redis has lost the ledger, it is restored once from what was `recorded`.
    """
    names = keys.ledger_month(now), keys.ledger_day(now)
    with client.pipeline(transaction=False) as together:
        for name in names:
            together.hgetall(name)
        month, day = cast("list[dict[str, str]]", together.execute())
    if not month.pop(RESTORED, ""):
        _restore(client, names, recorded(now))
        return read_ledger(client, now, recorded=recorded)
    return Ledger(month=_entries(month), day=_entries(day))


def _restore(client: redis.Redis, names: tuple[str, str], ledger: Ledger) -> None:
    """Add the recorded ledger to what was counted since. Only one of several workers does so."""
    if not client.hsetnx(names[0], RESTORED, "1"):
        return
    with client.pipeline() as together:
        for name, period in zip(names, (ledger.month, ledger.day), strict=True):
            for (rule, queue), entry in period.items():
                for what, amount in entry.stored().items():
                    together.hincrbyfloat(name, keys.ledger_field(rule, queue, what), amount)
        together.expire(names[0], MONTH_KEPT)
        together.execute()


def _entries(fields: Mapping[str, str]) -> dict[LedgerKey, LedgerEntry]:
    """Parse the fields [rule, queue, which]; unknown ones are skipped."""
    found: dict[LedgerKey, dict[str, float]] = {}
    for name, value in fields.items():
        rule, queue, what = orjson.loads(name)
        found.setdefault((rule, queue), {})[what] = float(value)
    return {key: LedgerEntry.from_stored(each) for key, each in found.items()}
