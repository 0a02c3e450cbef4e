"""A turn told as an event of the record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ivr.calls.changes import place_of
from ivr.calls.events import Booking, Caller, Message, TurnTaken
from ivr.calls.ports import Webhook
from ivr.engine.call import Answer, Call
from ivr.engine.effects import CallBack, Say, Spoken, Text, Turn
from ivr.engine.steps import GIVES_UP, NO_INPUT, NO_MATCH
from prompts.facts import Facts


@dataclass(frozen=True, slots=True)
class Told:
    """What a turn is told with: the call after it, what came in, which turn it was, when, and what was missing."""

    call: Call
    webhook: Webhook
    number: int
    at: datetime
    degraded: str


def taken(turn: Turn, told: Told, *, words: Callable[[Spoken], str], caller: Callable[[str], Caller]) -> TurnTaken:
    """The event of a turn that was run."""
    call, number = told.call, told.number
    first = number == 0 or bool(told.degraded)
    return TurnTaken(
        sid=call.sid,
        turn=number,
        at=told.at,
        language=call.language,
        heard=_heard(told.webhook.answer),
        pressed=_pressed(turn),
        hops=tuple([(hop.step, hop.outcome, hop.to) for hop in turn.hops]),
        said=_said(turn),
        decision=call.decision,
        booking=_booking(turn, call),
        callback=call.facts.get("callback", "") if number == 0 else "",
        recording=told.webhook.answer.recording,
        messages=tuple(_messages(turn, call, number, words)),
        degraded=told.degraded,
        dnis=call.dnis if first else "",
        caller=caller(call.ani) if first else None,
    )


def _heard(answer: Answer) -> str:
    if answer.outcome:
        return answer.outcome
    return "keys" if answer.keys else "speech" if answer.speech else "silence"


def _pressed(turn: Turn) -> str:
    """The key chosen in a menu, by hand or by word. What is keyed in at a question stays out of the record."""
    outcome = turn.hops[0].outcome if turn.hops else ""
    return outcome if len(outcome) == 1 and outcome not in (NO_INPUT, NO_MATCH, GIVES_UP) else ""


def _said(turn: Turn) -> tuple[tuple[str, Facts, str], ...]:
    said = [spoken for effect in turn.effects if isinstance(effect, Say) for spoken in effect.spoken]
    return tuple([(each.line.prompt, each.line.facts, each.language) for each in said])


def _booking(turn: Turn, call: Call) -> Booking | None:
    booked = next((effect for effect in turn.effects if isinstance(effect, CallBack)), None)
    if booked is None:
        return None
    replaces = call.facts.get("callback", "")
    return Booking(booked.number, call.dnis, booked.queue, place_of(booked), booked.story, replaces)


def _messages(turn: Turn, call: Call, number: int, words: Callable[[Spoken], str]) -> Iterator[Message]:
    texts = (effect for effect in turn.effects if isinstance(effect, Text))
    for place, text in enumerate(texts):
        yield Message(f"{call.sid}:{number}:{place}", text.to, words(text.spoken), text.about)
