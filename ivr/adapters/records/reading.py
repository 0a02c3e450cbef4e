"""The record read for people: the calls of a time, and all that is known of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Engine, Select, select

from ivr.adapters.records.tables import calls, decisions, hops, legs, messages, turns

LISTED = 200
EARLIER = 10


@dataclass(frozen=True, slots=True)
class CallStory:
    """One call: its row, its turns with their hops, decisions, legs, messages, and the caller's earlier calls."""

    call: Mapping[str, Any]
    turns: Sequence[Mapping[str, Any]]
    hops: Mapping[int, Sequence[tuple[str, str, str]]]
    decisions: Mapping[int, Mapping[str, Any]]
    legs: Sequence[Mapping[str, Any]]
    messages: Sequence[Mapping[str, Any]]
    earlier: Sequence[Mapping[str, Any]]


class Records:
    """The record. With `queues`, only calls that were given to one of these are there at all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def calls(
        self, *, since: datetime, until: datetime, queues: Sequence[str] | None = None, wanted: Mapping[str, str]
    ) -> list[Mapping[str, Any]]:
        """The calls that began in a stretch of time, newest first, LISTED at most. `wanted`: disposition, language."""
        found = select(calls).where(calls.c.began_at >= since, calls.c.began_at < until)
        for name in ("disposition", "language", "dnis"):
            if wanted.get(name):
                found = found.where(calls.c[name] == wanted[name])
        if wanted.get("queue"):
            found = found.where(calls.c.sid.in_(select(legs.c.call_sid).where(legs.c.queue == wanted["queue"])))
        found = _within(found, queues).order_by(calls.c.began_at.desc()).limit(LISTED)
        with self._engine.connect() as connection:
            return _all(connection.execute(found))

    def call(self, sid: str, *, queues: Sequence[str] | None = None) -> CallStory | None:
        """All that is known of one call; None where there is none, or none of these queues."""
        with self._engine.connect() as connection:
            row = connection.execute(_within(select(calls).where(calls.c.sid == sid), queues)).one_or_none()
            if row is None:
                return None
            walked: dict[int, list[tuple[str, str, str]]] = {}
            for hop in connection.execute(
                select(hops).where(hops.c.call_sid == sid).order_by(hops.c.turn, hops.c.place)
            ):
                walked.setdefault(hop.turn, []).append((hop.step, hop.outcome, hop.target))
            decided = connection.execute(select(decisions).where(decisions.c.call_sid == sid))
            before = select(calls).where(calls.c.caller_key == row.caller_key, calls.c.began_at < row.began_at)
            earlier = _within(before, queues).order_by(calls.c.began_at.desc()).limit(EARLIER)
            return CallStory(
                call=dict(row._mapping),
                turns=_all(connection.execute(select(turns).where(turns.c.call_sid == sid).order_by(turns.c.turn))),
                hops=walked,
                decisions={each.turn: each.decision for each in decided},
                legs=_all(connection.execute(select(legs).where(legs.c.call_sid == sid).order_by(legs.c.turn))),
                messages=_all(connection.execute(select(messages).where(messages.c.call_sid == sid))),
                earlier=_all(connection.execute(earlier)) if row.caller_key else [],
            )

    def rang_again(self, since: datetime, until: datetime, within: float) -> tuple[int, int]:
        """Of the calls in a stretch of time: those followed by another of the same caller within seconds, and all."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(calls.c.caller_key, calls.c.began_at)
                .where(calls.c.began_at >= since, calls.c.began_at < until, calls.c.caller_key != "")
                .order_by(calls.c.caller_key, calls.c.began_at)
            ).all()
        again = sum(
            one.caller_key == two.caller_key and (two.began_at - one.began_at).total_seconds() <= within
            for one, two in pairwise(rows)
        )
        return again, len(rows)


def _within(found: Select[Any], queues: Sequence[str] | None) -> Select[Any]:
    if queues is None:
        return found
    return found.where(calls.c.sid.in_(select(legs.c.call_sid).where(legs.c.queue.in_(queues))))


def _all(rows: Any) -> list[Mapping[str, Any]]:
    return [dict(row._mapping) for row in rows]
