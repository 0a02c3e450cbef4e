"""Found calls as rows of a table, for other programs. Callers are shown by the last two digits of their number."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from ivr.reporting.call_record import UNDER_WAY
from ivr.reporting.call_search import FoundCall

HEADING = (
    *(
        "began",
        "call",
        "caller ends in",
        "dialled",
        "language",
        "outcome",
        "lasted (s)",
        "queues",
        "issues",
        "waited (s)",
    ),
    *("agents", "dispositions", "notes"),
)
_BETWEEN = "; "


def row_of(
    call: FoundCall, queues: Mapping[str, str], dispositions: Mapping[str, str], zone: tzinfo | None
) -> tuple[object, ...]:
    """The row of a call, with the names of queues and dispositions by key, and times in a zone."""
    return (
        call.began_at.astimezone(zone).isoformat(timespec="seconds"),
        call.sid,
        call.caller_hint,
        call.dialled,
        call.language,
        call.outcome if call.ended_at else UNDER_WAY,
        "" if call.seconds is None else call.seconds,
        _listed(queues.get(leg.queue, leg.queue) for leg in call.legs),
        _listed(leg.issue for leg in call.legs),
        _listed(f"{leg.waited:.0f}" for leg in call.legs if leg.waited is not None),
        _listed(each.agent_name for each in call.handlings),
        _listed(dispositions.get(each.disposition, each.disposition) for each in call.handlings),
        _listed(each.note for each in call.handlings),
    )


def _listed(texts: Iterable[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(filter(None, texts)))
