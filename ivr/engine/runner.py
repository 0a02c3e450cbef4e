"""Runs a call along its flows until it must wait for the caller. Pure: only the call changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic

from ivr.engine.call import SILENCE, Answer, C, Call
from ivr.engine.card_numbers import LEAST_SPOKEN, has_card_number
from ivr.engine.effects import Effect, HangUp, Hop, Say, Turn
from ivr.engine.flow import HANG_UP, Flows
from ivr.engine.spoken import Spoken
from ivr.engine.steps import (
    BACK,
    DONE,
    GIVES_UP,
    LANGUAGE,
    NO_INPUT,
    PERSON,
    REPEAT,
    SLOWER,
    Ears,
    Question,
    S,
    StepGone,
    Waiting,
)
from prompts.facts import Line, Terms
from prompts.universals import NO_REPLY, Reply

STEP_LIMIT = 50
LOST_BEFORE_A_PERSON = 2


class RunawayFlow(Exception):
    """Fifty steps passed without a word to the caller: two decisions send the call back and forth."""


@dataclass(slots=True)
class _Walk(Generic[C, S]):
    """A turn in progress."""

    flows: Flows[C, S]
    call: Call[C]
    services: S
    effects: list[Effect] = field(default_factory=list)
    hops: list[Hop] = field(default_factory=list)

    def say(self, line: Line) -> None:
        self.effects.append(Say((Spoken(line, self.call.language, self.call.voice_profile),)))

    def hop(self, outcome: str, to: str) -> str:
        self.hops.append(Hop(self.call.at, outcome, to))
        return to

    def go(self, at: str) -> Turn:
        """Run steps from `at` on until one waits or the call ends."""
        for _ in range(STEP_LIMIT):
            if at == HANG_UP:
                self.effects.append(HangUp())
                return self.turn()
            self.call.at = at
            entered = self.flows.step(at).enter(self.call, self.services)
            self.effects.extend(entered.effects)
            if entered.outcome is None:
                return self.turn()
            at = self.hop(entered.outcome, self.flows.target(at, entered.outcome))
        raise RunawayFlow(at)

    def turn(self) -> Turn:
        self.call.turn += 1
        return Turn(tuple(self.effects), tuple(self.hops))


def begin(flows: Flows[C, S], call: Call[C], services: S, *, at: str = "") -> Turn:
    """Answer a new call, at the line's start or at another place."""
    return _Walk(flows, call, services).go(at or flows.start)


def resume(flows: Flows[C, S], call: Call[C], answer: Answer, services: S, ears: Ears) -> Turn:
    """Continue from the waiting step.

    If the step no longer exists since a deploy, or its sentences were lost with the session, its flow starts again
    with an apology; if that happens again, the caller is connected to a person.
    """
    walk = _Walk(flows, call, services)
    try:
        return _answered(walk, answer, ears)
    except StepGone:
        return _begin_flow_anew(flows, call, services)


def retry(flows: Flows[C, S], call: Call[C], services: S, apology: str = "apology_error") -> Turn:
    """Repeat the current question after a failed delivery to the caller."""
    walk = _Walk(flows, call, services)
    if apology:
        walk.say(Line(apology))
    try:
        return walk.go(call.at)
    except StepGone:
        return _begin_flow_anew(flows, call, services)


def _begin_flow_anew(flows: Flows[C, S], call: Call[C], services: S) -> Turn:
    walk = _Walk(flows, call, services)
    walk.say(Line("apology_changed"))
    call.mishaps = replace(call.mishaps, lost=call.mishaps.lost + 1)
    if call.mishaps.lost < LOST_BEFORE_A_PERSON:
        return walk.go(flows.start_of(call.at))
    return walk.go(walk.hop("lost", flows.person))


def rescue(flows: Flows[C, S], call: Call[C], services: S) -> Turn:
    """After a fault: an apology, and a person."""
    walk = _Walk(flows, call, services)
    walk.say(Line("apology_error"))
    return walk.go(walk.hop("error", flows.person))


def _answered(walk: _Walk[C, S], answer: Answer, ears: Ears) -> Turn:
    step = walk.flows.step(walk.call.at)
    if not isinstance(step, Waiting):
        raise StepGone(walk.call.at)
    if isinstance(step, Question) and (answer.is_card_number or _says_card_number(walk.call, answer.speech, ears)):
        return _refuse_card_number(walk)
    walk.call.answer = answer
    if isinstance(step, Question):
        return _replied(walk, step, answer, ears)
    return _onward(walk, step.understand(walk.call, answer, ears))


def _replied(walk: _Walk[C, S], step: Question[C, S], answer: Answer, ears: Ears) -> Turn:
    """Follow a caller's answer. What every question accepts is looked for first."""
    reply = _reply(walk.call, answer, ears)
    outcome = _universal(answer, reply) or _understood(walk.call, step, replace(answer, reply=reply), ears)
    match outcome:
        case "" | "no_input" | "no_match":
            return _misunderstood(walk, step, outcome or NO_INPUT)
        case "back":
            return _go_back(walk)
        case "language":
            return _change_language(walk, step, reply.language)
        case "slower":
            walk.call.progress = replace(walk.call.progress, is_slow=True)
            return _repeat(walk, step, SLOWER)
        case "*":
            return _repeat(walk, step, REPEAT)
        case "0" if PERSON not in step.edges:
            return _leave(walk, PERSON, walk.flows.person)
        case "done":
            return _leave(walk, DONE, walk.flows.done)
    return _leave(walk, outcome, walk.flows.target(walk.call.at, outcome))


def _says_card_number(call: Call[C], speech: str, ears: Ears) -> bool:
    """Whether the number of a payment card is said in words."""
    return len(speech.encode()) >= LEAST_SPOKEN and has_card_number(ears.code(speech, call.language))


def _refuse_card_number(walk: _Walk[C, S]) -> Turn:
    """Ask the question again. The answer is dropped: no step sees it and nothing of it is stored."""
    walk.call.answer = SILENCE
    walk.say(Line("card_number"))
    return walk.go(walk.hop("card_number", walk.call.at))


def _reply(call: Call[C], answer: Answer, ears: Ears) -> Reply:
    return NO_REPLY if answer.keys or not answer.speech else ears.universal(answer.speech, call.language)


_WISHES: Mapping[str, str] = {"person": PERSON, "repeat": REPEAT}


def _universal(answer: Answer, reply: Reply) -> str:
    """The outcome of an answer that every question accepts; empty for any other answer."""
    if answer.keys in (PERSON, REPEAT):
        return answer.keys
    if reply.universal in ("yes", "no", None):
        return ""
    return _WISHES.get(reply.universal, reply.universal)


def _understood(call: Call[C], step: Question[C, S], answer: Answer, ears: Ears) -> str:
    """The outcome of an answer at this step."""
    if not (answer.keys or answer.speech):
        return NO_INPUT
    named = "" if answer.keys else ears.key(answer.speech, call.language)
    return named if named in (PERSON, REPEAT) else step.understand(call, answer, ears)


def _leave(walk: _Walk[C, S], outcome: str, to: str) -> Turn:
    """Follow an edge from a question, to which the caller can come back."""
    asked = walk.call.at
    turn = _onward_to(walk, outcome, to)
    if walk.call.at != asked:
        walk.call.leave(asked)
    return turn


def _onward(walk: _Walk[C, S], outcome: str) -> Turn:
    return _onward_to(walk, outcome, walk.flows.target(walk.call.at, outcome))


def _onward_to(walk: _Walk[C, S], outcome: str, to: str) -> Turn:
    walk.call.tries = 0
    return walk.go(walk.hop(outcome, to))


def _repeat(walk: _Walk[C, S], step: Question[C, S], outcome: str) -> Turn:
    """Say again what the question is about, or the question."""
    at = walk.call.at
    return walk.go(walk.hop(outcome, walk.flows.target(at, REPEAT) if REPEAT in step.edges else at))


def _go_back(walk: _Walk[C, S]) -> Turn:
    """Ask the question before; this one again if there is none."""
    walk.call.tries = 0
    return walk.go(walk.hop(BACK, walk.call.go_back()))


def _change_language(walk: _Walk[C, S], step: Question[C, S], wanted: str) -> Turn:
    """Go on in a language on offer; the caller of any other one hears which there are."""
    call = walk.call
    found = _offered(call, wanted)
    if not found:
        walk.say(Line("languages_offered", {"languages": Terms(tuple(map(_term, call.languages.offered)))}))
        return walk.go(walk.hop(LANGUAGE, call.at))
    if step.switches_language and found != call.language:
        call.languages = replace(call.languages, named=found)
        return _onward(walk, step.switches_language)
    call.speak(found)
    return walk.go(walk.hop(LANGUAGE, call.at))


def _offered(call: Call[C], wanted: str) -> str:
    """The language on offer that is meant: the one named, another region's, or the only other one if none was named."""
    others = call.other_languages
    if not wanted:
        return others[0] if len(others) == 1 else ""
    alike = [each for each in call.languages.offered if each.partition("-")[0] == wanted.partition("-")[0]]
    return wanted if wanted in alike else next(iter(alike), "")


def _term(language: str) -> str:
    return f"language.{language}"


def _misunderstood(walk: _Walk[C, S], step: Question[C, S], missed: str) -> Turn:
    """Ask again after an answer that was not understood; after the last try, follow the step's way of giving up."""
    walk.call.tries += 1
    if walk.call.tries >= step.tries:
        return _leave(walk, GIVES_UP, walk.flows.target(walk.call.at, GIVES_UP))
    walk.effects.extend(step.ask_again(walk.call, walk.services, missed))
    walk.hop(missed, walk.call.at)
    return walk.turn()
