"""The filters of the board, read from the address and written into it, so that a view can be bookmarked."""

from collections.abc import Mapping
from urllib.parse import urlencode

from ivr.reporting.board import IN_HOUSE
from ivr.reporting.board_view import SORTS, URGENCY, BoardFilter
from routing.model import Routing

LONGEST = 100
"""Maximum characters of a search text."""


def view_of(asked: Mapping[str, str]) -> BoardFilter:
    """The view that an address describes. Unknown values are ignored."""
    sort = asked.get("sort", "")
    return BoardFilter(
        text=asked.get("q", "").strip()[:LONGEST],
        kind=asked.get("kind", ""),
        language=asked.get("language", ""),
        vendor=asked.get("vendor", ""),
        with_callers="callers" in asked,
        with_alerts="alerts" in asked,
        sort=sort if sort in SORTS else URGENCY,
        is_whole="all" in asked,
    )


def in_address(view: BoardFilter, *, wall: bool) -> dict[str, str | int | None]:
    """The parameters of a view; None for each that the URL omits."""
    return {
        "q": view.text or None,
        "kind": view.kind or None,
        "language": view.language or None,
        "vendor": view.vendor or None,
        "callers": 1 if view.with_callers else None,
        "alerts": 1 if view.with_alerts else None,
        "sort": view.sort if view.sort != URGENCY else None,
        "all": 1 if view.is_whole else None,
        "wall": 1 if wall else None,
    }


def link(view: BoardFilter, *, wall: bool, **changed: str | int | None) -> str:
    """The address of the same page with other parameters. It is relative, so that streams can render it."""
    return "?" + urlencode({name: value for name, value in (in_address(view, wall=wall) | changed).items() if value})


def choices(routing: Routing) -> dict[str, dict[str, str]]:
    """The choices of each filter, with their labels."""
    languages = sorted({language for queue in routing.queues.values() for language in queue.languages})
    return {
        "kind": {"in_house": "in house", "outsourced": "outsourced"},
        "language": {each: each for each in languages},
        "vendor": {IN_HOUSE: IN_HOUSE, **{key: vendor.name for key, vendor in routing.vendors.items()}},
    }
