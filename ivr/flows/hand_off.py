"""To a person: the right queue, with the story, and another when nobody answers."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Literal

from ivr.engine.call import Call, Destination
from ivr.engine.flow import HANG_UP, Flow
from ivr.flows.services import Services
from prompts.facts import Code, Count, Facts, Line, Term, Text
from routing.decide import Caller, decide

WAITS_AT = "hand_off.connect"
"""Where a caller is while waiting for people, and while talking to them."""

hand_off = Flow("hand_off", start="route")


@hand_off.decide(connect="connecting", again="unanswered", nobody="nobody")
def route(call: Call, services: Services) -> Literal["connect", "again", "nobody"]:
    """Choose a queue that has not failed this call yet."""
    tried = tuple(call.facts.get("tried", ()))
    decision = decide(services.routing, Caller(call.language, call.facts.get("issue", "other"), tried))
    call.decision = asdict(decision)
    if decision.queue is None:
        return "nobody"
    queue = services.routing.queues[decision.queue]
    call.destination = Destination(decision.queue, queue.hand_off.kind, queue.hand_off.address)
    call.remember(tried=[*tried, decision.queue], story=story(call))
    return "again" if tried else "connect"


hand_off.say("connecting", prompt="hand_off.connecting", then="connect")
hand_off.say("unanswered", prompt="hand_off.unanswered", then="connect")
hand_off.queue("connect", done="goodbye", unanswered="route")
hand_off.say("goodbye", prompt="goodbye", then=HANG_UP)
hand_off.record("nobody", prompt="hand_off.nobody", then="thanks", nothing="goodbye")
hand_off.say("thanks", prompt="hand_off.message_taken", then=HANG_UP)


def story(call: Call) -> dict[str, str]:
    """What whoever answers is told: language, issue, order, how late, which try. Empty parts are left out."""
    parts = {
        "language": call.language,
        "issue": call.facts.get("issue", "other"),
        "order": call.facts.get("order", ""),
        "late": str(call.facts.get("days_late", "")),
        "try": str(len(call.facts.get("tried", ())) + 1),
    }
    return {name: value for name, value in parts.items() if value}


def whisper(story: Mapping[str, str], brand: str) -> tuple[Line, ...]:
    """The story as whoever answers hears it, before the caller is put through."""
    parts = _parts(story)
    return (Line("whisper.call", {"brand": Text(brand)}), *(Line(prompt, facts) for prompt, facts in parts))


def _parts(story: Mapping[str, str]) -> Iterator[tuple[str, Facts]]:
    if language := story.get("language"):
        yield "whisper.language", {"language": Term(f"language.{language}")}
    if issue := story.get("issue"):
        yield "whisper.issue", {"issue": Term(f"issue.{issue}")}
    if order := story.get("order"):
        yield "whisper.order", {"order": Code(order)}
    if late := story.get("late"):
        yield "whisper.late", {"count": Count(int(late))}
    if tries := story.get("try"):
        yield "whisper.tries", {"count": Count(int(tries))}
