"""The changes that a turn makes besides the call itself, as Redis commands."""

from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import Any

import orjson

from ivr.adapters.redis.sessions import keys
from ivr.calls.turn_outcome import Asked, Counted, Remembered
from ivr.effects.call_back import Booked
from ivr.effects.count_guess import Guessed
from ivr.effects.hand_off import Joined, Left, Reached
from ivr.effects.make_request import Requested
from ivr.engine.effects import Change
from ivr.flows.context import ASKED_WITHIN

BELOW = "BELOW"
"""Not a command but a condition of the whole turn: a counter is below a limit. `commit.lua` checks it first."""
CALLBACK = "cb:"
"""The prefix of a callback's name in a line, to distinguish it from call SIDs."""
LONGEST_CALL = 4 * 3600 + 600
"""Seconds. Twilio ends a call after four hours."""
PACES_KEPT = 20

_HOUR = 3600
_DAY = 86_400
MEMORY_KEPT = 90 * _DAY
"""Seconds for which a caller's memory is kept after the last call."""
ASKED_KEPT = int(ASKED_WITHIN.total_seconds())
"""Seconds for which a caller's requests are kept after the last one."""
MONTH_KEPT = 33 * _DAY
"""Seconds for which a month's ledger is kept after its last call."""

Command = list[Any]


def commands(changes: Sequence[Change]) -> Iterator[Command]:
    """The changes as commands, in their order."""
    for change in changes:
        yield from commands_of(change)


@singledispatch
def commands_of(change: Change) -> Iterator[Command]:
    """The commands of one change, registered by its type. Raises TypeError for an unknown type."""
    raise TypeError(f"no Redis commands are registered for {type(change).__name__}")


@commands_of.register
def _joined(change: Joined) -> Iterator[Command]:
    yield ["ZADD", keys.line(change.queue), change.since - change.head_start, change.sid]
    yield ["ZADD", keys.waits(change.queue), change.since, change.sid]
    yield ["SADD", keys.holds(change.sid), change.queue]
    yield ["EXPIRE", keys.holds(change.sid), LONGEST_CALL]
    yield ["LPUSH", keys.BELL, "joined"]
    yield ["LTRIM", keys.BELL, 0, 9]
    yield ["EXPIRE", keys.BELL, 60]


@commands_of.register
def _booked(change: Booked) -> Iterator[Command]:
    yield ["ZADD", keys.line(change.queue), change.place, f"{CALLBACK}{change.name}"]


@commands_of.register
def _left(change: Left) -> Iterator[Command]:
    yield from (["ZREM", key(change.queue), change.sid] for key in (keys.line, keys.waits, keys.taken))
    yield ["SREM", keys.holds(change.sid), change.queue]


@commands_of.register
def _requested(_change: Requested) -> Iterator[Command]:
    """None: the event of the turn holds the request."""
    yield from ()


@commands_of.register
def _guessed(change: Guessed) -> Iterator[Command]:
    """A counter expires some seconds after its first try. One that is returned after its expiry is created again."""
    yield from ([BELOW, name, most] for name, most, _ in change.free)
    for name, _, seconds in change.counted:
        yield ["SET", name, 0, "EX", seconds, "NX"]
        yield ["INCR", name]
    for name, _, seconds in change.returned:
        yield ["SET", name, 1, "EX", seconds, "NX"]
        yield ["DECR", name]


@commands_of.register
def _reached(change: Reached) -> Iterator[Command]:
    return _taken(change) if change.taken else _failed(change)


@commands_of.register
def _remembered(change: Remembered) -> Iterator[Command]:
    yield ["SET", keys.memory(change.caller), orjson.dumps(change.memory).decode(), "EX", MEMORY_KEPT]


@commands_of.register
def _asked(change: Asked) -> Iterator[Command]:
    key = keys.asked(change.caller)
    yield from (["HSET", key, each, change.at.isoformat()] for each in change.requests)
    yield ["EXPIRE", key, ASKED_KEPT]


@commands_of.register
def _counted(change: Counted) -> Iterator[Command]:
    for key, seconds in ((keys.ledger_day(change.at), 3 * _DAY), (keys.ledger_month(change.at), MONTH_KEPT)):
        for queue, entry in change.assignment.entries():
            for name, amount in entry.stored().items():
                if amount:
                    yield ["HINCRBYFLOAT", key, keys.ledger_field(change.assignment.rule, queue, name), amount]
        yield ["EXPIRE", key, seconds]


def _taken(change: Reached) -> Iterator[Command]:
    pace = keys.pace(change.queue)
    yield ["DEL", keys.reach(change.queue)]
    yield ["LPUSH", pace, change.at]
    yield ["LTRIM", pace, 0, PACES_KEPT - 1]
    yield ["EXPIRE", pace, _HOUR]


def _failed(change: Reached) -> Iterator[Command]:
    reach = keys.reach(change.queue)
    yield ["HINCRBY", reach, "failed", 1]
    yield ["HSET", reach, "at", change.at]
    yield ["EXPIRE", reach, _HOUR]
