"""The inputs of alerts: queue states now, and figures of the last minutes from the record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from ivr.adapters.sql.orders.tables import orders
from ivr.adapters.sql.records.legs import counts
from ivr.adapters.sql.records.source_health import source_contacts
from ivr.adapters.sql.records.tables import hops, legs
from ivr.adapters.sql.requests.figures import desk_figures
from ivr.reporting.alerts import DECIDED_WINDOW, FAULT_WINDOW, SERVICE_WINDOW, AlertInputs
from ivr.reporting.board import targets
from ivr.reporting.kpis import Counts
from ivr.reporting.source_health import SourceContact
from routing.caller import QueueState
from routing.language_coverage import speaks
from routing.model import Routing

NO_RULE = "default"
"""The rule name stored for calls that matched no rule."""

GUESSES = ("wrong", "person", "locked")
"""Outcomes of `find_order` for a wrong claim, or one that was not checked because a limit was reached."""


def alert_inputs(
    engine: Engine,
    routing: Routing,
    states: Mapping[str, QueueState],
    now: datetime,
    *,
    plans: Mapping[int, str] | None = None,
    has_desk: bool = False,
) -> AlertInputs:
    """Read all inputs, in six statements, or seven for a line that tells a help desk of requests.

    `plans` maps the number of a planned publication to what prevents it.
    """
    with engine.connect() as connection:
        faults = _faults(connection, now - timedelta(minutes=FAULT_WINDOW))
        decided, unmatched = _decided(connection, routing, now - timedelta(minutes=DECIDED_WINDOW))
        newest = connection.scalar(select(func.max(orders.c.stored_at)))
        contacts = source_contacts(connection, now)
    return AlertInputs(
        states=states,
        counts=_by_queue(engine, routing, now),
        errors=faults.get("error", 0),
        unseen=faults.get("unseen", 0),
        guesses=sum(faults.get(outcome, 0) for outcome in GUESSES),
        decided=decided,
        unmatched=unmatched,
        order_age=_order_age(newest, contacts, now),
        sources=contacts,
        plans=plans or {},
        desk=desk_figures(engine, now) if has_desk else None,
    )


def _order_age(newest: int | None, contacts: Iterable[SourceContact], now: datetime) -> float | None:
    """The time in seconds since anything was heard of orders: a shop where nothing changes is heard of too."""
    stored = [] if newest is None else [now.timestamp() - newest]
    return min([*stored, *(each.silence for each in contacts)], default=None)


def _faults(connection: Connection, since: datetime) -> dict[str, int]:
    outcome = hops.c.outcome
    lately = select(outcome, func.count()).where(hops.c.at >= since, outcome.in_(("error", "unseen", *GUESSES)))
    return {row[0]: row[1] for row in connection.execute(lately.group_by(outcome))}


def _decided(connection: Connection, routing: Routing, since: datetime) -> tuple[int, int]:
    """Return the number of calls assigned to a queue, and of those that matched no rule and got another language.

    A call that matched no rule is correct in a default queue that serves the caller's language.
    """
    kinds = (legs.c.rule == NO_RULE, legs.c.queue, legs.c.language)
    lately = select(func.count(), *kinds).where(legs.c.entered_at >= since).group_by(*kinds)
    found = connection.execute(lately).all()
    lost = [row[0] for row in found if row[1] and not _speaks(routing, queue=row[2], language=row[3])]
    return sum(row[0] for row in found), sum(lost)


def _speaks(routing: Routing, *, queue: str, language: str) -> bool:
    found = routing.queues.get(queue)
    return found is None or speaks(found.languages, language)


def _by_queue(engine: Engine, routing: Routing, now: datetime) -> dict[str, Counts]:
    since, found = now - timedelta(minutes=SERVICE_WINDOW), defaultdict[str, Counts](Counts)
    for (queue, _), its in counts(engine, since, now, targets=targets(routing)).items():
        found[queue] += its
    return found
