"""What callers are told before a supervisor listens, and where they must be told."""

from dataclasses import dataclass

from ivr.calls.desk.ports import Rooms
from ivr.calls.desk.room import Room
from ivr.calls.ports import Unavailable
from ivr.engine.spoken import Spoken
from ivr.flows.services import Floor
from ivr.orders.phone_numbers import country_of
from prompts.facts import Line
from routing.model import Routing


def is_told(room: Room, routing: Routing) -> bool:
    """Whether the caller of a room is to be told of listening: by the country of the number that was dialled.

    A number that belongs to several countries, as +1 800 does, counts for that of its language (en-US: US).
    """
    number = routing.numbers.get(room.line)
    country = country_of(room.line) or (number.language.partition("-")[2] if number else "")
    return country in routing.agent_desk.tells_of_listening


@dataclass(frozen=True, slots=True)
class ListeningNotice:
    """The sentence, in the language of the caller."""

    rooms: Rooms
    floor: Floor

    def sentences(self, room: str) -> tuple[Spoken, ...]:
        """What is said into the room; in the language of its queue if that of the caller is unknown."""
        try:
            found = self.rooms.named(room)
        except Unavailable:
            found = None
        return (Spoken(Line("desk.may_be_heard"), self._language(found)),)

    def _language(self, room: Room | None) -> str:
        if room is not None and room.language:
            return room.language
        routing = self.floor.routing
        queue = routing.queues.get(room.queue if room else "") or routing.queues[routing.default]
        return queue.languages[0]
