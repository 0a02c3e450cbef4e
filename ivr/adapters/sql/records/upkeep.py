"""Closes calls whose end was never reported, and deletes old calls."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import redis
import structlog
from sqlalchemy import ColumnElement, Engine, and_, delete, exists, func, or_, select, update

from ivr.adapters.redis.event_stream import REFUSED
from ivr.adapters.redis.sessions.change_commands import LONGEST_CALL
from ivr.adapters.redis.sessions.scripts import script
from ivr.adapters.redis.sessions.store import LIVE_SEEN, key_of
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.desk.tables import agent_states, handlings
from ivr.adapters.sql.records.event_writer import settle_ended, write_events
from ivr.adapters.sql.records.legs import settle_legs
from ivr.adapters.sql.records.promises import settle_missed
from ivr.adapters.sql.records.reconciliation import reconcile
from ivr.adapters.sql.records.tables import call_orders, call_reasons, calls, decisions, hops, legs, messages, turns
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.calls.events import StatusChanged
from ivr.engine.flow import HANG_UP

SILENT = timedelta(seconds=LONGEST_CALL)
"""A call without any event for this long has ended."""
QUIET = timedelta(minutes=10)
"""After this time without an event a call is over if we hung up; otherwise Twilio is asked for its state."""
ASKED = 20
"""Calls that Twilio is asked about in one run."""
LOOKED_AT = 10 * ASKED
"""Calls examined in one run: many of them may still be waiting in a long line."""
BATCH = 500

AskTwilio = Callable[[str], StatusChanged | None]
"""The status of a call by its SID; None if Twilio does not say."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Swept:
    """How many calls were closed: because Twilio said so when asked, and because nothing more was heard."""

    told: int = 0
    silent: int = 0


def sweep(
    engine: Engine, client: redis.Redis, ask: AskTwilio | None, now: datetime, *, queues: Iterable[str] = ()
) -> Swept:
    """Close calls whose end was never reported, and release what they held in Redis, including lines of `queues`."""
    told = _ask_twilio(engine, client, ask, now) if ask else 0
    silent = _close_silent(engine, now)
    _release_unseen(client, now - SILENT)
    reconcile(engine, client, queues)
    return Swept(told, silent)


def forget(engine: Engine, client: redis.Redis, before: datetime) -> int:
    """Delete the record of calls that began before a time, and of agents' states. Returns the number of calls."""
    client.xtrim(REFUSED, minid=int(before.timestamp() * 1000))
    forgotten = 0
    while sids := _batch(engine, calls.c.began_at < before):
        with writing(engine) as connection:
            for table in (handlings, messages, legs, decisions, hops, call_orders, call_reasons, turns, survey_answers):
                connection.execute(delete(table).where(table.c.call_sid.in_(sids)))
            connection.execute(delete(calls).where(calls.c.sid.in_(sids)))
        forgotten += len(sids)
    with writing(engine) as connection:
        connection.execute(delete(agent_states).where(agent_states.c.at < before))
    return forgotten


def _ask_twilio(engine: Engine, client: redis.Redis, ask: AskTwilio, now: datetime) -> int:
    """Ask Twilio about a random sample of quiet calls, so that callers in a long queue do not hide the others."""
    quiet = and_(calls.c.ended_at.is_(None), calls.c.last_at < now - QUIET)
    with engine.connect() as connection:
        found = connection.scalars(select(calls.c.sid).where(quiet).order_by(func.random()).limit(LOOKED_AT)).all()
    sids = _not_heard_of(client, found, now - QUIET)[:ASKED]
    ends = [status for sid in sids if (status := _asked(ask, sid)) and status.ends]
    write_events(engine, ends)
    return len(ends)


def _not_heard_of(client: redis.Redis, sids: Sequence[str], since: datetime) -> list[str]:
    """Return the calls that did not fetch waiting music either since then."""
    seen = client.zmscore(LIVE_SEEN, list(sids)) if sids else []
    return [sid for sid, at in zip(sids, seen, strict=True) if at is None or at < since.timestamp()]


def _asked(ask: AskTwilio, sid: str) -> StatusChanged | None:
    try:
        return ask(sid)
    except Exception as error:
        log.warning("no answer about the state of a call", call=sid, cause=type(error).__name__)
        return None


def _close_silent(engine: Engine, now: datetime) -> int:
    last = and_(hops.c.call_sid == calls.c.sid, hops.c.turn == calls.c.last_turn)
    hung_up = exists().where(last, hops.c.target == HANG_UP)
    over = or_(calls.c.last_at < now - SILENT, and_(calls.c.last_at < now - QUIET, hung_up))
    closed = 0
    while sids := _batch(engine, and_(calls.c.ended_at.is_(None), over)):
        with writing(engine) as connection:
            ending = update(calls).where(calls.c.sid.in_(sids), calls.c.ended_at.is_(None))
            connection.execute(ending.values(ended_at=calls.c.last_at))
            settle_ended(connection, sids)
            settle_legs(connection, sids)
            settle_missed(connection, sids, ())
        closed += len(sids)
    return closed


def _release_unseen(client: redis.Redis, before: datetime) -> None:
    """Release what calls hold that had no event since a time."""
    unseen = cast("list[str]", client.zrangebyscore(LIVE_SEEN, "-inf", before.timestamp()))
    release = client.register_script(script("end"))
    for sid in unseen:
        release(keys=[key_of(sid)], args=[sid])


def _batch(engine: Engine, which: ColumnElement[bool]) -> Sequence[str]:
    with engine.connect() as connection:
        return connection.scalars(select(calls.c.sid).where(which).order_by(calls.c.sid).limit(BATCH)).all()
