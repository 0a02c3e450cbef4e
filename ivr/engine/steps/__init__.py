"""The few kinds of step. Each is a frozen dataclass with a name and edges; only `Decide` holds code."""

from ivr.engine.steps.asking import Ask, Listen, Menu
from ivr.engine.steps.going_on import BookCallback, Decide, SendText, Speak
from ivr.engine.steps.handing_over import Queue, TakeMessage
from ivr.engine.steps.step import (
    ANYTHING,
    GIVES_UP,
    NO_INPUT,
    NO_MATCH,
    OPEN,
    PERSON,
    REPEAT,
    WISHES,
    Ears,
    Entered,
    Step,
    StepGone,
    languages,
    named_language,
)

__all__ = [
    "ANYTHING",
    "GIVES_UP",
    "NO_INPUT",
    "NO_MATCH",
    "OPEN",
    "PERSON",
    "REPEAT",
    "WISHES",
    "AnyStep",
    "Ask",
    "BookCallback",
    "Decide",
    "Ears",
    "Entered",
    "Listen",
    "Menu",
    "Queue",
    "SendText",
    "Speak",
    "Step",
    "StepGone",
    "TakeMessage",
    "Waiting",
    "languages",
    "named_language",
]

AnyStep = Decide | Speak | Menu | Ask | Listen | SendText | BookCallback | Queue | TakeMessage
Waiting = Menu | Ask | Listen | Queue | TakeMessage
