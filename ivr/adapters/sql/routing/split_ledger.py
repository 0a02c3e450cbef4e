"""The ledger in SQL: what each queue was owed and given, by day and month."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from ivr.adapters.sql.routing.tables import ledger
from ivr.calls.events import TurnTaken
from routing.allocation import NOTHING, Assignment, Ledger, LedgerEntry, LedgerKey, added


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
    sums = {each.name: ledger.c[each.name] + statement.excluded[each.name] for each in fields(LedgerEntry)}
    keys = [ledger.c.period, ledger.c.rule, ledger.c.queue]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def ledger_of(engine: Engine, now: datetime) -> Ledger:
    """The ledger of the day and the month of `now`."""
    month, day = month_of(now), day_of(now)
    found: dict[str, dict[LedgerKey, LedgerEntry]] = {month: {}, day: {}}
    with engine.connect() as connection:
        for row in connection.execute(select(ledger).where(ledger.c.period.in_((month, day)))):
            found[row.period][row.rule, row.queue] = LedgerEntry(row.owed, row.given, row.kept, row.moved)
    return Ledger(month=found[month], day=found[day])


def _rows(events: Iterable[TurnTaken]) -> list[dict[str, Any]]:
    """One row a period, rule and queue, in an order in which two writers wait for each other and never lock up."""
    sums: dict[tuple[str, str, str], LedgerEntry] = {}
    for key, entry in (each for event in events for each in _counted(event)):
        sums[key] = added(sums.get(key, NOTHING), entry)
    return [
        {"period": period, "rule": rule, "queue": queue, **asdict(entry)}
        for (period, rule, queue), entry in sorted(sums.items(), key=itemgetter(0))
    ]


def _counted(event: TurnTaken) -> Iterator[tuple[tuple[str, str, str], LedgerEntry]]:
    kept = (event.decision or {}).get("given")
    if kept:
        given = Assignment.recalled(kept)
        for period in (day_of(event.at), month_of(event.at)):
            yield from (((period, given.rule, queue), entry) for queue, entry in given.entries())


def _insert(connection: Connection) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(ledger) if connection.dialect.name == "postgresql" else sqlite.insert(ledger)
