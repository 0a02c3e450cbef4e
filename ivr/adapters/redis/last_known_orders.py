"""The last known orders of callers, stored in Redis for the time when the order source does not answer."""

import threading
import time
from collections import deque
from datetime import datetime

import orjson
import redis

from ivr.adapters.redis.fastpath import Command, RedisFastpath
from ivr.adapters.resilience.forking import after_fork
from ivr.orders.order_document import dump, load
from ivr.orders.order_source import KnownOrders, OrderPlaced
from ivr.orders.phone_numbers import hashed

KEPT = 24 * 3600
"""Seconds. A status older than a day is more misleading than helpful."""
_PAUSE = 0.25
_MOST = 500


class LastKnownOrders:
    """The orders last read for each number, stored for a day. Key: `wismo:known:<keyed hash of the number>`.

    Callers do not wait for the write: a thread writes the copies a few times a second. A copy that Redis refuses is
    lost.
    """

    def __init__(self, client: redis.Redis, key: bytes) -> None:
        self._redis = client
        self._key = key
        self._direct = RedisFastpath(client)
        self._start_empty()
        after_fork(self._start_empty)

    def _start_empty(self) -> None:
        self._fresh: deque[KnownOrders] = deque(maxlen=_MOST)
        self._is_written = False

    def keep(self, known: KnownOrders) -> None:
        """Queue a copy for writing."""
        if not known.orders:
            return
        self._fresh.append(known)
        if not self._is_written:
            self._is_written = True
            threading.Thread(target=self._write_often, name="last-known", daemon=True).start()

    def read(self, e164: str) -> KnownOrders | None:
        """Return the last known orders of a number, marked as kept, or None if there are none or Redis fails."""
        try:
            text = self._redis.get(self._name(e164))
            return _load(e164, str(text)) if text else None
        except Exception:  # redis-py raises more than RedisError; a missing copy is no error
            return None

    def write(self) -> None:
        """Write the queued copies in one round trip."""
        newest: dict[str, KnownOrders] = {}
        while self._fresh:
            known = self._fresh.popleft()
            newest[known.phone] = known
        kept: list[Command] = [("SET", self._name(each), _dump(known), "EX", KEPT) for each, known in newest.items()]
        if kept:
            self._direct.ask_all(*kept)

    def _write_often(self) -> None:
        while True:
            time.sleep(_PAUSE)
            try:
                self.write()
            except Exception:  # noqa: S112 - as above; there will be newer ones
                continue

    def _name(self, e164: str) -> str:
        return f"wismo:known:{hashed(e164, self._key)}"


def _dump(known: KnownOrders) -> bytes:
    return orjson.dumps(
        {
            "orders": known.documents or [dump(order) for order in known.orders],
            "placed": [(each.at, each.customer) for each in known.placed],
            "as_of": known.as_of,
        }
    )


def _load(e164: str, text: str) -> KnownOrders:
    document = orjson.loads(text)
    return KnownOrders(
        phone=e164,
        orders=tuple(load(order) for order in document["orders"]),
        placed=tuple(OrderPlaced(datetime.fromisoformat(at), customer) for at, customer in document["placed"]),
        as_of=datetime.fromisoformat(document["as_of"]) if document["as_of"] else None,
        kept=True,
    )
