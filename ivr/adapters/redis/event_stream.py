"""The stream in which events wait for the record, between the web workers and the job that writes SQL."""

import orjson

from ivr.calls.events import Event, event_from_json

EVENTS = "wismo:events"
"""Stream; an entry has the event as JSON in its one field."""
FIELD = "event"
EVENTS_KEPT = 500_000
"""About half an hour of 250 turns a second: longer than the job that drains it may be away."""
REFUSED = "wismo:events:refused"
"""Stream of the events that could not be recorded, each with its cause, for people to look at."""
REFUSED_KEPT = 1_000


def pack(event: Event) -> str:
    """The event as it lies in the stream."""
    return orjson.dumps(event).decode()


def unpack(packed: str) -> Event:
    """The inverse of `pack`. Raises ValueError, TypeError, AttributeError or LookupError for what is no event."""
    return event_from_json(orjson.loads(packed))
