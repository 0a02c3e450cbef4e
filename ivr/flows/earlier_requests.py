"""What a caller has asked for already, in this call or before: nobody is asked to do the same thing twice."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ivr.effects.make_request import MakeRequest, RequestKind
from ivr.engine.effects import Effect
from ivr.flows.context import LineCall


def already_asked(call: LineCall, kind: RequestKind, *, of_order: bool = True) -> bool:
    """Whether the caller has an open request of this kind for the order of the call.

    Without `of_order`, for no order in particular.
    """
    return asked_for(kind, call.context.order.key if of_order else "") in call.context.history.asked


def note_requests(call: LineCall, effects: Iterable[Effect]) -> tuple[str, ...]:
    """Add the requests among these effects to what the caller has asked for, and return them."""
    made = tuple(_made(call, effects))
    if made:
        asked = dict.fromkeys((*call.context.history.asked, *made))
        call.context.history = replace(call.context.history, asked=tuple(asked))
    return made


def _made(call: LineCall, effects: Iterable[Effect]) -> Iterator[str]:
    for effect in effects:
        if isinstance(effect, MakeRequest):
            yield asked_for(effect.kind, call.context.order.key if effect.order else "")


def asked_for(kind: RequestKind, order_key: str) -> str:
    """A request in a caller's memory: its kind, and its order by keyed hash."""
    return f"{kind}:{order_key}"
