"""One simulation run: calls are routed by the real `decide`, wait, and are answered or abandoned; all is counted."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace

import simpy

from routing.allocation import Ledger
from routing.caller import QueueState
from routing.decide import CompiledRouting, can_take, decide
from routing.model import Overflow, Queue
from routing.simulate.caller_streams import CallerStream, SimulatedCaller, busyness
from routing.simulate.dispatcher import AgentTeam, Dispatcher, SimulatedQueue, WaitingCaller
from routing.simulate.run_statistics import MeasurementWindow, RunStatistics
from routing.simulate.scenario import Scenario
from routing.simulate.timeline import Timeline

PIECE = 32.0
"""Seconds of music between two checks whether another queue could take a caller sooner."""
_MOMENT = 1.0
"""Seconds between two checks whether all calls have ended."""
NOBODY_ANSWERS = ("voicemail", "callback")
"""Kinds of hand-off that end a call without an agent."""

GAVE_UP, MOVES_ON, UNANSWERED = "gave up", "wait", "unanswered"
"""The ends of an unanswered wait; the last two are also reasons why a call leaves its queue."""

Steps = Generator[simpy.Event, object, None]


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """The result of a run."""

    statistics: RunStatistics
    teams: tuple[AgentTeam, ...]


def run(scenario: Scenario, config: CompiledRouting, *, seed: str, days: int | None = None) -> SimulationResult:
    """Run whole days from the scenario's start. The same seed gives the same callers for every document."""
    timeline = Timeline(scenario, days or scenario.days)
    return SimulationRun(
        scenario, config, seed=seed, timeline=timeline, window=MeasurementWindow(0.0, timeline.end)
    ).result()


class SimulationRun:
    """A run in progress."""

    def __init__(
        self, scenario: Scenario, config: CompiledRouting, *, seed: str, timeline: Timeline, window: MeasurementWindow
    ) -> None:
        self._scenario, self._config, self._timeline, self._window = scenario, config, timeline, window
        self._env = simpy.Environment()
        self._queues = config.routing.queues
        self._dispatcher = Dispatcher(_people(scenario, window), _lines(self._queues))
        self._states = _States(self)
        self._outages = _outages(scenario, timeline)
        self._ledger = Ledger()
        self._lines_taken = 0
        self._streams = {name: CallerStream(name, each, seed) for name, each in scenario.callers.items()}
        self._busyness = busyness(scenario, timeline, seed)
        self._statistics = RunStatistics.opened(self._queues, scenario.callers, window, scenario.short_abandon)

    def result(self) -> SimulationResult:
        """Run the simulation to its end."""
        for people in self._dispatcher.teams:
            self._env.process(self._shifts(people))
        self._env.process(self._days())
        for stream in self._streams.values():
            self._env.process(self._arrivals(stream))
        self._env.run(until=self._env.process(self._closing()) if self._window.empties else self._window.until)
        return self._closed()

    def state(self, queue: str) -> QueueState:
        """The current state of a queue as routing sees it."""
        now = self._env.now
        is_out = bool(self._outages) and any(since <= now < until for since, until in self._outages.get(queue, ()))
        return self._dispatcher.lines[queue].state(now, is_out=is_out)

    def _shifts(self, people: AgentTeam) -> Steps:
        for at, number in self._timeline.staffing(self._scenario.teams[people.name]):
            yield self._env.timeout(at - self._env.now)
            people.there_are(number, at)
            while people.idle and (ticket := self._dispatcher.next_for(people)):
                self._take(people, ticket)

    def _days(self) -> Steps:
        """Start a new ledger each day, and each month."""
        for day in self._timeline.days[1:]:
            yield self._env.timeout(self._timeline.midnight(day) - self._env.now)
            self._ledger = Ledger({} if day.day == 1 else self._ledger.month)

    def _arrivals(self, stream: CallerStream) -> Steps:
        for simulated in stream.calls(self._timeline, self._busyness):
            if simulated.arrived >= self._window.until:
                return
            yield self._env.timeout(simulated.arrived - self._env.now)
            self._env.process(self._call(simulated))

    def _closing(self) -> Steps:
        """After the last arrival, wait until the last call has ended."""
        yield self._env.timeout(self._window.until - self._env.now)
        while self._lines_taken:
            yield self._env.timeout(_MOMENT)

    def _call(self, simulated: SimulatedCaller) -> Steps:
        if self._lines_taken == self._scenario.lines:
            self._statistics.busy(simulated)
            return
        self._lines_taken += 1
        self._statistics.arrived(simulated)
        yield from self._sent_on(simulated)
        self._lines_taken -= 1

    def _sent_on(self, simulated: SimulatedCaller) -> Steps:
        """Route the call from queue to queue until it is answered, abandoned or refused."""
        caller = simulated.caller
        while True:
            decision = decide(self._config, caller, self._states, self._ledger, self._timeline.moment(self._env.now))
            if decision.queue is None:
                self._statistics.refused(simulated, decision, at_once=not caller.tried)
                return
            if decision.assignment is not None:
                self._ledger = self._ledger.counted(decision.assignment)
            self._statistics.sent(simulated, decision.queue, decision.assignment)
            goes_on = yield from self._handed_to(decision.queue, simulated, decision.priority)
            if not goes_on:
                return
            caller = replace(caller, tried=(*caller.tried, decision.queue))

    def _handed_to(self, name: str, simulated: SimulatedCaller, priority: int) -> Generator[simpy.Event, object, bool]:
        """Simulate a call at one queue to its end. Returns whether the caller goes on to another queue."""
        kind, now = self._queues[name].hand_off.kind, self._env.now
        if kind in NOBODY_ANSWERS:
            self._statistics.left_a_message(simulated, name, kind)
            return False
        team = self._dispatcher.somebody_for(name)
        if team is not None:
            self._answer(team, simulated, name, since=now)
        else:
            ticket = WaitingCaller(simulated, name, now, self._env.event())
            self._wait(ticket, priority)
            end = yield ticket.over
            if not isinstance(end, AgentTeam):
                return self._left(ticket, str(end))
            team = end
        yield self._env.timeout(simulated.service * team.pace)
        if team.end(self._env.now) and (following := self._dispatcher.next_for(team)):
            self._take(team, following)
        return False

    def _wait(self, ticket: WaitingCaller, priority: int) -> None:
        """Add the caller to the line, and start the timers that can end the wait before an answer."""
        self._dispatcher.lines[ticket.queue].join(ticket, priority)
        left = ticket.simulated.arrived + ticket.simulated.patience - self._env.now
        self._after(max(0.0, left), ticket, GAVE_UP)
        rings = self._scenario.rings.get(ticket.queue)
        if rings is not None:
            self._after(rings, ticket, UNANSWERED)
        elif any(over.wait_over for over in self._queues[ticket.queue].overflow):
            self._env.process(self._looks_elsewhere(ticket))

    def _after(self, seconds: float, ticket: WaitingCaller, end: str) -> None:
        if seconds < self._timeline.end:
            self._env.timeout(seconds).callbacks.append(lambda _: self._ends(ticket, end))

    def _ends(self, ticket: WaitingCaller, end: str | AgentTeam) -> None:
        if ticket.waits:
            self._dispatcher.lines[ticket.queue].leave(ticket)
            ticket.over.succeed(end)

    def _looks_elsewhere(self, ticket: WaitingCaller) -> Steps:
        """After each piece of music, check whether the wait is too long and another queue could take the caller."""
        ways = [over for over in self._queues[ticket.queue].overflow if over.wait_over and over.to != ticket.queue]
        while ticket.waits:
            yield self._env.timeout(PIECE)
            if any(self._is_relief(over, ticket) for over in ways):
                self._ends(ticket, MOVES_ON)

    def _is_relief(self, over: Overflow, ticket: WaitingCaller) -> bool:
        now = self._env.now
        is_long = over.wait_over is not None and now - ticket.since > over.wait_over
        return is_long and can_take(self._config, over.to, self._states, self._ledger, self._timeline.moment(now))

    def _left(self, ticket: WaitingCaller, end: str) -> bool:
        """Handle a caller who left the line unanswered. Returns whether the call goes on."""
        simulated, now = ticket.simulated, self._env.now
        if end == UNANSWERED:
            self._dispatcher.lines[ticket.queue].failed(now)
        if end != GAVE_UP:
            self._statistics.moved_on(simulated, ticket.queue, end)
            return True
        self._statistics.gave_up(simulated, ticket.queue, ticket.since, now)
        again = self._streams[simulated.kind].again(simulated, now)
        if again is not None and again.arrived < self._window.until:
            self._env.process(self._later(again))
        return False

    def _later(self, simulated: SimulatedCaller) -> Steps:
        yield self._env.timeout(simulated.arrived - self._env.now)
        yield from self._call(simulated)

    def _take(self, team: AgentTeam, ticket: WaitingCaller) -> None:
        self._answer(team, ticket.simulated, ticket.queue, since=ticket.since)
        self._ends(ticket, team)

    def _answer(self, team: AgentTeam, simulated: SimulatedCaller, queue: str, *, since: float) -> None:
        now = self._env.now
        team.take(now)
        self._dispatcher.lines[queue].taken(now)
        self._statistics.answered(simulated, queue, since, now)

    def _closed(self) -> SimulationResult:
        now = self._env.now
        for people in self._dispatcher.teams:
            people.count_until(now)
        for name, line in self._dispatcher.lines.items():
            for ticket in line.tickets():
                self._statistics.still_waits(ticket.simulated, name, ticket.since, now)
        return SimulationResult(self._statistics, self._dispatcher.teams)


class _States(Mapping[str, QueueState]):
    """The current queue states, each computed only when routing asks for it."""

    def __init__(self, run: SimulationRun) -> None:
        self._run = run

    def __getitem__(self, name: str) -> QueueState:
        return self._run.state(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._run._queues)

    def __len__(self) -> int:
        return len(self._run._queues)


def _people(scenario: Scenario, window: MeasurementWindow) -> list[AgentTeam]:
    return [
        AgentTeam(name, team.queues, team.pace, window.since, window.work_ends) for name, team in scenario.teams.items()
    ]


def _lines(queues: Mapping[str, Queue]) -> dict[str, SimulatedQueue]:
    return {name: SimulatedQueue(is_seen=queue.hand_off.kind == "desk") for name, queue in queues.items()}


def _outages(scenario: Scenario, timeline: Timeline) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for each in scenario.outages:
        found.setdefault(each.queue, []).append((timeline.seconds(each.since), timeline.seconds(each.until)))
    return found
