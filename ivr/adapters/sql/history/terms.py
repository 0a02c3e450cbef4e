"""Whose each queue was and what it promised, out of the published routing documents."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from ivr.adapters.sql.routing.tables import versions
from ivr.reporting.board import IN_HOUSE
from ivr.reporting.call_prices import Reached
from ivr.reporting.kpis import TARGET
from ivr.reporting.queue_terms import QueueTerms, TermsOverTime
from routing.json_value import Json, members, text
from routing.model import Routing

_REACHED: Mapping[str, Reached] = {
    "desk": "desk",
    "taskrouter": "desk",
    "ring": "phone",
    "dial": "phone",
    "sip": "sip",
}
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def terms_over_time(connection: Connection, first: Routing) -> TermsOverTime:
    """The terms of all queues in every version; `first` is the document before the first publication.

    Of old documents only these two fields are read: this takes less than a millisecond each.
    """
    order = select(versions.c.published_at, versions.c.document).order_by(versions.c.number)
    found = [(ALWAYS, _of_routing(first))]
    for at, document in connection.execute(order):
        found.append((at, _of_document(document)))
    return TermsOverTime([at for at, _ in found], [terms for _, terms in found])


def _of_routing(routing: Routing) -> Mapping[str, QueueTerms]:
    return {
        name: QueueTerms(queue.vendor or IN_HOUSE, queue.service_level.seconds, _REACHED.get(queue.hand_off.kind, ""))
        for name, queue in routing.queues.items()
    }


def _of_document(document: Json) -> Mapping[str, QueueTerms]:
    found = {}
    for name, queue in members(document.get("queues")).items():
        level = members(members(queue).get("service_level")).get("seconds", TARGET)
        seconds = int(level) if isinstance(level, (int, float)) else TARGET
        reached = (kind for way, kind in _REACHED.items() if way in members(members(queue).get("hand_off")))
        found[name] = QueueTerms(text(members(queue).get("vendor")) or IN_HOUSE, seconds, next(reached, ""))
    return found
