"""A small line for the engine's tests: a greeting, a menu, a question, a person."""

from collections.abc import Sequence
from typing import Literal

from ivr.engine.call import Call, Destination
from ivr.engine.flow import HANG_UP, Flow, Flows


class PlainEars:
    """Understands a prompt's own name, and codes as they are."""

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        return next((prompt for prompt in prompts if prompt.rpartition(".")[2] == speech), None)

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

    people.queue("queue", done=HANG_UP, unanswered="sorry", left="sorry")
    people.record("sorry", prompt="sorry", then=HANG_UP, nothing="nothing")
    people.say("nothing", prompt="nothing", then=HANG_UP)
    return Flows(line, people, start="shop", person="people")


def ring() -> Call:
    return Call("CA1", "+14155550100", "+18005550199", "en-US")
