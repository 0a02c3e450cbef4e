"""Flows: steps with declared edges, checked when they are declared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from ivr.engine import steps
from ivr.engine.call import C, Call
from ivr.engine.steps import GIVES_UP, S, Step

HANG_UP = "hang_up"
"""The target that ends the call."""

O = TypeVar("O", bound=str)  # noqa: E741 - an outcome


class FlowError(Exception):
    """A flow is declared wrongly; the message names the flow, the step and the fault."""


class Flow(Generic[C, S]):
    """One conversation: a set of steps, a start, and edges between them.

    A target is a step of this flow, another flow (entered at its start), a step of another flow written
    `flow.step`, or HANG_UP. Declaring a step checks what can be seen at once; `Flows` checks the rest.
    """

    def __init__(self, name: str, *, start: str) -> None:
        self.name = name
        self.start = start
        self.steps: dict[str, Step[C, S]] = {}

    def decide(self, **edges: str) -> Callable[[Callable[[Call[C], S], O]], Callable[[Call[C], S], O]]:
        """Declare a step of code. Its return type lists the outcomes; each must have an edge, and no other."""

        def declare(function: Callable[[Call[C], S], O]) -> Callable[[Call[C], S], O]:
            name = getattr(function, "__name__", "")
            outcomes = _outcomes(function)
            if outcomes != set(edges):
                raise FlowError(f"{self.name}.{name}: returns {sorted(outcomes)} but has edges {sorted(edges)}")
            self.add(steps.Decide(name=name, edges=edges, function=function))
            return function

        return declare

    def say(self, name: str, *, then: str, prompt: str = "", prepared: str = "") -> None:
        """Say a prompt, or the sentences that an earlier step prepared under a name."""
        said = _either(f"{self.name}.{name}", prompt, prepared)
        self.add(steps.Speak(name=name, edges={"then": then}, prompt=said, prepared=bool(prepared)))

    def menu(
        self,
        name: str,
        *,
        keys: Mapping[str, str],
        gives_up: str,
        prompt: str = "",
        in_next_language: str = "",
        only_if: Mapping[str, Callable[[C], bool]] | None = None,
        hears: Mapping[str, str] | None = None,
        opening: str = "",
        said: str = "",
        anything: str = "",
        by_keys_alone: bool = False,
    ) -> None:
        """Offer keys. Two keys with the same target are rejected, since speech could not distinguish them.

        `hears` are more targets that can be named without being offered: target to the prompt with the phrases.
        `opening` is a prompt that is said instead of the options, which are read after silence. `said` is the target of
        free speech about a known issue, `anything` that of callers who only say that it is something else; a menu
        `by_keys_alone` accepts no speech. The key * is also meant by callers who want to hear it again.
        """
        if len(set(keys.values())) != len(keys):
            raise FlowError(f"{self.name}.{name}: two keys lead to the same place")
        others = _given({steps.OPEN: said, GIVES_UP: gives_up})
        self.add(
            steps.Menu(
                name=name,
                edges={**keys, **{target: target for target in hears or ()}, **others},
                prompt=prompt or name,
                hears=hears or {},
                opening=opening,
                is_open=bool(said),
                anything=anything,
                by_keys_alone=by_keys_alone,
                in_next_language=in_next_language,
                only_if=only_if or {},
            )
        )

    def confirm(
        self,
        name: str,
        *,
        yes: str,
        no: str,
        gives_up: str,
        prompt: str = "",
        prepared: str = "",
        said: str = "",
        hears: Mapping[str, str] | None = None,
        repeats: str = "",
        tries: int = 3,
    ) -> None:
        """Ask a yes/no question: a prompt, or the sentences that an earlier step prepared under a name.

        `said` is the target of free speech about a known issue, as in "no, a return". `hears` are prompts with phrases
        that mean yes or no too, by outcome ("yes", "no"). `repeats` is the step for callers who want to hear it again,
        if not the question.
        """
        question = _either(f"{self.name}.{name}", prompt, prepared)
        edges = _given({steps.YES: yes, steps.NO: no, steps.OPEN: said, steps.REPEAT: repeats, GIVES_UP: gives_up})
        step: steps.Confirm[C, S] = steps.Confirm(
            name=name, edges=edges, prompt=question, prepared=bool(prepared), hears=hears or {}, tries=tries
        )
        self.add(step)

    def ask(
        self,
        name: str,
        *,
        then: str,
        gives_up: str,
        prompt: str = "",
        prepared: str = "",
        digits: int | None = None,
        fits: Callable[[str], bool] = bool,
        tries: int = 3,
    ) -> None:
        """Ask for digits or a code. `digits` is the number of keys that ends it; without it the pound key does.

        `fits` tells whether a code may be one of the kind that is asked for; one that may not is not understood.
        """
        said = _either(f"{self.name}.{name}", prompt, prepared)
        edges = {"then": then, GIVES_UP: gives_up}
        step: steps.Ask[C, S] = steps.Ask(
            name=name, edges=edges, prompt=said, prepared=bool(prepared), digits=digits, fits=fits, tries=tries
        )
        self.add(step)

    def choose(
        self,
        name: str,
        *,
        prepared: str,
        then: str,
        gives_up: str,
        described: Sequence[str] = (),
        none: str = "",
        said: str = "",
        tries: int = 3,
    ) -> None:
        """Ask which of several things is meant, whose sentences with their keys an earlier step prepared.

        `described` are prompts whose phrases say something of a thing, `none` is the one that means none of them; the
        step `then` decides. `said` is the target of free speech about a known issue.
        """
        edges = _given({"then": then, steps.OPEN: said, GIVES_UP: gives_up})
        step: steps.Choose[C, S] = steps.Choose(
            name=name, edges=edges, prompt=prepared, described=tuple(described), none=none, tries=tries
        )
        self.add(step)

    def listen(self, name: str, *, prompt: str, then: str, gives_up: str, tries: int = 2) -> None:
        """Ask an open question, and find the issue in the answer."""
        self.add(steps.Listen(name=name, edges={"then": then, GIVES_UP: gives_up}, prompt=prompt, tries=tries))

    def add(self, step: Step[C, S]) -> None:
        """Declare a step of any kind."""
        if step.name in self.steps:
            raise FlowError(f"{self.name}.{step.name}: declared twice")
        self.steps[step.name] = step


class Flows(Generic[C, S]):
    """All flows of a line. Raises FlowError if an edge has no target.

    `start` is the flow that answers a call, `person` the flow that key 0 leads to from everywhere, `done` the place to
    which a caller goes who wants to finish; `others` are the starts of calls that we place.
    """

    def __init__(
        self, *flows: Flow[C, S], start: str, person: str, done: str = HANG_UP, others: Sequence[str] = ()
    ) -> None:
        self._flows = {flow.name: flow for flow in flows}
        self._steps = {f"{flow.name}.{step.name}": step for flow in flows for step in flow.steps.values()}
        self._edges = {at: self._resolve(at, step) for at, step in self._steps.items()}
        self.start = self._place("", start)
        self.person = self._place("", person)
        self.done = self._place("", done)
        starts = {self.start, self.person, self.done, *(self._place("", other) for other in others)}
        self.entrances = frozenset(starts - {HANG_UP})

    def __iter__(self) -> Iterator[tuple[str, Step[C, S]]]:
        """Every place ("flow.step") with its step."""
        return iter(self._steps.items())

    def step(self, at: str) -> Step[C, S]:
        """The step at a place. Raises StepGone if it does not exist, for instance since a deploy."""
        try:
            return self._steps[at]
        except KeyError:
            raise steps.StepGone(at) from None

    def target(self, at: str, outcome: str) -> str:
        """The place that an outcome leads to, or HANG_UP."""
        return self._edges[at][outcome]

    def edges(self, at: str) -> Mapping[str, str]:
        """Outcome to place, for one step."""
        return self._edges[at]

    def start_of(self, at: str) -> str:
        """The start of the flow of `at`, or of the line if that flow no longer exists."""
        flow = self._flows.get(at.partition(".")[0])
        return f"{flow.name}.{flow.start}" if flow else self.start

    def _resolve(self, at: str, step: Step[C, S]) -> dict[str, str]:
        return {outcome: self._place(at, target) for outcome, target in step.edges.items()}

    def _place(self, at: str, target: str) -> str:
        here = f"{at.partition('.')[0]}.{target}"
        if target == HANG_UP or target in self._steps:
            return target
        if here in self._steps:
            return here
        if target in self._flows:
            return self._place(target + ".", self._flows[target].start)
        raise FlowError(f"{at or 'flows'}: no step or flow is called {target!r}")


def _outcomes(function: object) -> set[str]:
    returns = get_type_hints(function).get("return")
    if get_origin(returns) is not Literal:
        raise FlowError(f"{getattr(function, '__name__', function)}: must return a Literal that lists its outcomes")
    return set(get_args(returns))


def _either(place: str, prompt: str, prepared: str) -> str:
    if bool(prompt) == bool(prepared):
        raise FlowError(f"{place}: needs a prompt or prepared sentences, and not both")
    return prompt or prepared


def _given(edges: Mapping[str, str]) -> dict[str, str]:
    """The edges that have a target."""
    return {outcome: target for outcome, target in edges.items() if target}
