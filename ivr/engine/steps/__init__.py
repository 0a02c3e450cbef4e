"""The kinds of step that every line has. Each is a frozen dataclass with a name and edges; only `Decide` holds code.

Steps that cause an effect of the line are in `ivr.effects`.
"""

from ivr.engine.steps.choose import Choose
from ivr.engine.steps.confirm import Confirm
from ivr.engine.steps.immediate import Decide, Speak
from ivr.engine.steps.menu import Menu
from ivr.engine.steps.questions import Ask, Listen
from ivr.engine.steps.rate import Rate
from ivr.engine.steps.step import (
    ALWAYS_HEARD,
    ANYTHING,
    BACK,
    DONE,
    GIVES_UP,
    LANGUAGE,
    NO,
    NO_INPUT,
    NO_MATCH,
    OPEN,
    PERSON,
    REPEAT,
    SLOWER,
    YES,
    Ears,
    Entered,
    Question,
    S,
    Step,
    StepGone,
    StepLook,
    Waiting,
    as_spoken,
    languages,
    named_language,
    prepared,
)

__all__ = [
    "ALWAYS_HEARD",
    "ANYTHING",
    "BACK",
    "DONE",
    "GIVES_UP",
    "LANGUAGE",
    "NO",
    "NO_INPUT",
    "NO_MATCH",
    "OPEN",
    "PERSON",
    "REPEAT",
    "SLOWER",
    "YES",
    "Ask",
    "Choose",
    "Confirm",
    "Decide",
    "Ears",
    "Entered",
    "Listen",
    "Menu",
    "Question",
    "Rate",
    "S",
    "Speak",
    "Step",
    "StepGone",
    "StepLook",
    "Waiting",
    "as_spoken",
    "languages",
    "named_language",
    "prepared",
]
