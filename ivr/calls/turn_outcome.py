"""A turn told as an event of the record."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ivr.calls.events import Caller, TurnTaken
from ivr.calls.ports import Webhook
from ivr.effects.call_back import Booking
from ivr.effects.send_text import Message
from ivr.engine.call import Answer
from ivr.engine.effects import Effect, Entry, Made, Said, Turn
from ivr.engine.steps import GIVES_UP, NO_INPUT, NO_MATCH
from ivr.flows.context import LineCall


@dataclass(frozen=True, slots=True)
class Told:
    """A turn that was run: the call after it, what came in, how the turn was made, and what was missing."""

    call: LineCall
    webhook: Webhook
    made: Made
    degraded: str


def turn_event(turn: Turn, told: Told, *, caller: Callable[[str], Caller]) -> TurnTaken:
    """The event of a turn that was run."""
    call, number, context = told.call, told.made.turn, told.call.context
    entries = list(_entries(turn, told.made))
    first = number == 0 or bool(told.degraded)
    return TurnTaken(
        sid=call.sid,
        turn=number,
        at=told.made.now,
        language=call.language,
        heard=_heard(told.webhook.answer),
        pressed=_pressed(turn),
        hops=tuple([(hop.step, hop.outcome, hop.to) for hop in turn.hops]),
        said=tuple([(each.prompt, each.facts, each.language) for each in entries if isinstance(each, Said)]),
        decision=context.decision,
        booking=next((each for each in entries if isinstance(each, Booking)), None),
        callback=context.callback.callback if number == 0 else "",
        recording=told.webhook.answer.recording,
        messages=tuple([each for each in entries if isinstance(each, Message)]),
        degraded=told.degraded,
        dnis=call.dnis if first else "",
        caller=caller(call.ani) if first else None,
    )


def _entries(turn: Turn, made: Made) -> Iterator[Entry]:
    places: Counter[type[Effect]] = Counter()
    for effect in turn.effects:
        yield from effect.entries(made, places[type(effect)])
        places[type(effect)] += 1


def _heard(answer: Answer) -> str:
    if answer.outcome:
        return answer.outcome
    return "keys" if answer.keys else "speech" if answer.speech else "silence"


def _pressed(turn: Turn) -> str:
    """The key chosen in a menu, by hand or by word. What is keyed in at a question stays out of the record."""
    outcome = turn.hops[0].outcome if turn.hops else ""
    return outcome if len(outcome) == 1 and outcome not in (NO_INPUT, NO_MATCH, GIVES_UP) else ""
