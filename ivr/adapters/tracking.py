"""What the clients of all tracking services have in common: reading an answer, and refusals of a single parcel."""

from collections.abc import Callable

from ivr.adapters.http_client import HttpRefused
from ivr.orders.news import ParcelNews
from ivr.orders.sources.field_parsers import Unreadable
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source, SourceSilent
from ivr.orders.sources.tracking_webhooks import ReadTracker

_OF_ONE_PARCEL = frozenset({400, 404, 409, 422})


def news_in(tracker: Payload, read: ReadTracker, source: Source) -> ParcelNews | None:
    """The news of a tracker that was answered. Raises SourceSilent if it is none."""
    try:
        return read(tracker, source)[0]
    except Unreadable as error:
        raise SourceSilent(f"the answer is no tracker: it {error}") from None


def unless_refused(ask: Callable[[], ParcelNews | None]) -> ParcelNews | None:
    """The news asked for; None if only this parcel is refused: an invalid number, an unknown carrier."""
    try:
        return ask()
    except HttpRefused as refused:
        if refused.status in _OF_ONE_PARCEL:
            return None
        raise
