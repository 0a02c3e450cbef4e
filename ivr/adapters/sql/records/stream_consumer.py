"""Moves events from the Redis stream to SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import redis
import structlog
from sqlalchemy import Engine

from ivr.adapters.redis.event_stream import EVENTS, FIELD, REFUSED, REFUSED_KEPT, pack, unpack
from ivr.adapters.redis.happening_stream import add_happenings
from ivr.adapters.sql.records.dead_letter import write_or_set_aside
from ivr.calls.events import Event
from ivr.reporting.happenings import Happening, happenings

BATCH = 500
MOST_BATCHES = 100
"""Limit of a run, so that it ends even if events arrive as fast as they are recorded."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Drained:
    """The number of events recorded and refused in one run."""

    recorded: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class _Unfit:
    """A stream entry that cannot be recorded."""

    packed: str
    cause: str


def drain(client: redis.Redis, engine: Engine, *, batch: int = BATCH) -> Drained:
    """Record the events of the stream, oldest first, and delete them from it once they are in SQL.

    Safe to run in parallel, and to be killed between recording and deleting: recording an event twice has no effect.
    Events that cannot be recorded are moved to REFUSED. Raises RedisError and SQLAlchemyError.
    """
    recorded = refused = 0
    for _ in range(MOST_BATCHES):
        entries = cast("list[tuple[str, dict[str, str]]]", client.xrange(EVENTS, count=batch))
        if not entries:
            break
        unfit, told = _record([fields.get(FIELD, "") for _, fields in entries], engine)
        _take_out(client, [name for name, _ in entries], unfit, told)
        recorded += len(entries) - len(unfit)
        refused += len(unfit)
    return Drained(recorded, refused)


def _record(packed: Sequence[str], engine: Engine) -> tuple[list[_Unfit], list[Happening]]:
    """Write events. Returns those that cannot be written, and what programs are told of the others."""
    read = [_read(each) for each in packed]
    unfit = [each for each in read if isinstance(each, _Unfit)]
    for each in unfit:
        log.error("an event cannot be read", cause=each.cause)
    events = [each for each in read if not isinstance(each, _Unfit)]
    refused = write_or_set_aside(engine, events)
    lost = [each.event for each in refused]
    told = [what for event in events if event not in lost for what in happenings(event)]
    return unfit + [_Unfit(pack(each.event), each.cause) for each in refused], told


def _read(packed: str) -> Event | _Unfit:
    try:
        return unpack(packed)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        return _Unfit(packed, type(error).__name__)


def _take_out(client: redis.Redis, names: Sequence[str], unfit: Sequence[_Unfit], told: Sequence[Happening]) -> None:
    with client.pipeline() as together:
        for each in unfit:
            together.xadd(REFUSED, {FIELD: each.packed, "cause": each.cause}, maxlen=REFUSED_KEPT)
        add_happenings(together, told)
        together.xdel(EVENTS, *names)
        together.execute()
