"""The statements that read the work list: messages, callbacks and missed calls beside the requests of callers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.database import Utc
from ivr.adapters.sql.records.tables import legs
from ivr.adapters.sql.requests.tables import requests
from ivr.adapters.sql.work_items import work_items
from ivr.reporting.requests import UNSETTLED
from ivr.reporting.work_items import WorkCount, WorkFilter, WorkItem, WorkMark

_w, _r = work_items.c, requests.c
_AT_A_TIME = "call_back_at"
"""The kind of request that is a callback at a time which the caller chose."""
_STATE = case((_r.state == "refused", "done"), else_=_r.state)
_KIND = case((_r.kind == _AT_A_TIME, "callback"), else_="request")
_NOTHING: ColumnElement[str] = literal_column("''")


def work_columns() -> list[ColumnElement[Any]]:
    """The columns of an item that is not a request."""
    about = _NOTHING.label("about")
    names = "id kind call_sid queue language line caller_key number hint recording made_at due_at state taken_by "
    names += "changed_at revision note outcome reached_in tries tried_at"
    return [*(_w[name] for name in names.split()), about]


def request_columns() -> list[ColumnElement[Any]]:
    """The same columns of a request."""
    hint = case((_r.caller == "", ""), else_=func.substr(_r.caller, func.length(_r.caller) - 1))
    outcome = case((_r.state.in_(UNSETTLED), ""), else_=_r.state)
    return [
        _r.id, _KIND.label("kind"), _r.call_sid, _NOTHING.label("queue"), _r.language, _r.line, _r.caller_key,
        _r.caller.label("number"), hint.label("hint"), _NOTHING.label("recording"), _r.asked_at.label("made_at"),
        _r.due_at, _STATE.label("state"), _r.taken_by, _r.changed_at, _r.revision, _r.note, outcome.label("outcome"),
        _NOTHING.label("reached_in"), literal_column("0").label("tries"), cast(null(), Utc).label("tried_at"),
        (_r.kind + " " + _r.order_number).label("about"),
    ]  # fmt: skip


def listed(wanted: WorkFilter, now: datetime, *, since: WorkMark | None, most: int) -> Select[Any]:
    """The items that fit, what is due first, or the newest of those that are done.

    Each of the two tables gives `most` at most by its own index, so that the length of the list does not matter.
    """
    is_done = wanted.state == "done"
    found = [_branch(part, is_done, since, most) for part in _parts(wanted, now)]
    both = union_all(*found).subquery()
    at = both.c.changed_at.desc() if is_done else both.c.due_at
    return with_progress(both).order_by(at, both.c.id).limit(most)


def _parts(wanted: WorkFilter, now: datetime) -> Iterator[Select[Any]]:
    if wanted.kind != "request":
        yield select(*work_columns()).where(*_of_work(wanted, now))
    if not wanted.queue and wanted.kind in ("", "request", "callback"):
        yield select(*request_columns()).where(*_of_requests(wanted, now))


def _branch(part: Select[Any], is_done: bool, since: WorkMark | None, most: int) -> Select[Any]:
    columns = part.selected_columns
    at, name = (columns.changed_at if is_done else columns.due_at), columns.id
    if since:
        mark = literal(since.at, Utc), literal(since.id, String)
        behind = or_(at < mark[0], and_(at == mark[0], name > mark[1])) if is_done else tuple_(at, name) > tuple_(*mark)
        part = part.where(behind)
    cut = part.order_by(at.desc() if is_done else at, name).limit(most).subquery()
    return select(cut)


def _of_work(wanted: WorkFilter, now: datetime) -> Iterator[ColumnElement[bool]]:
    yield _w.state != "done" if wanted.state == "unsettled" else _w.state == wanted.state if wanted.state else true()
    if wanted.state in ("open", "taken"):
        yield _w.state != "done"  # names the partial index
    if wanted.kind:
        yield _w.kind == wanted.kind
    elif wanted.state != "done":
        yield _w.kind != "short"
    if wanted.queue:
        yield _w.queue == wanted.queue
    if wanted.queues is not None:
        yield _w.queue.in_(wanted.queues) if wanted.queues else false()
    yield from _of_either(wanted, now, work_columns())


def _of_requests(wanted: WorkFilter, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.state == "done":
        yield _r.state.not_in(UNSETTLED)
    elif wanted.state:
        yield _r.state.in_(UNSETTLED)
        if wanted.state != "unsettled":
            yield _r.state == wanted.state
    if wanted.kind:
        yield (_r.kind == _AT_A_TIME) if wanted.kind == "callback" else (_r.kind != _AT_A_TIME)
    if wanted.queues is not None:
        yield requests_within(wanted.queues)
    yield from _of_either(wanted, now, request_columns())


def requests_within(queues: Sequence[str]) -> ColumnElement[bool]:
    """Whether the call that made a request was ever in one of these queues."""
    return _r.call_sid.in_(select(legs.c.call_sid).where(legs.c.queue.in_(queues)))


def _of_either(wanted: WorkFilter, now: datetime, columns: Sequence[Any]) -> Iterator[ColumnElement[bool]]:
    named = {column.name: column for column in columns}
    if wanted.language:
        yield named["language"] == wanted.language
    if wanted.mine:
        yield named["taken_by"] == wanted.mine
    if wanted.is_overdue:
        yield named["due_at"] < now
    if wanted.older:
        made = _r.asked_at if named["id"] is _r.id else _w.made_at
        yield made <= now - wanted.older


def with_progress(items: Subquery) -> Select[Any]:
    """Items with the state of the callback that the line places, and its attempts."""
    its = callbacks.c
    theirs = and_(its.name == items.c.call_sid, func.substr(items.c.id, 1, 3) == "cb-")
    tries = items.c.tries + func.coalesce(its.attempts, 0)
    plain = [column for column in items.c if column.name != "tries"]
    progress = func.coalesce(its.state, "").label("progress")
    return select(*plain, tries.label("tries"), progress).select_from(items.outerjoin(callbacks, theirs))


def counted(now: datetime) -> Any:
    """How many items are not done, by kind, queue, state and whether they are overdue."""
    late = case((_w.due_at < now, 1), else_=0)
    work = select(_w.kind, _w.queue, _w.state, late, func.count()).where(_w.state != "done")
    late_ = case((_r.due_at < now, 1), else_=0)
    asked = select(_KIND, _NOTHING, _r.state, late_, func.count()).where(_r.state.in_(UNSETTLED))
    return union_all(work.group_by(_w.kind, _w.queue, _w.state, late), asked.group_by(_KIND, _r.state, late_))


def count_of(row: Any) -> WorkCount:
    """A row of `counted`."""
    return WorkCount(row[0], row[1], row[2], bool(row[3]), row[4])


def item_of(row: Any) -> WorkItem:
    """A row of `listed`."""
    return WorkItem(**row._mapping)
