"""Reads the work list, and changes its items by compare-and-set."""

from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, select, update

from ivr.adapters.resilience.cached_value import CachedValue
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.records.tables import calls, legs, messages
from ivr.adapters.sql.requests.tables import requests
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.work import listing
from ivr.adapters.sql.work_items import work_items
from ivr.reporting.audit import Actor
from ivr.reporting.requests import RequestChange, RequestDesk, RequestMoved, RequestState
from ivr.reporting.work_items import (
    AT_ONCE,
    EarlierCall,
    NoSuchWork,
    WorkChange,
    WorkCount,
    WorkFilter,
    WorkItem,
    WorkMark,
    WorkMoved,
    WorkStory,
    after,
)

COUNTED_EVERY = 1.0
"""Seconds for which the counts are kept."""
_EARLIER = 10
_CHANGED = ("state", "taken_by", "outcome", "note", "revision", "changed_at", "tries", "tried_at")


class SqlWork:
    """Implements ivr.reporting.work_items.WorkDesk. Raises SQLAlchemy's errors.

    `ended` is called with each item that somebody has ended: a callback must not be placed any more. `begun` is called
    before somebody calls, and returns whether that counts as an attempt of the callback. Raises WorkMoved while the
    line calls.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        asked: RequestDesk,
        ended: Callable[[WorkItem], None],
        begun: Callable[[WorkItem], bool],
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._requests = asked
        self._ended = ended
        self._begun = begun
        self._counts = CachedValue(self._count, every=COUNTED_EVERY, clock=monotonic)

    def listed(self, wanted: WorkFilter, *, since: WorkMark | None = None, most: int = AT_ONCE) -> list[WorkItem]:
        """The items that fit; see WorkDesk."""
        with self._engine.connect() as connection:
            found = listing.listed(wanted, self._clock(), since=since, most=most)
            return [listing.item_of(row) for row in connection.execute(found)]

    def counts(self) -> Sequence[WorkCount]:
        """How many items are not done; see WorkDesk."""
        return self._counts()

    def _count(self) -> Sequence[WorkCount]:
        with self._engine.connect() as connection:
            return [listing.count_of(row) for row in connection.execute(listing.counted(self._clock()))]

    def get(self, name: str, *, queues: Sequence[str] | None = None) -> WorkItem:
        """An item by its id. Raises NoSuchWork."""
        with self._engine.connect() as connection:
            return _found(connection, name, queues)

    def story(self, name: str, *, queues: Sequence[str] | None = None) -> WorkStory:
        """An item with what belongs to it. Raises NoSuchWork."""
        with self._engine.connect() as connection:
            item = _found(connection, name, queues)
            return WorkStory(
                item=item,
                calls=_calls_of(connection, item, queues),
                others=_others(connection, item, queues),
                told=_told(connection, item),
                answers=_answers(connection, item),
            )

    def of_call(self, sid: str, *, queues: Sequence[str] | None = None) -> list[WorkItem]:
        """The items that a call left behind; see WorkDesk."""
        its = select(*listing.work_columns()).where(work_items.c.call_sid == sid, *_within(queues)).subquery()
        with self._engine.connect() as connection:
            found = connection.execute(listing.with_progress(its).order_by(its.c.made_at))
            return [listing.item_of(row) for row in found]

    def change(self, name: str, change: WorkChange, actor: Actor, *, queues: Sequence[str] | None = None) -> WorkItem:
        """Carry out an act, with an entry in the audit. Raises NoSuchWork and WorkMoved."""
        item = self.get(name, queues=queues)
        moved = after(item, change, who=actor.who, now=self._clock())
        if item.is_request:
            self._change_request(item, moved, actor)
        else:
            self._write(item, moved, actor)
        if moved.state == "done":
            self._ended(moved)
        return self.get(name, queues=queues)

    def tried(self, name: str, revision: int, actor: Actor, *, queues: Sequence[str] | None = None) -> WorkItem:
        """Count an attempt to call the caller; see WorkDesk."""
        change = WorkChange(act="take", revision=revision)
        if name.startswith("rq_"):
            return self.change(name, change, actor, queues=queues)
        item, now = self.get(name, queues=queues), self._clock()
        moved = after(item, change, who=actor.who, now=now)
        more = 0 if self._begun(item) else 1
        self._write(item, moved, actor, tries=work_items.c.tries + more, tried_at=now)
        return self.get(name, queues=queues)

    def _write(self, item: WorkItem, moved: WorkItem, actor: Actor, **more: object) -> None:
        same = and_(work_items.c.id == item.id, work_items.c.revision == item.revision)
        values = {name: getattr(moved, name) for name in _CHANGED if name not in ("tries", "tried_at")} | more
        with writing(self._engine) as connection:
            if not connection.execute(update(work_items).where(same).values(**values)).rowcount:
                raise WorkMoved("somebody else has changed it in this moment")
            _log(connection, item, moved, actor, self._clock(), is_try=bool(more))

    def _change_request(self, item: WorkItem, moved: WorkItem, actor: Actor) -> None:
        to: RequestState = "refused" if moved.outcome == "refused" else moved.state
        whose = moved.taken_by if to == "taken" else ""
        try:
            self._requests.change(item.id, RequestChange(to, item.revision, moved.note, whose), actor)
        except RequestMoved as error:
            raise WorkMoved(str(error)) from None


def forget_work(engine: Engine, before: datetime) -> int:
    """Delete items that were done before a time. What is not done stays. Returns their number."""
    old = and_(work_items.c.state == "done", work_items.c.changed_at < before)
    with writing(engine) as connection:
        return connection.execute(delete(work_items).where(old)).rowcount


def _log(connection: Connection, item: WorkItem, moved: WorkItem, actor: Actor, now: datetime, *, is_try: bool) -> None:
    if (item.state, item.taken_by) == (moved.state, moved.taken_by) and not is_try:
        return
    told = [moved.state, moved.taken_by if moved.state == "taken" else "", moved.outcome, "called" if is_try else ""]
    words = " ".join(filter(None, told))
    audit.note(connection, actor, now, "work", item.id, before=f"{item.state} {item.taken_by}".strip(), after=words)


def _found(connection: Connection, name: str, queues: Sequence[str] | None) -> WorkItem:
    if name.startswith("rq_"):
        within = [] if queues is None else [listing.requests_within(queues)]
        its = select(*listing.request_columns()).where(requests.c.id == name, *within)
    else:
        its = select(*listing.work_columns()).where(work_items.c.id == name, *_within(queues))
    row = connection.execute(listing.with_progress(its.subquery())).one_or_none()
    if row is None:
        raise NoSuchWork(f"there is no item {name} in the work list")
    return listing.item_of(row)


def _within(queues: Sequence[str] | None) -> list[Any]:
    return [] if queues is None else [work_items.c.queue.in_(queues)]


def _calls_of(connection: Connection, item: WorkItem, queues: Sequence[str] | None) -> list[EarlierCall]:
    if not item.caller_key:
        return []
    c = calls.c
    theirs = select(c.sid, c.began_at, c.disposition).where(c.caller_key == item.caller_key, c.sid != item.call_sid)
    if queues is not None:
        theirs = theirs.where(c.sid.in_(select(legs.c.call_sid).where(legs.c.queue.in_(queues))))
    rows = connection.execute(theirs.order_by(c.began_at.desc()).limit(_EARLIER))
    return [EarlierCall(sid=row.sid, began_at=row.began_at, disposition=row.disposition) for row in rows]


def _others(connection: Connection, item: WorkItem, queues: Sequence[str] | None) -> list[WorkItem]:
    if not item.caller_key:
        return []
    theirs = and_(work_items.c.caller_key == item.caller_key, work_items.c.id != item.id)
    its = select(*listing.work_columns()).where(theirs, *_within(queues))
    newest = its.order_by(work_items.c.made_at.desc()).limit(_EARLIER).subquery()
    return [listing.item_of(row) for row in connection.execute(listing.with_progress(newest))]


def _told(connection: Connection, item: WorkItem) -> list[tuple[str, str]]:
    """The texts about a message: those of its call that went to the staff."""
    if item.kind != "voicemail":
        return []
    sent = select(messages.c.recipient, messages.c.state).where(
        messages.c.call_sid == item.call_sid, messages.c.about == ""
    )
    return [(row.recipient[-2:], row.state) for row in connection.execute(sent)]


def _answers(connection: Connection, item: WorkItem) -> dict[str, str]:
    if not item.is_request:
        return {}
    found: dict[str, str] | None = connection.scalar(select(requests.c.answers).where(requests.c.id == item.id))
    return dict(found or {})
