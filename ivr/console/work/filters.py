"""The filters of the work list, and the mark from which a page goes on, as an address carries them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ivr.console.requests import whole_number
from ivr.reporting.work_items import WORK_KINDS, WORK_STATES, WorkFilter, WorkItem, WorkMark

OLDEST = 3650
"""Days."""


def wanted_items(asked: Mapping[str, str], *, user: str, queues: Sequence[str] | None) -> WorkFilter:
    """The filter that was asked for. What is not known counts as not asked for."""
    kind, state = asked.get("kind", ""), asked.get("state", "unsettled")
    queue = asked.get("queue", "")
    return WorkFilter(
        kind=kind if kind in WORK_KINDS else "",
        state=state if state in WORK_STATES else "unsettled",
        queue=queue if queues is None or queue in queues else "",
        language=asked.get("language", "")[:35],
        mine=user if asked.get("mine") else "",
        is_overdue=bool(asked.get("overdue")),
        older=timedelta(days=whole_number(asked.get("older", ""), most=OLDEST) or 0),
        queues=queues,
    )


def asked_for(wanted: WorkFilter) -> dict[str, str]:
    """A filter as the query of an address that asks for it."""
    asked = {
        "kind": wanted.kind,
        "state": wanted.state if wanted.state != "unsettled" else "",
        "queue": wanted.queue,
        "language": wanted.language,
        "mine": "1" if wanted.mine else "",
        "overdue": "1" if wanted.is_overdue else "",
        "older": str(wanted.older.days or ""),
    }
    return {name: value for name, value in asked.items() if value}


def marked(last: WorkItem, wanted: WorkFilter) -> str:
    """The mark behind the last item of a page."""
    at = last.changed_at if wanted.state == "done" else last.due_at
    return f"{at.isoformat()}~{last.id}"


def mark_of(text: str) -> WorkMark | None:
    """A mark as `marked` wrote it; None for another text."""
    at, _, name = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return WorkMark(moment, name[:80]) if moment.tzinfo and name else None
