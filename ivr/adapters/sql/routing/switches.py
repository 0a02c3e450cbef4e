"""The switches that are on, in SQL, with start, author and reason. Each change is an entry of the audit."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.routing.tables import switches
from ivr.reporting.audit import Actor
from routing.model import Routing
from routing.switches import SwitchedOn, Unexplained, UnknownSwitch

CLOCK = Actor("the clock", "clock")
"""The author of the expiry of a switch."""

_COLUMNS = (switches.c.name, switches.c.until, switches.c.flipped_at, switches.c.flipped_by, switches.c.why)


def may_turn_on(routing: Routing, name: str, why: str) -> None:
    """Check that a switch may be turned on. Raises UnknownSwitch, or Unexplained if closing lacks a reason."""
    if name not in routing.switches:
        raise UnknownSwitch(f"there is no switch {name!r} in the routing in force")
    if routing.switches[name].closes and not why.strip():
        raise Unexplained(f"switch {name!r} closes queues: say why it is turned on")


def may_turn_off(connection: Connection, routing: Routing, name: str, now: datetime) -> None:
    """Check that a switch exists or is still on. Raises UnknownSwitch."""
    if name not in routing.switches and name not in on(connection, now):
        raise UnknownSwitch(f"there is no switch {name!r} in the routing in force")


def on(connection: Connection, now: datetime) -> dict[str, SwitchedOn]:
    """Return the switches that are on, by name."""
    return {each.name: each for each in _kept(connection) if each.until > now}


def turn(connection: Connection, name: str, *, until: datetime | None, actor: Actor, why: str, now: datetime) -> None:
    """Turn a switch on until a time, or off (None). A switch that is on already keeps its start."""
    expire(connection, now)
    before = on(connection, now).get(name)
    connection.execute(delete(switches).where(switches.c.name == name))
    if until is not None:
        since = before.since if before else now
        row = {"name": name, "until": until, "flipped_by": actor.who, "flipped_at": since, "why": why}
        connection.execute(insert(switches).values(**row))
    told = {"before": before.until.isoformat() if before else None, "after": until.isoformat() if until else None}
    audit.note(connection, actor, now, "switch", name, **told, why=why)


def expire(connection: Connection, now: datetime) -> int:
    """Turn off expired switches. Returns their number."""
    due = [each for each in _kept(connection) if each.until <= now]
    for each in due:
        _end(connection, each, actor=CLOCK, at=each.until, why="Its time was over")
    return len(due)


def end_unknown(connection: Connection, known: Collection[str], *, actor: Actor, version: int, now: datetime) -> None:
    """Turn off the switches that a new version no longer has."""
    for each in _kept(connection):
        if each.name not in known:
            _end(connection, each, actor=actor, at=now, why=f"Version {version} no longer has it")


def _kept(connection: Connection) -> list[SwitchedOn]:
    return [SwitchedOn(*row) for row in connection.execute(select(*_COLUMNS).order_by(switches.c.name))]


def _end(connection: Connection, switch: SwitchedOn, *, actor: Actor, at: datetime, why: str) -> None:
    """Turn off a switch. Only the worker that deletes the row writes the audit entry."""
    row = (switches.c.name == switch.name) & (switches.c.until == switch.until)
    if connection.execute(delete(switches).where(row)).rowcount:
        told = f"{why}; it was on because: {switch.why}" if switch.why else why
        audit.note(connection, actor, at, "switch", switch.name, before=switch.until.isoformat(), why=told)
