"""A small line for the engine's tests: a greeting, a menu, a question, a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from ivr.effects.hand_off import HandOff, hand_over
from ivr.effects.take_message import take_message
from ivr.engine.call import Call, Destination
from ivr.engine.call_codec import CallCodec
from ivr.engine.flow import HANG_UP, Flow, Flows
from ivr.engine.records import CARRIED, stored_as
from prompts.universals import Reply, Universal


@dataclass(frozen=True, slots=True)
class Visit:
    """The facts of a call on this line."""

    purpose: str = field(default="", metadata=CARRIED)
    orders: tuple[str, ...] = field(default=(), metadata=stored_as("order_numbers"))


@dataclass(slots=True)
class Context:
    visit: Visit = field(default_factory=Visit)


CODEC = CallCodec(Context)


class PlainEars:
    """Understands a prompt's own name, universals by name ("no, ..." with more), and codes as they are."""

    def universal(self, speech: str, language: str) -> Reply:
        word, _, rest = speech.partition(", ")
        if word == "language":
            return Reply("language", language=rest)
        return Reply(word, rest) if word in get_args(Universal) else Reply()

    def issue(self, speech: str, language: str) -> tuple[str, bool, str] | None:
        return (speech.removeprefix("about "), True, "") if speech.startswith("about ") else None

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        return next((prompt for prompt in prompts if prompt.rpartition(".")[2] == speech), None)

    def quoted(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        return None

    def code(self, speech: str, language: str) -> str:
        return speech if speech.isdigit() else ""

    def key(self, speech: str, language: str) -> str | None:
        return speech.removeprefix("press ") if speech.startswith("press ") else None


EARS = PlainEars()


def shop() -> Flows:
    """The line. `services` is a dict; its `fault` makes the decision raise."""
    line = Flow("shop", start="opening")

    @line.decide(yes="hello", no="people")
    def opening(call: Call, services: dict[str, object]) -> Literal["yes", "no"]:
        if services.get("fault"):
            raise RuntimeError("broken")
        return "yes"

    line.say("hello", prompt="hello", then="menu")
    line.menu("menu", keys={"1": "number", "2": "bye"}, hears={"sorry": "wish.complaint"}, gives_up="people")
    line.say("sorry", prompt="sorry", then="people")
    line.ask("number", prompt="number", then="bye", gives_up="people")
    line.say("bye", prompt="bye", then=HANG_UP)
    people = Flow("people", start="choose")

    @people.decide(then="queue")
    def choose(call: Call, services: object) -> Literal["then"]:
        call.destination = Destination("care", "desk", "care")
        return "then"

    hand_over(
        people, "queue", made_of=_handed_over, done=HANG_UP, unanswered="sorry", left="sorry", transferred="sorry"
    )
    take_message(people, "sorry", prompt="sorry", then=HANG_UP, nothing="nothing")
    people.say("nothing", prompt="nothing", then=HANG_UP)
    return Flows(line, people, start="shop", person="people")


def _handed_over(call: Call[Context]) -> HandOff | None:
    return HandOff(call.destination) if call.destination else None


def ring() -> Call[Context]:
    return Call("CA1", "+14155550100", "+18005550199", "en-US", Context())
