"""The split ledger in SQL: calls entitled and assigned to each queue, by day and month."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, select

from ivr.adapters.sql.routing.tables import ledger
from ivr.adapters.sql.upserts import insert_of
from ivr.calls.events import TurnTaken
from routing.allocation import LEDGER_FIELDS, NOTHING, Assignment, Ledger, LedgerEntry, LedgerKey, added


def day_of(at: datetime) -> str:
    """The key of a day's ledger."""
    return f"{at:%Y-%m-%d}"


def month_of(at: datetime) -> str:
    """The key of a month's ledger."""
    return f"{at:%Y-%m}"


def count_assignments(connection: Connection, events: Iterable[TurnTaken]) -> None:
    """Count the calls that turns assigned to queues. Call it once for each turn."""
    rows = list(_rows(events))
    if not rows:
        return
    statement = insert_of(ledger, connection.dialect.name)
    sums = {each: ledger.c[each] + statement.excluded[each] for each in LEDGER_FIELDS}
    keys = [ledger.c.period, ledger.c.rule, ledger.c.queue]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def ledger_of(engine: Engine, now: datetime) -> Ledger:
    """Return the ledger of the day and month of `now`."""
    month, day = month_of(now), day_of(now)
    found: dict[str, dict[LedgerKey, LedgerEntry]] = {month: {}, day: {}}
    with engine.connect() as connection:
        for row in connection.execute(select(ledger).where(ledger.c.period.in_((month, day)))):
            found[row.period][row.rule, row.queue] = LedgerEntry.from_stored(
                {name: row._mapping[name] for name in LEDGER_FIELDS}
            )
    return Ledger(month=found[month], day=found[day])


def _rows(events: Iterable[TurnTaken]) -> list[dict[str, Any]]:
    """Return one row per period, rule and queue, sorted so that two writers never deadlock."""
    sums: dict[tuple[str, str, str], LedgerEntry] = {}
    for key, entry in (each for event in events for each in _counted(event)):
        sums[key] = added(sums.get(key, NOTHING), entry)
    return [
        {"period": period, "rule": rule, "queue": queue, **entry.stored()}
        for (period, rule, queue), entry in sorted(sums.items(), key=itemgetter(0))
    ]


def _counted(event: TurnTaken) -> Iterator[tuple[tuple[str, str, str], LedgerEntry]]:
    stored = (event.decision or {}).get("given")
    if isinstance(stored, Mapping):
        assignment = Assignment.from_stored(stored)
        for period in (day_of(event.at), month_of(event.at)):
            yield from (((period, assignment.rule, queue), entry) for queue, entry in assignment.entries())
