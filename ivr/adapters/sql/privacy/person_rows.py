"""One person's rows in every table: one list of what is found by what, for reading as well as for deleting."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.desk.tables import handlings
from ivr.adapters.sql.imports.tables import import_undo
from ivr.adapters.sql.notices.opt_outs import opt_out_key
from ivr.adapters.sql.notices.tables import notices
from ivr.adapters.sql.orders.tables import order_parcels, order_phones, order_reports, orders, parcel_reports
from ivr.adapters.sql.recordings.tables import recordings
from ivr.adapters.sql.records.tables import call_orders, call_reasons, calls, decisions, hops, legs, messages, turns
from ivr.adapters.sql.requests.tables import deliveries, requests
from ivr.adapters.sql.survey.tables import survey_answers
from ivr.adapters.sql.work_items import work_items
from ivr.orders.personal_data import Traces
from ivr.orders.phone_numbers import hashed

MOST = 2_000
"""Calls that one look-up finds."""
_DOCUMENTS = ("document",)
"""Columns that hold JSON as text."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CallTraces:
    """The calls of a person, by SID, and the SIDs of texts at Twilio."""

    calls: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def calls_of(connection: Connection, traces: Traces, key: bytes) -> CallTraces:
    """The calls from a person's telephones, those that texted about their orders, and callbacks to them."""
    callers = [hashed(phone, key) for phone in traces.spelled]
    texts = select(messages.c.call_sid, messages.c.provider_sid).where(_texts(traces, key)).limit(MOST)
    texted = connection.execute(texts).all()
    called = select(callbacks.c.name, callbacks.c.attempt).where(callbacks.c.number.in_(traces.spelled)).limit(MOST)
    rung = connection.scalars(select(calls.c.sid).where(calls.c.caller_key.in_(callers)).limit(MOST))
    sids = [*rung, *(row[0] for row in texted), *(sid for row in connection.execute(called) for sid in row)]
    told = connection.scalars(select(notices.c.provider_sid).where(_notices(traces, key)).limit(MOST))
    at_twilio = dict.fromkeys(filter(None, (*(row[1] for row in texted), *told)))
    return CallTraces(tuple(dict.fromkeys(filter(None, sids))), tuple(at_twilio))


def _texts(traces: Traces, key: bytes) -> ColumnElement[bool]:
    about = [hashed(text, key) for text in dict.fromkeys((*traces.keys, *traces.numbers))]
    return or_(messages.c.recipient.in_(traces.spelled), messages.c.about.in_(about))


def _notices(traces: Traces, key: bytes) -> ColumnElement[bool]:
    """Texts about a person's orders, or to their telephones."""
    numbers = [opt_out_key(phone, key) for phone in traces.spelled]
    return or_(notices.c.order_key.in_(traces.keys), notices.c.number_key.in_(numbers))


def _requests(traces: Traces, sids: Collection[str]) -> ColumnElement[bool]:
    """Requests of these calls, to be answered at a person's telephone, or about their orders."""
    c, keys = requests.c, [key.rpartition("\t") for key in traces.keys]
    orders_ = [and_(c.shop == shop, c.order_number == number) for shop, _, number in keys]
    return or_(c.call_sid.in_(sids), c.caller.in_(traces.spelled), *orders_)


def selections(traces: Traces, sids: Collection[str], key: bytes) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Every table with a person's rows, in an order in which they can be deleted."""
    for table in (order_phones, order_parcels, order_reports, import_undo):
        yield table, table.c.order_key.in_(traces.keys)
    yield parcel_reports, parcel_reports.c.tracking_number.in_(traces.parcels)
    yield orders, orders.c.key.in_(traces.keys)
    yield messages, or_(messages.c.call_sid.in_(sids), _texts(traces, key))
    yield notices, _notices(traces, key)
    c = callbacks.c
    yield callbacks, or_(c.name.in_(sids), c.attempt.in_(sids), c.number.in_(traces.spelled))
    w, callers = work_items.c, [hashed(phone, key) for phone in traces.spelled]
    theirs = (w.call_sid.in_(sids), w.number.in_(traces.spelled), w.caller_key.in_(callers))
    yield work_items, or_(*theirs)
    asked = select(requests.c.id).where(_requests(traces, sids))
    yield deliveries, deliveries.c.request_id.in_(asked)
    yield requests, _requests(traces, sids)
    about = [hashed(name, key) for name in traces.keys]
    yield call_orders, or_(call_orders.c.call_sid.in_(sids), call_orders.c.order_key.in_(about))
    yield survey_answers, or_(survey_answers.c.call_sid.in_(sids), survey_answers.c.caller_key.in_(callers))
    for table in (handlings, legs, decisions, hops, call_reasons, turns):
        yield table, table.c.call_sid.in_(sids)
    yield calls, calls.c.sid.in_(sids)


def rows_of(connection: Connection, traces: Traces, sids: Collection[str], key: bytes) -> dict[str, list[Row]]:
    """A person's rows, by table."""
    found = {
        str(table.name): [_told(row) for row in connection.execute(select(table).where(which)).mappings()]
        for table, which in selections(traces, sids, key)
    }
    return {name: rows for name, rows in found.items() if rows}


def delete_rows(
    connection: Connection, traces: Traces, sids: Collection[str], key: bytes, now: datetime
) -> Counter[str]:
    """Delete a person's rows. Returns their number by table."""
    counts = Counter({"recordings": _retire_sentences(connection, sids, now)})
    for table, which in selections(traces, sids, key):
        counts[str(table.name)] = connection.execute(delete(table).where(which)).rowcount
    return +counts


def open_callbacks(connection: Connection, traces: Traces) -> Sequence[tuple[str, str]]:
    """The callbacks to a person as (queue, name), by which they stand in a waiting line."""
    found = select(callbacks.c.queue, callbacks.c.name).where(callbacks.c.number.in_(traces.spelled))
    return [(row[0], row[1]) for row in connection.execute(found)]


def _retire_sentences(connection: Connection, sids: Collection[str], now: datetime) -> int:
    """Stop playing the recorded sentences of single callers from the time of these calls; hours later they go."""
    r = recordings.c
    told = select(calls.c.sid).where(
        calls.c.sid.in_(sids), r.wanted_at >= calls.c.began_at, r.made_at <= calls.c.last_at
    )
    during = and_(r.keep == "call", r.retired_at.is_(None), told.exists())
    return connection.execute(update(recordings).where(during).values(retired_at=now)).rowcount


def _told(row: Any) -> Row:
    """A row as JSON values, documents read."""
    return {str(name): _value(name, value) for name, value in row.items()}


def _value(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if name in _DOCUMENTS and isinstance(value, str) and value:
        return orjson.loads(value)
    return value
