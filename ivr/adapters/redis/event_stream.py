"""The Redis stream of events, between the web workers and the job that writes the record."""

import orjson

from ivr.calls.events import Event, event_from_json

EVENTS = "wismo:events"
"""Stream; each entry holds an event as JSON in one field."""
FIELD = "event"
EVENTS_KEPT = 500_000
"""Half an hour of 250 turns a second: longer than the job that drains it may be down."""
REFUSED = "wismo:events:refused"
"""Stream of the events that could not be recorded, each with its cause, for operators."""
REFUSED_KEPT = 1_000


def pack(event: Event) -> str:
    """Serialise an event for the stream."""
    return orjson.dumps(event).decode()


def unpack(packed: str) -> Event:
    """Parse an event. Raises ValueError, TypeError, AttributeError or LookupError if it is not an event."""
    return event_from_json(orjson.loads(packed))
