"""Writes the reasons of each call: facts of its order, issues asked about, policies told."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from ivr.adapters.sql.records.event_rows import Row
from ivr.adapters.sql.records.tables import REASON_KEY, call_reasons
from ivr.adapters.sql.upserts import insert_of


def reason_rows(sid: str, at: datetime, reasons: Iterable[tuple[str, str]]) -> list[Row]:
    """The rows of a call's reasons, each (kind, key)."""
    told = ((kind[:16], key.replace("\0", "")[:REASON_KEY]) for kind, key in reasons)
    return [{"call_sid": sid, "kind": kind, "key": key, "at": at} for kind, key in told]


def add_reasons(connection: Connection, rows: Sequence[Row]) -> None:
    """Write reasons of calls; one that a call has already is not written again."""
    if rows:
        ordered = sorted(rows, key=lambda row: (row["call_sid"], row["kind"], row["key"]))
        connection.execute(insert_of(call_reasons, connection.dialect.name).on_conflict_do_nothing(), ordered)
