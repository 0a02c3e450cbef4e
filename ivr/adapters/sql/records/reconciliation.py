"""Reconciles Redis with the record: events that occurred while Redis was down were written to SQL alone."""

from collections.abc import Iterable, Mapping, Sequence

import redis
from sqlalchemy import Engine, select

from ivr.adapters.redis.sessions import keys
from ivr.adapters.redis.sessions.change_commands import CALLBACK
from ivr.adapters.redis.sessions.scripts import script
from ivr.adapters.redis.sessions.store import LIVE, key_of
from ivr.adapters.sql.records.tables import calls
from ivr.calls.ports import Unavailable
from ivr.flows.context import LineCall

BATCH = 500


class SqlRecord:
    """Implements ivr.calls.agent_desk.CallRecord. `reader` has the deadline of a call."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader

    def is_ahead_of(self, call: LineCall) -> bool:
        """Return whether the record shows the call as ended or has a later turn than `call`. Raises Unavailable."""
        try:
            last = _last_turns(self._reader, [call.sid]).get(call.sid, -1)
        except Exception as error:
            raise Unavailable("the record cannot be read") from error
        return last is None or last >= call.turn


def reconcile(engine: Engine, client: redis.Redis, queues: Iterable[str]) -> None:
    """Release what ended calls hold in Redis, and remove calls that have moved on from the lines of `queues`.

    Each call is compared with its session and with the record. A call that neither shows as ended is left alone, except
    that no call stays in a line without a session. Raises RedisError and SQLAlchemyError.
    """
    held = _held(client, queues)
    sids = sorted(held)
    for at in range(0, len(sids), BATCH):
        _clear(engine, client, {sid: held[sid] for sid in sids[at : at + BATCH]})


def _held(client: redis.Redis, queues: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the calls on the live map or in a line, each with the queues in whose lines it stands."""
    places = [(queue, key(queue)) for queue in queues for key in (keys.line, keys.waits, keys.taken)]
    with client.pipeline(transaction=False) as together:
        together.hkeys(LIVE)
        for _, key in places:
            together.zrange(key, 0, -1)
        live, *lines = together.execute()
    held: dict[str, list[str]] = {sid: [] for sid in live}
    for (queue, _), members in zip(places, lines, strict=True):
        for sid in members:
            if not sid.startswith(CALLBACK):
                held.setdefault(sid, []).append(queue)
    return held


def _clear(engine: Engine, client: redis.Redis, held: Mapping[str, Sequence[str]]) -> None:
    last, overtake = _last_turns(engine, list(held)), client.register_script(script("overtake"))
    for sid, (turn, ended) in _sessions(client, held).items():
        known = last.get(sid, -1)
        is_over = known is None or ended is not None or (turn is None and bool(held[sid]))
        if is_over or (turn is not None and known is not None and known >= int(turn)):
            overtake(keys=[key_of(sid)], args=[sid, int(is_over), turn or "", *held[sid]])


def _sessions(client: redis.Redis, sids: Iterable[str]) -> Mapping[str, tuple[str | None, str | None]]:
    """Return the turn and the final status, if any, of each session."""
    with client.pipeline(transaction=False) as together:
        for sid in sids:
            together.hmget(key_of(sid), "turn", "ended")
        return dict(zip(sids, map(tuple, together.execute()), strict=True))


def _last_turns(engine: Engine, sids: Sequence[str]) -> Mapping[str, int | None]:
    """Return the last recorded turn of each recorded call; None for a call that has ended."""
    columns = select(calls.c.sid, calls.c.last_turn, calls.c.ended_at).where(calls.c.sid.in_(sids))
    with engine.connect() as connection:
        return {row.sid: None if row.ended_at else row.last_turn for row in connection.execute(columns)}
