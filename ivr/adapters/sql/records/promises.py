"""Writes items of the work list from the record, and ends those that the record has settled.

Nothing depends on the order of events or on repetitions: an item is named by its call, and only one that is not done
is ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, select, update

from ivr.adapters.sql.callbacks import callbacks
from ivr.adapters.sql.records.tables import calls, legs
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.upserts import insert_of
from ivr.adapters.sql.work_items import work_items
from ivr.calls.events import Event, TurnTaken
from ivr.reporting.kpis import SHORT
from ivr.reporting.work_items import BY_RULE, DUE_AFTER, RULE_OUTCOMES, WorkKind

_Values = dict[str, Any]
_c = work_items.c


def add_promises(connection: Connection, turns: Iterable[TurnTaken]) -> None:
    """Add the messages and callbacks of turns that are new to the record."""
    new = list(turns)
    booked = _booked(connection, [event.sid for event in new if event.booking])
    callbacks_ = [each for event in new if event.sid in booked for each in _callback(event)]
    _add(connection, [*(each for event in new for each in _voicemail(event)), *callbacks_])


def settle_missed(connection: Connection, sids: Iterable[str], events: Sequence[Event]) -> None:
    """Add the calls that were abandoned in a queue, and end the items whose callers a person spoke with since.

    The legs of the calls must have been settled.
    """
    wanted = sorted(sids)
    missed = _missed(connection, wanted)
    _add(connection, missed)
    _note_numbers(connection, events)
    _end_unmissed(connection, wanted, {row["call_sid"] for row in missed})
    _end_withheld(connection, [row["id"] for row in missed if not row["caller_key"]])
    _end_listed(connection, [row["id"] for row in missed if row["caller_key"]])
    _note_reached(connection, _talks(connection, calls.c.sid.in_(wanted)))
    _note_reached(connection, _reached_before(connection, [row["caller_key"] for row in missed]))


def end_by_rule(connection: Connection, found: Any, outcome: str, now: datetime, **more: object) -> None:
    """End an item that is not done, with an entry in the audit. `found` has its id and state."""
    values = {"state": "done", "outcome": outcome, "changed_at": now, "revision": _c.revision + 1, **more}
    ending = update(work_items).where(_c.id == found.id, _c.state != "done").values(**values)
    if connection.execute(ending).rowcount:
        audit.note(
            connection, BY_RULE, now, "work", found.id, before=found.state, after="done", why=RULE_OUTCOMES[outcome]
        )


def _booked(connection: Connection, names: Sequence[str]) -> set[str]:
    """The callbacks of these that were stored: a number has one at a time."""
    return set(connection.scalars(select(callbacks.c.name).where(callbacks.c.name.in_(names)))) if names else set()


def _voicemail(event: TurnTaken) -> list[_Values]:
    if not event.recording:
        return []
    owed = event.owed
    number, queue = (owed.number, owed.queue) if owed else ("", "")
    return [_item("voicemail", f"vm-{event.sid}-{event.turn}", event, queue, number, recording=event.recording)]


def _callback(event: TurnTaken) -> list[_Values]:
    wanted = event.booking
    return [_item("callback", f"cb-{event.sid}", event, wanted.queue, wanted.number)] if wanted else []


def _item(kind: WorkKind, name: str, event: TurnTaken, queue: str, number: str, *, recording: str = "") -> _Values:
    told = {"call_sid": event.sid, "queue": queue, "language": event.language, "line": "", "caller_key": ""}
    return _row(kind, name, event.at, {**told, "number": number, "recording": recording})


def _row(kind: WorkKind, name: str, at: datetime, told: _Values) -> _Values:
    texts = {**told, "id": name, "kind": kind}
    state = {"state": "open", "taken_by": "", "changed_at": at, "revision": 0, "note": "", "outcome": ""}
    return {
        "recording": "", "number": "", "hint": "", **texts, **state, "reached_in": "", "tries": 0, "tried_at": None,
        "made_at": at, "due_at": at + DUE_AFTER[kind],
    }  # fmt: skip


def _add(connection: Connection, made: Sequence[_Values]) -> None:
    """Insert items that are not there yet, with what the record has of their calls."""
    if not made:
        return
    columns = (calls.c.sid, calls.c.dnis, calls.c.caller_key, calls.c.caller_hint)
    of_these = select(*columns).where(calls.c.sid.in_(sorted({each["call_sid"] for each in made})))
    known = {row.sid: row for row in connection.execute(of_these)}
    for each in made:
        if call := known.get(each["call_sid"]):
            each |= {"line": call.dnis, "caller_key": call.caller_key}
            each["hint"] = each["number"][-2:] or call.caller_hint
    rows = [{name: _fitted(name, value) for name, value in each.items()} for each in made]
    new = insert_of(work_items, connection.dialect.name).on_conflict_do_nothing()
    connection.execute(new, sorted(rows, key=lambda row: str(row["id"])))


def _fitted(name: str, value: object) -> object:
    longest = getattr(_c[name].type, "length", None)
    return value.replace("\0", "")[:longest] if isinstance(value, str) else value


def _missed(connection: Connection, sids: Sequence[str]) -> list[_Values]:
    """The calls of these that were abandoned in a queue; within SHORT seconds they are of a kind of their own."""
    abandoned = select(legs).where(legs.c.call_sid.in_(sids), legs.c.became == "abandoned").order_by(legs.c.turn)
    found = {}
    for leg in connection.execute(abandoned):
        kind: WorkKind = "short" if leg.waited is not None and leg.waited < SHORT else "missed"
        told = {"call_sid": leg.call_sid, "queue": leg.queue, "language": leg.language, "line": "", "caller_key": ""}
        found[leg.call_sid] = _row(kind, f"ms-{leg.call_sid}", _left_at(leg), told)
    return list(found.values())


def _left_at(leg: Any) -> datetime:
    at: datetime = leg.entered_at + timedelta(seconds=leg.waited or 0.0)
    return at


def _note_numbers(connection: Connection, events: Iterable[Event]) -> None:
    """Add the numbers of callers, which come with the turn in which they gave up and not with the end of the call."""
    for event in events:
        if isinstance(event, TurnTaken) and event.owed and event.owed.number:
            theirs = and_(_c.call_sid == event.sid, _c.number == "", _c.state != "done")
            number = event.owed.number
            connection.execute(update(work_items).where(theirs).values(number=number, hint=number[-2:]))


def _unsettled(connection: Connection, *which: Any) -> Sequence[Any]:
    columns = (_c.id, _c.kind, _c.state, _c.caller_key, _c.queue, _c.made_at, _c.changed_at)
    return connection.execute(select(*columns).where(_c.state != "done", *which).order_by(_c.made_at, _c.id)).all()


def _end_unmissed(connection: Connection, sids: Sequence[str], missed: set[str]) -> None:
    """End missed calls of which the record shows later that they were answered, or went on."""
    others = [sid for sid in sids if sid not in missed]
    for found in _unsettled(connection, _c.call_sid.in_(others), _c.kind.in_(("missed", "short"))) if others else ():
        end_by_rule(connection, found, "not_missed", found.changed_at)


def _end_withheld(connection: Connection, names: Sequence[str]) -> None:
    for found in _unsettled(connection, _c.id.in_(names)) if names else ():
        end_by_rule(connection, found, "number_withheld", found.made_at)


def _end_listed(connection: Connection, names: Sequence[str]) -> None:
    """End missed calls that nobody took up of callers for whom an older item of the same queue stands in the list."""
    for found in _unsettled(connection, _c.id.in_(names), _c.revision == 0) if names else ():
        same = and_(_c.caller_key == found.caller_key, _c.queue == found.queue, _c.made_at <= found.made_at)
        if _unsettled(connection, same, _c.id != found.id, _c.kind.in_(("missed", "voicemail", "callback"))):
            end_by_rule(connection, found, "listed_already", found.made_at)


def _reached_before(connection: Connection, keys: Sequence[str]) -> Mapping[str, list[tuple[datetime, str]]]:
    """When people talked with callers whose items were added now, perhaps late."""
    callers = sorted(filter(None, keys))
    return _talks(connection, calls.c.caller_key.in_(callers)) if callers else {}


def _talks(connection: Connection, which: Any) -> Mapping[str, list[tuple[datetime, str]]]:
    """The times at which a person took these calls, and the calls, by caller."""
    taken = select(calls.c.caller_key, calls.c.answered_at, calls.c.sid)
    known = and_(calls.c.caller_key != "", calls.c.answered_at.is_not(None))
    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for key, at, sid in connection.execute(taken.where(which, known).order_by(calls.c.answered_at)):
        found[key].append((at, sid))
    return found


def _note_reached(connection: Connection, talks: Mapping[str, list[tuple[datetime, str]]]) -> None:
    """End missed calls of callers with whom a person spoke later; their messages remain to be heard, and say so."""
    if not talks:
        return
    kinds = ("missed", "short", "voicemail")
    for found in _unsettled(connection, _c.caller_key.in_(sorted(talks)), _c.kind.in_(kinds), _c.reached_in == ""):
        later = next((talk for talk in talks[found.caller_key] if talk[0] > found.made_at), None)
        if later and found.kind == "voicemail":
            noted = update(work_items).where(_c.id == found.id).values(reached_in=later[1], revision=_c.revision + 1)
            connection.execute(noted)
        elif later:
            end_by_rule(connection, found, "reached_since", later[0], reached_in=later[1])
