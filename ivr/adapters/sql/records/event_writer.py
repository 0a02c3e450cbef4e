"""Writes events to SQL. The result does not depend on their order or on repetitions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Case, Connection, Engine, Insert, Table, bindparam, case, select, update

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.desk.event_rows import write_desk_events
from ivr.adapters.sql.event_webhooks.writer import add_event_deliveries
from ivr.adapters.sql.records.call_reasons import add_reasons, reason_rows
from ivr.adapters.sql.records.event_rows import (
    Row,
    call_row,
    callback_rows,
    decision_rows,
    hop_rows,
    message_rows,
    order_rows,
    turn_row,
)
from ivr.adapters.sql.records.legs import settle_legs
from ivr.adapters.sql.records.outreach_limits import refuse_excess, settle_replaced
from ivr.adapters.sql.records.promises import add_promises, settle_missed
from ivr.adapters.sql.records.surveys import add_surveys, settle_surveys
from ivr.adapters.sql.records.tables import call_orders, calls, decisions, hops, messages, turns
from ivr.adapters.sql.requests.writer import add_requests
from ivr.adapters.sql.routing.split_ledger import count_assignments
from ivr.adapters.sql.upserts import Upsert, insert_of
from ivr.calls.desk.desk_events import Handled, StateChanged
from ivr.calls.events import CallEvent, Event, TurnTaken
from ivr.flows.survey import answer_in
from ivr.reporting.contact_reasons import spoken_reasons
from ivr.reporting.dispositions import disposition


def write_events(engine: Engine, events: Sequence[Event]) -> None:
    """Write events in one transaction.

    A turn that is recorded already changes nothing: a second event of a turn is a duplicate. A status with a lower
    sequence than the recorded one changes nothing. Raises SQLAlchemy's errors, and the driver's for a value that fits
    no column.
    """
    if not events:
        return
    of_calls = [event for event in events if not isinstance(event, StateChanged | Handled)]
    with writing(engine) as connection:
        write_desk_events(connection, [event for event in events if isinstance(event, StateChanged | Handled)])
        add_event_deliveries(connection, events)
        if not of_calls:
            settle_surveys(connection, {event.sid for event in events if isinstance(event, Handled)})
            return
        _merge_calls(connection, of_calls)
        _add_turns(connection, of_calls)
        sids = {event.sid for event in of_calls}
        settle_ended(connection, sids)
        settle_legs(connection, sids)
        settle_missed(connection, sids, events)
        settle_surveys(connection, {event.sid for event in events})


def settle_ended(connection: Connection, sids: Iterable[str]) -> None:
    """Write the disposition, the survey's answer, and the issues asked about, of each of these calls that has ended."""
    ended = select(calls.c.sid, calls.c.answered_at, calls.c.began_at)
    ended = ended.where(calls.c.sid.in_(sorted(sids)), calls.c.ended_at.is_not(None))
    found = connection.execute(ended).all()
    answered, began = ({sid: at is not None for sid, at, _ in found}, {sid: at for sid, _, at in found})
    walked: dict[str, list[tuple[str, str, str]]] = {sid: [] for sid in answered}
    if not walked:
        return
    columns = (hops.c.call_sid, hops.c.step, hops.c.outcome, hops.c.target)
    of_these = select(*columns).where(hops.c.call_sid.in_(list(walked))).order_by(hops.c.turn, hops.c.place)
    for sid, step, outcome, target in connection.execute(of_these):
        walked[sid].append((step, outcome, target))
    write = update(calls).where(calls.c.sid == bindparam("of"))
    connection.execute(
        write.values(disposition=bindparam("how"), survey=bindparam("said")),
        [
            {"of": sid, "how": disposition(walked[sid], answered=answered[sid]), "said": answer_in(walked[sid])}
            for sid in sorted(walked)
        ],
    )
    asked = ((sid, [(each.kind, each.key) for each in spoken_reasons(walked[sid])]) for sid in walked)
    add_reasons(connection, [row for sid, reasons in asked for row in reason_rows(sid, began[sid], reasons)])


def _merge_calls(connection: Connection, events: Sequence[CallEvent]) -> None:
    """Insert or merge calls, sorted so that two writers wait for each other instead of deadlocking."""
    rows = sorted(map(call_row, events), key=lambda row: str(row["sid"]))
    connection.execute(_merged(insert_of(calls, connection.dialect.name)), rows)


def _merged(statement: Upsert) -> Insert:
    """Merge two versions of a call: the earliest beginning, the latest turn, the status with the highest sequence."""
    new, old = statement.excluded, calls.c
    later = new.last_turn > old.last_turn
    higher = new.status_sequence > old.status_sequence
    ended = higher & new.ended_at.is_not(None)
    answered_first = old.answered_at.is_(None) | (new.answered_at < old.answered_at)
    merged: dict[str, Case[object]] = {
        "began_at": case((new.began_at < old.began_at, new.began_at), else_=old.began_at),
        "last_at": case((new.last_at > old.last_at, new.last_at), else_=old.last_at),
        "answered_at": case((answered_first, new.answered_at), else_=old.answered_at),
        **{name: case((old[name] == "", new[name]), else_=old[name]) for name in ("dnis", "caller_key", "caller_hint")},
        **{name: case((later, new[name]), else_=old[name]) for name in ("language", "last_turn")},
        **{name: case((higher, new[name]), else_=old[name]) for name in ("status", "status_sequence")},
        **{name: case((ended, new[name]), else_=old[name]) for name in ("ended_at", "seconds")},
    }
    return statement.on_conflict_do_update(index_elements=[old.sid], set_=merged)


def _add_turns(connection: Connection, events: Sequence[CallEvent]) -> None:
    told: dict[tuple[str, int], TurnTaken] = {}
    for event in events:
        if isinstance(event, TurnTaken):
            told.setdefault((event.sid, event.turn), event)
    parts: dict[Table, list[Row]] = defaultdict(list)
    new = _new(connection, told)
    for event in new:
        parts[hops] += hop_rows(event)
        parts[call_orders] += order_rows(event)
        parts[decisions] += decision_rows(event)
        parts[messages] += message_rows(event)
        parts[callbacks] += callback_rows(event)
    settle_replaced(connection, new)
    for table, rows in parts.items():
        if rows:
            connection.execute(insert_of(table, connection.dialect.name).on_conflict_do_nothing(), rows)
    add_reasons(connection, [row for event in new for row in reason_rows(event.sid, event.at, event.facts)])
    asking = [event for event in new if event.requests]
    add_requests(connection, asking, _callers(connection, asking))
    add_promises(connection, new)
    add_surveys(connection, new)
    refuse_excess(connection, new)
    count_assignments(connection, new)
    _note_attempts(connection, new)


def _callers(connection: Connection, events: Sequence[TurnTaken]) -> dict[str, str]:
    """The callers of these calls, by keyed hash."""
    if not events:
        return {}
    known = select(calls.c.sid, calls.c.caller_key).where(calls.c.sid.in_(sorted({event.sid for event in events})))
    return {row[0]: row[1] for row in connection.execute(known)}


def _note_attempts(connection: Connection, events: Iterable[TurnTaken]) -> None:
    """Link callbacks to the calls placed for them; the result is read from the record of that call."""
    made = [{"of": event.callback, "sid": event.sid} for event in events if event.callback]
    if made:
        calling = (callbacks.c.name == bindparam("of")) & (callbacks.c.state == "calling")
        connection.execute(update(callbacks).where(calling).values(attempt=bindparam("sid")), made)


def _new(connection: Connection, told: dict[tuple[str, int], TurnTaken]) -> list[TurnTaken]:
    """Insert turns and return those that were new. No other transaction gets the same turn."""
    if not told:
        return []
    rows = [turn_row(told[key]) for key in sorted(told)]
    statement = (
        insert_of(turns, connection.dialect.name).on_conflict_do_nothing().returning(turns.c.call_sid, turns.c.turn)
    )
    return [told[sid, turn] for sid, turn in connection.execute(statement, rows)]
