"""Serializes a call for storage between turns, and the part of it in the address of the next turn.

The format is a contract between versions that serve at the same time: `facts` holds the fields of all records by name.
"""

from collections.abc import Callable
from typing import Generic, cast

from ivr.engine.call import C, Call, Destination
from ivr.engine.records import Codec, Json, JsonValue


class CallCodec(Generic[C]):
    """Serializes the calls of a line. `context` creates an empty context, whose records are attributes."""

    def __init__(self, context: Callable[[], C]) -> None:
        self._context = context
        self._own: Codec[Call[C]] = Codec(Call)
        self._records = Codec(type(context()))
        self._names = self._own.names | self._records.names
        if twice := self._own.names & self._records.names:
            raise TypeError(f"two fields are stored under one name: {sorted(twice)}")

    def dump(self, call: Call[C]) -> dict[str, object]:
        """The call as values for orjson."""
        return {
            "sid": call.sid,
            "ani": call.ani,
            "dnis": call.dnis,
            "language": call.language,
            "attestation": call.attestation,
            "at": call.at,
            "turn": call.turn,
            "tries": call.tries,
            "facts": {**call.unknown, **self._own.dump(call), **self._records.dump(call.context)},
            "lines": call.lines,
            "destination": _destination_to_json(call.destination),
        }

    def load(self, value: Json) -> Call[C]:
        """The inverse of `dump`. Raises ValueError, TypeError or KeyError for anything but a call of this version."""
        parts = {name: part for name, part in value.items() if name not in ("facts", "destination")}
        facts, to = cast(Json, value["facts"]), cast("list[str] | None", value["destination"])
        destination = Destination(*to) if to else None
        unknown = {name: fact for name, fact in facts.items() if name not in self._names}
        make = cast("Callable[..., Call[C]]", Call)  # type: ignore[explicit-any] # of whichever fields were stored
        call = make(**parts, context=self._context(), destination=destination, unknown=unknown)
        self._own.load(call, facts)
        self._records.load(call.context, facts)
        return call

    def dump_carried(self, call: Call[C]) -> dict[str, JsonValue]:
        """The fields in an address beside turn, step, language and tries."""
        return {**self._own.dump_carried(call), **self._records.dump_carried(call.context)}

    def load_carried(self, call: Call[C], facts: Json) -> None:
        """Set the fields from an address. Raises ValueError or TypeError for values of a wrong type."""
        self._own.load_carried(call, facts)
        self._records.load_carried(call.context, facts)


def _destination_to_json(destination: Destination | None) -> list[str] | None:
    return [destination.queue, destination.kind, destination.address] if destination else None
