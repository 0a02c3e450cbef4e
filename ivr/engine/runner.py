"""Runs a call along its flows until it must wait for the caller. Pure: only the call changes."""

from dataclasses import dataclass, field, replace
from typing import Generic

from ivr.engine.call import Answer, C, Call
from ivr.engine.effects import Effect, HangUp, Hop, Say, Turn
from ivr.engine.flow import HANG_UP, Flows
from ivr.engine.spoken import Spoken
from ivr.engine.steps import (
    GIVES_UP,
    NO_INPUT,
    NO_MATCH,
    PERSON,
    REPEAT,
    WISHES,
    Ask,
    Ears,
    Question,
    S,
    StepGone,
    Waiting,
    languages,
    named_language,
)
from prompts.facts import Line

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

    def say(self, prompt: str) -> None:
        self.effects.append(Say((Spoken(Line(prompt), self.call.language, self.call.voice_profile),)))

    def hop(self, outcome: str, to: str) -> str:
        self.hops.append(Hop(self.call.at, outcome, to))
        return to

    def go(self, at: str) -> Turn:
        """Run steps from `at` on until one waits or the call ends."""
        for _ in range(STEP_LIMIT):
            if at == HANG_UP:
                self.effects.append(HangUp())
                return self._turn()
            self.call.at = at
            entered = self.flows.step(at).enter(self.call, self.services)
            self.effects.extend(entered.effects)
            if entered.outcome is None:
                return self._turn()
            at = self.hop(entered.outcome, self.flows.target(at, entered.outcome))
        raise RunawayFlow(at)

    def _turn(self) -> Turn:
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
        walk.say(apology)
    try:
        return walk.go(call.at)
    except StepGone:
        return _begin_flow_anew(flows, call, services)


def _begin_flow_anew(flows: Flows[C, S], call: Call[C], services: S) -> Turn:
    walk = _Walk(flows, call, services)
    walk.say("apology_changed")
    call.mishaps = replace(call.mishaps, lost=call.mishaps.lost + 1)
    if call.mishaps.lost < LOST_BEFORE_A_PERSON:
        return walk.go(flows.start_of(call.at))
    return walk.go(walk.hop("lost", flows.person))


def rescue(flows: Flows[C, S], call: Call[C], services: S) -> Turn:
    """After a fault: an apology, and a person."""
    walk = _Walk(flows, call, services)
    walk.say("apology_error")
    return walk.go(walk.hop("error", flows.person))


def _answered(walk: _Walk[C, S], answer: Answer, ears: Ears) -> Turn:
    step = walk.flows.step(walk.call.at)
    if not isinstance(step, Waiting):
        raise StepGone(walk.call.at)
    outcome = _outcome(walk.call, step, answer, ears)
    if outcome == REPEAT:
        return walk.go(walk.hop(REPEAT, walk.call.at))
    if isinstance(step, Question) and outcome in (NO_INPUT, NO_MATCH):
        return _misunderstood(walk, step, outcome)
    walk.call.tries = 0
    wants_person = outcome == PERSON and PERSON not in step.edges
    to = walk.flows.person if wants_person else walk.flows.target(walk.call.at, outcome)
    return walk.go(walk.hop(outcome, to))


def _outcome(call: Call[C], step: Waiting[C, S], answer: Answer, ears: Ears) -> str:
    """The meaning of the answer at this step; every question accepts requests for a person and for repetition."""
    if not isinstance(step, Question):
        return step.understand(call, answer, ears)
    if not (answer.keys or answer.speech):
        return NO_INPUT
    key = answer.keys or ears.key(answer.speech, call.language)
    if key in (PERSON, REPEAT):
        return key
    understood = step.understand(call, answer, ears)
    if isinstance(step, Ask) or understood == NO_MATCH:
        return _wish(call, answer.speech, ears) or understood
    return understood


def _wish(call: Call[C], speech: str, ears: Ears) -> str:
    """The key of a requested person or repetition; empty for any other answer. Switches to a language that is named."""
    wish = ears.choose(speech, (*WISHES, *languages(call.other_languages)), call.language) if speech else None
    if wish and (language := named_language(wish)):
        call.speak(language)
    return "" if wish is None else PERSON if wish == "person" else REPEAT


def _misunderstood(walk: _Walk[C, S], step: Question[C, S], outcome: str) -> Turn:
    """Say that the answer was not understood and ask again; after the last try, follow the step's way of giving up."""
    walk.call.tries += 1
    if walk.call.tries >= step.tries:
        walk.call.tries = 0
        return walk.go(walk.hop(GIVES_UP, walk.flows.target(walk.call.at, GIVES_UP)))
    last = walk.call.tries == step.tries - 1
    walk.say(f"{outcome}.last" if last else outcome)
    return walk.go(walk.hop(outcome, walk.call.at))
