"""Calls that splits owed and gave on generated days: the first stay of each call, by the shares of the document."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from ivr.adapters.sql.routing.split_ledger import half_hour_of
from ivr.adapters.sql.routing.tables import ledger, split_half_hours, versions
from ivr.app.sample_year.calls import SampleDay, SampleLeg
from routing.allocation import NOTHING, Assignment, LedgerEntry, added
from routing.json_value import JsonValue, items, members, number, text


def add_sample_shares(connection: Connection, day: SampleDay) -> None:
    """Write the day's ledger and its half-hours, in place of earlier ones.

    Months are left alone: live splits decide by them.
    """
    newest = select(versions.c.document).order_by(versions.c.number.desc()).limit(1)
    rules = items(members(connection.scalar(newest)).get("rules"))
    days: dict[tuple[str, str], LedgerEntry] = {}
    halves: dict[tuple[datetime, str, str], LedgerEntry] = {}
    for leg, assignment in _assigned(day, rules):
        for queue, entry in assignment.entries():
            at, key = half_hour_of(leg["entered_at"]), (assignment.rule, queue)
            days[key] = added(days.get(key, NOTHING), entry)
            halves[at, *key] = added(halves.get((at, *key), NOTHING), entry)
    period = f"{day.day:%Y-%m-%d}"
    connection.execute(delete(ledger).where(ledger.c.period == period))
    if not halves:
        return
    connection.execute(insert(ledger), [{"period": period, **_row(key, entry)} for key, entry in days.items()])
    first, last = min(halves)[0], max(halves)[0]
    c = split_half_hours.c
    connection.execute(delete(split_half_hours).where(c.starts_at >= first, c.starts_at <= last))
    rows = [{"starts_at": at, **_row((rule, queue), entry)} for (at, rule, queue), entry in halves.items()]
    connection.execute(insert(split_half_hours), rows)


def _assigned(day: SampleDay, rules: Sequence[JsonValue]) -> Iterator[tuple[SampleLeg, Assignment]]:
    """The first stay of each call whose queue is one of a split."""
    seen: set[str] = set()
    for leg in sorted(day.legs, key=lambda each: (each["call_sid"], each["turn"])):
        if leg["call_sid"] in seen:
            continue
        seen.add(leg["call_sid"])
        found = _split_of(leg, rules)
        if found:
            name, shares = found
            yield leg, Assignment(name, leg["queue"], {queue: share / 100 for queue, share in shares.items()})


def _split_of(leg: SampleLeg, rules: Sequence[JsonValue]) -> tuple[str, Mapping[str, float]] | None:
    """Name and shares of the first split that has the queue and is of the caller's language, or of all."""
    for rule in map(members, rules):
        shares = {queue: number(share) for queue, share in members(rule.get("split")).items()}
        language = members(rule.get("when")).get("language")
        wanted = [text(each) for each in language] if isinstance(language, list) else [text(language)]
        if leg["queue"] in shares and (not language or leg["language"] in wanted):
            return text(rule["name"]), shares
    return None


def _row(key: tuple[str, str], entry: LedgerEntry) -> dict[str, object]:
    rule, queue = key
    return {"rule": rule, "queue": queue, **entry.stored()}
