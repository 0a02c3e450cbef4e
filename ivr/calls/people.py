"""What the people around a hand-off hear: callers who wait, and whoever answers them."""

from dataclasses import dataclass

from ivr.calls.ports import Sessions, Unavailable
from ivr.calls.state import unseal
from ivr.engine.effects import Spoken
from ivr.flows.hand_off import whisper
from prompts.facts import Count, Line
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class People:
    """The words beside the turns. Nothing here changes a call."""

    sessions: Sessions
    routing: Routing
    key: bytes

    def whisper(self, sid: str) -> tuple[Spoken, ...]:
        """The story of a call, in the language of the queue it was handed to; the bare brand if it cannot be had."""
        try:
            call = self.sessions.load(sid, 0).call
        except Unavailable:
            call = None
        story = call.facts.get("story", {}) if call else {}
        queue = call.destination.queue if call and call.destination else self.routing.default
        language = self.routing.queues[queue if queue in self.routing.queues else self.routing.default].languages[0]
        return tuple(Spoken(line, language) for line in whisper(story, self.routing.brand))

    def waiting(self, sid: str, word: str, *, position: int | None) -> tuple[Spoken, ...]:
        """What a caller in a queue hears now and then. `word` is the signed state, which knows the language."""
        state = unseal(word, sid, self.key)
        language = state.language if state else self.routing.queues[self.routing.default].languages[0]
        place = (Line("hand_off.waiting", {"count": Count(position)}),) if position else ()
        return tuple(Spoken(line, language) for line in (*place, Line("hand_off.hold_on")))
