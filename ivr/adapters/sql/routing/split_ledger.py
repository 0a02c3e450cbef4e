"""The split ledger in SQL: calls entitled and assigned to each queue, by half-hour, day and month."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, select

from ivr.adapters.sql.routing.tables import ledger, split_half_hours
from ivr.adapters.sql.upserts import insert_of
from ivr.adapters.sql.value_lists import among
from ivr.calls.events import TurnTaken
from ivr.reporting.period_counts import HALF_HOUR
from ivr.reporting.split_half_hours import SplitHalfHour
from routing.allocation import LEDGER_FIELDS, NOTHING, Assignment, Ledger, LedgerEntry, LedgerKey, added


def day_of(at: datetime) -> str:
    """The key of a day's ledger."""
    return f"{at:%Y-%m-%d}"


def month_of(at: datetime) -> str:
    """The key of a month's ledger."""
    return f"{at:%Y-%m}"


def half_hour_of(at: datetime) -> datetime:
    """The beginning of the half-hour of a time, in UTC."""
    return datetime.fromtimestamp(at.timestamp() // HALF_HOUR * HALF_HOUR, UTC)


def count_assignments(connection: Connection, events: Iterable[TurnTaken]) -> None:
    """Count the calls that turns assigned to queues, by day and month and by half-hour. Call it once for each turn."""
    assigned = list(_assigned(events))
    periods = ((period, each) for at, each in assigned for period in (day_of(at), month_of(at)))
    _add(connection, ledger, "period", periods)
    _add(connection, split_half_hours, "starts_at", ((half_hour_of(at), each) for at, each in assigned))


def ledger_of(engine: Engine, now: datetime) -> Ledger:
    """Return the ledger of the day and month of `now`."""
    month, day = month_of(now), day_of(now)
    found: dict[str, dict[LedgerKey, LedgerEntry]] = {month: {}, day: {}}
    with engine.connect() as connection:
        for row in connection.execute(select(ledger).where(ledger.c.period.in_((month, day)))):
            found[row.period][row.rule, row.queue] = _entry(row)
    return Ledger(month=found[month], day=found[day])


def ledger_days(engine: Engine, days: Iterable[date]) -> dict[date, dict[LedgerKey, LedgerEntry]]:
    """Return the ledgers of days, by rule and queue; days without a call are left out."""
    names = {f"{day:%Y-%m-%d}": day for day in days}
    found: dict[date, dict[LedgerKey, LedgerEntry]] = {}
    with engine.connect() as connection:
        for row in connection.execute(select(ledger).where(ledger.c.period.in_(list(names)))):
            found.setdefault(names[row.period], {})[row.rule, row.queue] = _entry(row)
    return found


def half_hours_of(
    engine: Engine, since: datetime, until: datetime, queues: Collection[str] | None = None
) -> list[SplitHalfHour]:
    """Return the entries of the half-hours that began in a period, by time, rule and queue; of some queues or all."""
    c = split_half_hours.c
    wanted = select(split_half_hours).where(c.starts_at >= since, c.starts_at < until)
    if queues is not None:
        wanted = wanted.where(among(c.queue, sorted(queues), engine.dialect.name))
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(c.starts_at, c.rule, c.queue)).all()
    return [SplitHalfHour(row.starts_at, row.rule, row.queue, _entry(row)) for row in rows]


def _entry(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry.from_stored({name: row._mapping[name] for name in LEDGER_FIELDS})


def _assigned(events: Iterable[TurnTaken]) -> Iterator[tuple[datetime, Assignment]]:
    for event in events:
        stored = (event.decision or {}).get("given")
        if isinstance(stored, Mapping):
            yield event.at, Assignment.from_stored(stored)


def _add(connection: Connection, table: Table, when: str, assigned: Iterable[tuple[Any, Assignment]]) -> None:
    """Add assignments to the rows of their periods, sorted so that two writers never deadlock."""
    sums: dict[tuple[Any, str, str], LedgerEntry] = {}
    for period, assignment in assigned:
        for queue, entry in assignment.entries():
            key = period, assignment.rule, queue
            sums[key] = added(sums.get(key, NOTHING), entry)
    if not sums:
        return
    rows = [
        {when: period, "rule": rule, "queue": queue, **entry.stored()}
        for (period, rule, queue), entry in sorted(sums.items(), key=itemgetter(0))
    ]
    statement = insert_of(table, connection.dialect.name)
    totals = {each: table.c[each] + statement.excluded[each] for each in LEDGER_FIELDS}
    keys = [table.c[when], table.c.rule, table.c.queue]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=totals), rows)
