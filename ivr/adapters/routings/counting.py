"""The ledger in SQL: what each queue was owed and given, by day and month."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from ivr.adapters.routings.tables import ledger
from ivr.calls.events import TurnTaken
from routing.allocation import Entry, Key, Ledger


def day_of(at: datetime) -> str:
    """The name of a day's ledger."""
    return f"{at:%Y-%m-%d}"


def month_of(at: datetime) -> str:
    """The name of a month's ledger."""
    return f"{at:%Y-%m}"


def count_given(connection: Connection, events: Iterable[TurnTaken]) -> None:
    """Count the calls that turns gave to queues. To be told of each turn once."""
    rows = list(_rows(events))
    if not rows:
        return
    statement = _insert(connection)
    added = {name: ledger.c[name] + statement.excluded[name] for name in ("owed", "given")}
    keys = [ledger.c.period, ledger.c.rule, ledger.c.queue]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), rows)


def ledger_of(engine: Engine, now: datetime) -> Ledger:
    """The ledger of the day and the month of `now`."""
    month, day = month_of(now), day_of(now)
    found: dict[str, dict[Key, Entry]] = {month: {}, day: {}}
    with engine.connect() as connection:
        for row in connection.execute(select(ledger).where(ledger.c.period.in_((month, day)))):
            found[row.period][row.rule, row.queue] = Entry(row.owed, row.given)
    return Ledger(month=found[month], day=found[day])


def _rows(events: Iterable[TurnTaken]) -> list[dict[str, Any]]:
    """One row a period, rule and queue, in an order in which two writers wait for each other and never lock up."""
    sums: dict[tuple[str, str, str], list[float]] = {}
    for event in events:
        given: dict[str, Any] = (event.decision or {}).get("given") or {}
        for period, queue in _counted(event.at, given) if given else ():
            sum_ = sums.setdefault((period, given["rule"], queue), [0.0, 0])
            sum_[0] += given["owed"].get(queue, 0.0)
            sum_[1] += queue == given["queue"]
    return [
        {"period": period, "rule": rule, "queue": queue, "owed": owed, "given": int(given)}
        for (period, rule, queue), (owed, given) in sorted(sums.items())
    ]


def _counted(at: datetime, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    queues = {*given["owed"], given["queue"]}
    yield from ((period, queue) for period in (day_of(at), month_of(at)) for queue in queues)


def _insert(connection: Connection) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(ledger) if connection.dialect.name == "postgresql" else sqlite.insert(ledger)
