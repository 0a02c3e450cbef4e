"""Counts calls by day and reason. A day can be counted again at any time while its calls are on record."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, func, insert, select

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.tables import order_parcels, orders
from ivr.adapters.sql.reasons.tables import contact_reasons, parcel_counts
from ivr.adapters.sql.records.tables import call_reasons, calls, legs
from ivr.orders.delivery_status import FORGOTTEN
from ivr.orders.order_document import load
from ivr.orders.order_facts import parcel_facts
from ivr.reporting.contact_reasons import ALL, HOURS
from ivr.reporting.shop_days import midnight

AT_ONCE = 2_000
"""Rows that are held in memory."""
STREAMED = {"yield_per": AT_ONCE}
"""For one statement; set on a connection it would hold for those that write."""
Row = dict[str, Any]
_WENT = exists().where(legs.c.call_sid == calls.c.sid)
"""Whether a call was given to a queue."""


@dataclass(slots=True)
class _Tally:
    calls: int = 0
    to_people: int = 0
    by_hour: list[int] = field(default_factory=lambda: [0] * HOURS)

    def add(self, hour: int, to_people: bool) -> None:
        self.calls += 1
        self.to_people += to_people
        self.by_hour[hour] += 1


def _always() -> bool:
    return True


def count_reasons(engine: Engine, today: date, zone: tzinfo, *, goes_on: Callable[[], bool] = _always) -> int:
    """Count the days from the last counted one, and the day before it, up to today. Returns the number of days.

    Before the first count, all days whose calls are on record. `zone` is the shop's. Once `goes_on` says no, no further
    day is begun; the next run goes on from there.
    """
    with engine.connect() as connection:
        counted = connection.scalar(select(func.max(contact_reasons.c.day)))
    since = counted - timedelta(days=1) if counted else date.min
    return count_days(engine, since, today, zone, goes_on=goes_on)


def count_days(engine: Engine, since: date, until: date, zone: tzinfo, *, goes_on: Callable[[], bool] = _always) -> int:
    """Count all days between two, both included, that have calls on record. Returns the number of days.

    Calls are deleted when they are old. So the first day that has any keeps what was counted before, if it was.
    """
    with engine.connect() as connection:
        began_at = connection.scalar(select(func.min(calls.c.began_at)))
        if began_at is None:
            return 0
        first = began_at.astimezone(zone).date()
        is_counted = connection.scalar(select(exists().where(contact_reasons.c.day == first))) and first != until
    first += timedelta(days=1 if is_counted else 0)
    done = 0
    for day in takewhile(lambda _: goes_on(), days_of(max(since, first), until)):
        count_day(engine, day, zone)
        done += 1
    return done


def days_of(since: date, until: date) -> Iterator[date]:
    """The days between two, both included."""
    return (since + timedelta(days=each) for each in range((until - since).days + 1))


def count_day(engine: Engine, day: date, zone: tzinfo) -> None:
    """Count the calls that began on a day, in place of what was counted before."""
    since, until = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    with writing(engine) as connection:
        tallies = _tallies(connection, since, until, zone)
        connection.execute(delete(contact_reasons).where(contact_reasons.c.day == day))
        rows = [_row(day, kind, key, tally) for (kind, key), tally in sorted(tallies.items())]
        for at in range(0, len(rows), AT_ONCE):
            connection.execute(insert(contact_reasons), rows[at : at + AT_ONCE])


def _tallies(connection: Connection, since: datetime, until: datetime, zone: tzinfo) -> dict[tuple[str, str], _Tally]:
    """The calls of a span by kind and key; every day has ALL, so that it is known to be counted."""
    during = (calls.c.began_at >= since) & (calls.c.began_at < until)
    whole, told = _Tally(), dict[str, tuple[int, bool]]()
    for sid, began_at, to_people in connection.execute(select(calls.c.sid, calls.c.began_at, _WENT).where(during)):
        told[sid] = began_at.astimezone(zone).hour, bool(to_people)
        whole.add(*told[sid])
    found = {(str(ALL.kind), ALL.key): whole}
    r = call_reasons.c
    theirs = select(r.call_sid, r.kind, r.key).join(calls, calls.c.sid == r.call_sid).where(during)
    for sid, kind, key in connection.execute(theirs, execution_options=STREAMED):
        if sid in told:
            found.setdefault((kind, key), _Tally()).add(*told[sid])
    return found


def _row(day: date, kind: str, key: str, tally: _Tally) -> Row:
    counts = {"calls": tally.calls, "to_people": tally.to_people, "by_hour": tally.by_hour}
    return {"day": day, "kind": kind, "key": key, **counts}


def count_parcels(engine: Engine, now: datetime) -> int:
    """Count the parcels under way by their facts, as those of today, and return their number.

    `now` is on the shop's clock.
    Reads the orders that still have a parcel to come, one after the other.
    """
    counted = Counter[tuple[str, str]]()
    with engine.connect() as connection:
        for document in _under_way(connection, now):
            for facts in parcel_facts(load(document), now):
                counted[ALL.kind, ALL.key] += 1
                counted.update(set(facts))
    if counted:
        _write_parcels(engine, now.date(), counted)
    return counted[ALL.kind, ALL.key]


def _under_way(connection: Connection, now: datetime) -> Iterable[str]:
    p, oldest = order_parcels.c, int((now - FORGOTTEN).timestamp())
    awaited = select(p.order_key).where(p.awaited_since.is_not(None), p.awaited_since > oldest)
    found = select(orders.c.document).where(orders.c.key.in_(awaited))
    return connection.scalars(found, execution_options=STREAMED)


def _write_parcels(engine: Engine, day: date, counted: Counter[tuple[str, str]]) -> None:
    rows = [{"day": day, "kind": kind, "key": key, "parcels": count} for (kind, key), count in sorted(counted.items())]
    with writing(engine) as connection:
        connection.execute(delete(parcel_counts).where(parcel_counts.c.day == day))
        for at in range(0, len(rows), AT_ONCE):
            connection.execute(insert(parcel_counts), rows[at : at + AT_ONCE])
