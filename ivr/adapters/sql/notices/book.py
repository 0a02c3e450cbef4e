"""Notices in SQL: planned once, claimed by one worker, and moved on by Twilio's status callbacks, never back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, and_, case, func, or_, select, update

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.notices.tables import notices
from ivr.adapters.sql.upserts import insert_of
from ivr.calls.notices import MOST_TRIES, RETRIED_AFTER, Notice, NoticeState
from ivr.calls.text_errors import text_error
from ivr.reporting.notice_effect import WATCHED

CLAIMED_FOR = timedelta(minutes=10)
"""A text that was claimed for so long may have been sent by a worker that died: it is given up."""
BATCH = 100
LONGEST_RUN = timedelta(seconds=45)
_LOST = "a worker was lost; it may have been sent"
_COLUMNS = [
    notices.c[name]
    for name in (
        *("order_key", "about", "event", "language", "arm", "number_key", "number_hint", "created_at", "attempts"),
    )
]
_ENDS: dict[str, NoticeState] = {"delivered": "delivered", "read": "delivered"}
_FAILS = frozenset({"failed", "undelivered", "canceled"})


@dataclass(frozen=True, slots=True)
class FailedNumber:
    """The number of a text that did not arrive, by keyed hash, with its last two digits."""

    number_key: str
    number_hint: str


class SqlNotices:
    """Implements ivr.calls.notices.NoticeBook."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def plan(self, notice: Notice, *, due_at: datetime) -> bool:
        """Store a notice, unless its order and event have one; one that was repaired unsent is due again."""
        state = "held_back" if notice.arm == "held_back" else "due"
        row = asdict(notice) | {"id": notice.id, "state": state, "reason": "", "due_at": due_at, "provider_sid": ""}
        row["watched_until"] = notice.created_at + WATCHED
        with writing(self._engine) as connection:
            fresh = insert_of(notices, connection.dialect.name).values(**row)
            again = {"state": "due", "reason": "", "due_at": due_at, "settled_at": None}
            put = fresh.on_conflict_do_update(
                index_elements=[notices.c.id], set_=again, where=notices.c.state == "repaired"
            )
            return connection.execute(put.returning(notices.c.id)).one_or_none() is not None

    def claimed(self, now: Callable[[], datetime]) -> Iterator[Notice]:
        """The notices that are due, each claimed by this worker just before it is given."""
        began = now()
        due = select(notices.c.id).where(notices.c.state == "due", notices.c.due_at <= began)
        with self._engine.connect() as connection:
            names = list(connection.scalars(due.order_by(notices.c.due_at).limit(BATCH)))
        for name in names:
            if now() - began > LONGEST_RUN:
                return
            if notice := self.claim(name, now()):
                yield notice

    def claim(self, name: str, now: datetime) -> Notice | None:
        """Claim a notice. Returns None if it is not due or another worker has it."""
        mine = update(notices).where(notices.c.id == name, notices.c.state == "due", notices.c.due_at <= now)
        taken = mine.values(state="sending", claimed_at=now, attempts=notices.c.attempts + 1)
        with writing(self._engine) as connection:
            row = connection.execute(taken.returning(*_COLUMNS)).one_or_none()
        return Notice(**row._mapping) if row else None

    def put_off(self, notice: Notice, until: datetime, *, reason: str = "") -> None:
        """Have a claimed notice due later. The try does not count."""
        tries = notices.c.attempts - 1
        self._write(notice, state="due", due_at=until, claimed_at=None, reason=reason[:128], attempts=tries)

    def settle(self, notice: Notice, state: NoticeState, *, at: datetime, reason: str = "", sid: str = "") -> None:
        """Store what became of a claimed notice; `sid` is Twilio's of the text."""
        sent = {"sent_at": at, "provider_sid": sid} if state == "sent" else {"settled_at": at}
        self._write(notice, state=state, claimed_at=None, reason=reason[:128], **sent)

    def sent_before(self, notice: Notice, since: datetime, *, number_key: str = "") -> int:
        """The texts sent since a time, to one number if it is named, those before this one that are being sent
        included. Of two being sent at the same time, the lower id counts first.
        """
        being_sent = and_(notices.c.state == "sending", notices.c.id < notice.id)
        which = or_(notices.c.sent_at > since, being_sent)
        if number_key:
            which = and_(which, notices.c.number_key == number_key)
        with self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(notices).where(which)) or 0

    def give_up_lost(self, now: datetime) -> int:
        """Give up the texts of workers that died: they may have been sent. Returns their number."""
        lost = and_(notices.c.state == "sending", notices.c.claimed_at <= now - CLAIMED_FOR)
        given_up = update(notices).where(lost).values(state="failed", reason=_LOST, settled_at=now, claimed_at=None)
        with writing(self._engine) as connection:
            return connection.execute(given_up).rowcount

    def status_changed(self, sid: str, status: str, code: int, now: datetime) -> "FailedNumber | None":
        """Store what Twilio reports of a text. Reports may come late, twice and in any order: a state never goes back.

        A text that may arrive yet is sent once more, later. Returns the number of a text that failed now, else None.
        """
        if state := _ENDS.get(status):
            self._move(sid, {"state": state, "reason": "", "error_code": None, "settled_at": now})
        return self._move(sid, _failure(code, now)) if status in _FAILS else None

    def _move(self, sid: str, values: Mapping[str, object]) -> "FailedNumber | None":
        """Move a text that was sent to its end; None if there is none on its way."""
        on_its_way = and_(notices.c.provider_sid == sid, notices.c.provider_sid != "", notices.c.state == "sent")
        moved = update(notices).where(on_its_way).values(**values)
        with writing(self._engine) as connection:
            row = connection.execute(moved.returning(notices.c.number_key, notices.c.number_hint)).one_or_none()
        return FailedNumber(*row) if row else None

    def _write(self, notice: Notice, **values: object) -> None:
        """Write the result, unless the claim has been lost meanwhile."""
        mine = and_(notices.c.id == notice.id, notices.c.state == "sending", notices.c.attempts == notice.attempts)
        with writing(self._engine) as connection:
            connection.execute(update(notices).where(mine).values(**values))


def _failure(code: int, now: datetime) -> dict[str, object]:
    """The values of a text that did not arrive. One that may arrive yet is due again, once."""
    error = text_error(code)
    values: dict[str, object] = {"reason": error.words, "error_code": code or None, "settled_at": now}
    if error.act != "retry":
        return values | {"state": "failed"}
    again = notices.c.attempts < MOST_TRIES
    kept_sid = case((again, ""), else_=notices.c.provider_sid)
    return values | {
        "state": case((again, "due"), else_="failed"),
        "due_at": now + RETRIED_AFTER,
        "provider_sid": kept_sid,
    }


def forget_notices(engine: Engine, before: datetime) -> None:
    """Delete the notices that were planned before a time."""
    with writing(engine) as connection:
        connection.execute(notices.delete().where(notices.c.created_at < before))
