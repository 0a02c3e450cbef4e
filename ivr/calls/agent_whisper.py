"""The whisper: what agents hear before the caller is connected."""

from dataclasses import dataclass

from ivr.calls.ports import Sessions, Unavailable
from ivr.engine.spoken import Spoken
from ivr.flows.context import LineCall
from ivr.flows.handoff_context import whisper
from ivr.flows.services import Floor
from prompts.facts import Key, Line
from routing.brands import name_at


@dataclass(frozen=True, slots=True)
class AgentWhisper:
    """Sentences outside the turns. They do not change a call."""

    sessions: Sessions
    floor: Floor

    def whisper(self, sid: str, *, take: str = "") -> tuple[Spoken, ...]:
        """The story of a call, in the language of its queue; only the brand if the story is unavailable.

        With `take`, it asks for this key to take the call.
        """
        try:
            call = self.sessions.load(sid, 0).call
        except Unavailable:
            call = None
        story = self._story(call)
        return (*story, Spoken(Line("desk.take", {"key": Key(take)}), story[0].language)) if take else story

    def _story(self, call: LineCall | None) -> tuple[Spoken, ...]:
        story = call.context.hand_off.story if call else {}
        language = self._language(call.destination.queue if call and call.destination else "")
        brand = name_at(self.floor.routing, call.dnis if call else "")
        return tuple(Spoken(line, language) for line in whisper(story, brand))

    def _language(self, queue: str) -> str:
        """The language of a queue's agents, or of the default queue's if the queue is unknown."""
        queues = self.floor.routing.queues
        return queues.get(queue, queues[self.floor.routing.default]).languages[0]
