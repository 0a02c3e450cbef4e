"""The work list, composed for this line."""

from collections.abc import Callable, Mapping

import redis

from ivr.accounts import User, visible_queues
from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import CALLBACK
from ivr.adapters.sql.callbacks import SqlCallbacks
from ivr.adapters.sql.work.store import SqlWork
from ivr.app.parts import Clock, Stores
from ivr.app.request_desk import request_desk
from ivr.console.roles import CALL_READERS
from ivr.reporting.work_items import WorkDesk, WorkItem, WorkMoved, visible
from ivr.settings import Settings
from routing.model import Routing


class _PlacedCallbacks:
    """The callbacks that the line places: one that somebody has ended is placed no more."""

    def __init__(self, callbacks: SqlCallbacks, client: redis.Redis) -> None:
        self._callbacks = callbacks
        self._redis = client

    def begin(self, item: WorkItem) -> bool:
        """Claim the callback of an item, so that the line does not place it at the same time; whether it was one.

        Raises WorkMoved while the line, or an agent at the desk line, calls.
        """
        if not item.is_callback or item.progress not in ("due", "calling"):
            return False
        if self._callbacks.claim(item.call_sid) is None:
            raise WorkMoved("the line is calling the caller right now, or the time that was agreed has not come")
        self._leave_line(item)
        return True

    def end(self, item: WorkItem) -> None:
        """Settle the callback of an item, and take it out of its waiting line."""
        if not item.is_callback:
            return
        if item.outcome == "reached":
            self._callbacks.over(item.call_sid, reached=True)
        else:
            self._callbacks.cancel(item.call_sid)
        self._leave_line(item)

    def _leave_line(self, item: WorkItem) -> None:
        for key in (keys.line, keys.taken):
            self._redis.zrem(key(item.queue), f"{CALLBACK}{item.call_sid}")


def work_desk(settings: Settings, stores: Stores, clock: Clock) -> SqlWork:
    """The work list in SQL, with the requests of callers and the callbacks that the line places."""
    placed = _PlacedCallbacks(SqlCallbacks(stores.engine, clock), stores.redis)
    return SqlWork(stores.engine, clock, request_desk(settings, stores, clock), placed.end, placed.begin)


def work_badges(work: WorkDesk, in_force: Callable[[], Routing], user: User) -> Mapping[str, int]:
    """The count beside the work list: what is not done in the queues that a user sees, short calls left out."""
    if user.role not in CALL_READERS:
        return {}
    counts = visible(work.counts(), visible_queues(user, in_force()))
    return {"work": sum(each.count for each in counts if each.kind != "short")}
