"""Reasons counted by day: as plain SQL counts them, the same when counted again, on both databases."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, delete, insert, text

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.reasons.day_counts import count_days, count_parcels, count_reasons
from ivr.adapters.sql.reasons.store import SqlContactReasons
from ivr.adapters.sql.records.tables import call_reasons, calls, legs
from ivr.orders.model import Order, OrderStatus, Shipment, TrackingStatus
from ivr.reporting.contact_reasons import ALL, ContactReason, ReasonMeasure

ZONE = ZoneInfo("America/New_York")
FIRST, LAST = date(2026, 10, 30), date(2026, 11, 2)
"""The clocks go back on 1 November."""
PLAIN = """
    SELECT r.kind, r.key, count(*),
           sum(CASE WHEN EXISTS (SELECT 1 FROM legs l WHERE l.call_sid = c.sid) THEN 1 ELSE 0 END)
    FROM calls c JOIN call_reasons r ON r.call_sid = c.sid
    WHERE c.began_at >= '2026-11-01 04:00:00' AND c.began_at < '2026-11-02 05:00:00' GROUP BY r.kind, r.key
"""


@pytest.fixture
def recorded(database: Engine) -> Engine:
    """Five hundred calls of four days, with reasons, some of which went to people."""
    random, begins = Random(1), datetime(2026, 10, 30, 4, tzinfo=UTC)
    rest = dict.fromkeys(("caller_key", "caller_hint", "status", "survey"), "")
    rest |= {"dnis": "+18005550199", "last_turn": 0, "status_sequence": 0, "language": "en-US"}
    with writing(database) as connection:
        for number in range(500):
            sid, at = f"CA{number}", begins + timedelta(seconds=random.random() * 97 * 3600)
            row = {"sid": sid, "began_at": at, "last_at": at, **rest}
            connection.execute(insert(calls).values(row))
            for kind, keys in (("carrier", ("ups", "dhl")), ("issue", ("refund", "returns", "other"))):
                connection.execute(insert(call_reasons).values(call_sid=sid, kind=kind, key=random.choice(keys), at=at))
            if random.random() < 0.4:
                leg = {"call_sid": sid, "turn": 1, "queue": "q", "language": "en-US", "issue": "other", "rule": ""}
                connection.execute(insert(legs).values(**leg, entered_at=at, became="answered"))
    return database


def counted(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = "SELECT day, kind, key, calls, to_people, by_hour FROM contact_reasons ORDER BY day, kind, key"
        return [tuple(map(str, row)) for row in connection.execute(text(query))]


def test_a_day_is_counted_as_plain_sql_counts_it_and_the_same_again(recorded: Engine):
    assert count_reasons(recorded, LAST, ZONE) == 4
    first = counted(recorded)
    with recorded.connect() as connection:
        plain = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(text(PLAIN))}
    found = SqlContactReasons(recorded).days([date(2026, 11, 1)])
    ours = {(each.reason.kind, each.reason.key): (each.calls, each.to_people) for each in found}
    assert {key: ours[key] for key in ours if key != (ALL.kind, ALL.key)} == plain
    assert all(sum(each.by_hour) == each.calls for each in found)
    assert count_days(recorded, FIRST, LAST, ZONE) == 3  # the first day may have lost calls
    assert counted(recorded) == first


def test_a_run_that_is_cut_short_is_made_up_for_by_the_next(recorded: Engine):
    left = iter([True, True, False])
    assert count_reasons(recorded, LAST, ZONE, goes_on=lambda: next(left)) == 2
    assert count_reasons(recorded, LAST, ZONE) == 3
    assert {row[0] for row in counted(recorded)} == {str(FIRST + timedelta(days=each)) for each in range(4)}


def test_days_whose_calls_are_deleted_keep_their_counts(recorded: Engine):
    count_reasons(recorded, LAST, ZONE)
    first = counted(recorded)
    with writing(recorded) as connection:
        connection.execute(delete(calls).where(calls.c.began_at < datetime(2026, 11, 1, 12, tzinfo=UTC)))
    count_days(recorded, date.min, LAST, ZONE)
    assert counted(recorded) == first


def test_totals_stand_beside_as_many_days_before_and_calls_between_two_times_agree(recorded: Engine):
    count_reasons(recorded, LAST, ZONE)
    reasons, ups = SqlContactReasons(recorded), ContactReason("carrier", "ups")
    found = reasons.totals(since=date(2026, 11, 1), until=LAST)
    assert (found[ALL].calls + found[ALL].calls_before, found[ALL].parcels) == (500, None)
    since, until = (datetime(2026, 11, day, tzinfo=ZONE) for day in (1, 3))
    between = reasons.between(ups, since, until)
    assert (between.calls, between.to_people) == (found[ups].calls, found[ups].to_people)
    (dialled,) = reasons.dialled(ups, since)
    assert (dialled.calls, dialled.with_reason) == (found[ALL].calls, found[ups].calls)
    assert reasons.dialled(ALL, since)[0].with_reason == found[ALL].calls


def test_parcels_under_way_are_counted_and_counted_again_in_their_place(database: Engine):
    now = datetime(2026, 11, 24, 10, tzinfo=ZONE)
    index = OrderIndex(database, database, lambda: now)
    for number, (status, country) in enumerate([("in_transit", "DE"), ("in_transit", "DE"), ("delivered", "US")]):
        parcel = Shipment(f"S{number}", TrackingStatus(status), "DHL", f"JD01460000{number}")
        place = {"country": country, "postcode": "10115"}
        index.replace([Order(f"{number}", now, "x", OrderStatus.SHIPPED, shipments=(parcel,), **place)])
    assert [count_parcels(database, now) for _ in range(2)] == [2, 2]
    with database.connect() as connection:
        query = "SELECT key, parcels FROM parcel_counts WHERE kind IN ('carrier_region', 'all') ORDER BY key"
        assert connection.execute(text(query)).all() == [("", 2), ("dhl|DE-10", 2)]


def test_measures_are_read_newest_first(database: Engine):
    reasons, at = SqlContactReasons(database), datetime(2026, 11, 24, tzinfo=UTC)
    for hours in (0, 1):
        begins = at + timedelta(hours=hours)
        reasons.keep_measure(
            ReasonMeasure(reason=ALL, switch="s", began_at=begins, until=begins + timedelta(hours=1), author="sue")
        )
    assert [each.began_at.hour for each in reasons.measures(ALL)] == [1, 0]
    assert reasons.measures(ContactReason("carrier", "ups")) == []
