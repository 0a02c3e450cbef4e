"""Closing calls whose end was never told, and forgetting calls after their time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import redis
import structlog
from sqlalchemy import ColumnElement, Engine, and_, delete, exists, func, or_, select, update

from ivr.adapters.database import writing
from ivr.adapters.records.applying import apply, settle_ended
from ivr.adapters.records.legs import settle_legs
from ivr.adapters.records.stream import REFUSED
from ivr.adapters.records.tables import calls, decisions, hops, legs, messages, turns
from ivr.adapters.sessions.store import LIVE, LIVE_SEEN, LIVE_TALKS, LONGEST_CALL
from ivr.calls.events import StatusChanged
from ivr.engine.flow import HANG_UP

SILENT = timedelta(seconds=LONGEST_CALL)
"""A call of which nothing was heard for this long is over."""
QUIET = timedelta(minutes=10)
"""A call of which nothing was heard for this long is over if we hung up; else the carrier is asked."""
ASKED = 20
"""Calls that the carrier is asked about in one run."""
BATCH = 500

AskCarrier = Callable[[str], StatusChanged | None]
"""The status of a call by its SID; None when the carrier does not say."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """How many calls were closed: because the carrier said so when asked, and because nothing more was heard."""

    told: int = 0
    silent: int = 0


def sweep(engine: Engine, client: redis.Redis, ask: AskCarrier | None, now: datetime) -> Swept:
    """Close the calls whose end was never told, and take calls that nobody hears of off the live map."""
    told = _ask_carrier(engine, ask, now) if ask else 0
    silent = _close_silent(engine, now)
    _clear_live(client, now - SILENT)
    return Swept(told, silent)


def forget(engine: Engine, client: redis.Redis, before: datetime) -> int:
    """Delete all that is on record of the calls that began before a time; gives how many calls that were."""
    client.xtrim(REFUSED, minid=int(before.timestamp() * 1000))
    forgotten = 0
    while sids := _batch(engine, calls.c.began_at < before):
        with writing(engine) as connection:
            for table in (messages, legs, decisions, hops, turns):
                connection.execute(delete(table).where(table.c.call_sid.in_(sids)))
            connection.execute(delete(calls).where(calls.c.sid.in_(sids)))
        forgotten += len(sids)
    return forgotten


def _ask_carrier(engine: Engine, ask: AskCarrier, now: datetime) -> int:
    """Ask about some of the quiet calls, by lot: those who wait in a long queue must not hide the others."""
    quiet = and_(calls.c.ended_at.is_(None), calls.c.last_at < now - QUIET)
    with engine.connect() as connection:
        sids = connection.scalars(select(calls.c.sid).where(quiet).order_by(func.random()).limit(ASKED)).all()
    ends = [status for sid in sids if (status := _asked(ask, sid)) and status.ends]
    apply(engine, ends)
    return len(ends)


def _asked(ask: AskCarrier, sid: str) -> StatusChanged | None:
    try:
        return ask(sid)
    except Exception as error:
        log.warning("the carrier did not say how a call stands", call=sid, cause=type(error).__name__)
        return None


def _close_silent(engine: Engine, now: datetime) -> int:
    hung_up = exists().where(hops.c.call_sid == calls.c.sid, hops.c.target == HANG_UP)
    over = or_(calls.c.last_at < now - SILENT, and_(calls.c.last_at < now - QUIET, hung_up))
    closed = 0
    while sids := _batch(engine, and_(calls.c.ended_at.is_(None), over)):
        with writing(engine) as connection:
            ending = update(calls).where(calls.c.sid.in_(sids), calls.c.ended_at.is_(None))
            connection.execute(ending.values(ended_at=calls.c.last_at))
            settle_ended(connection, sids)
            settle_legs(connection, sids)
        closed += len(sids)
    return closed


def _clear_live(client: redis.Redis, before: datetime) -> None:
    unseen = cast("list[str]", client.zrangebyscore(LIVE_SEEN, "-inf", before.timestamp()))
    if unseen:
        client.hdel(LIVE, *unseen)
        client.hdel(LIVE_TALKS, *unseen)
        client.zrem(LIVE_SEEN, *unseen)


def _batch(engine: Engine, which: ColumnElement[bool]) -> Sequence[str]:
    with engine.connect() as connection:
        return connection.scalars(select(calls.c.sid).where(which).order_by(calls.c.sid).limit(BATCH)).all()
