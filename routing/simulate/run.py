"""One run: callers are sent on by the real `decide`, wait, are answered or not, and everything is counted."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace

import simpy

from routing.allocation import Ledger
from routing.caller import QueueState
from routing.decide import Compiled, can_take, decide
from routing.model import Overflow, Queue
from routing.simulate.caller_streams import CallerStream, SimulatedCaller, busyness
from routing.simulate.dispatcher import AgentTeam, Dispatcher, SimulatedQueue, WaitingCaller
from routing.simulate.run_statistics import MeasurementWindow, RunStatistics
from routing.simulate.scenario import Scenario
from routing.simulate.timeline import Timeline

PIECE = 32.0
"""Seconds of music between two looks whether somebody else could take a caller sooner."""
_MOMENT = 1.0
"""Seconds between two looks whether everybody has gone."""
NOBODY_ANSWERS = ("voicemail", "callback")
"""Kinds of hand-off that end a call without an agent."""

GAVE_UP, MOVES_ON, UNANSWERED = "gave up", "wait", "unanswered"
"""How a wait ends when nobody answers; the last two are also why a call left its queue."""

Steps = Generator[simpy.Event, object, None]


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """What came of a run."""

    books: RunStatistics
    people: tuple[AgentTeam, ...]


def run(scenario: Scenario, config: Compiled, *, seed: str, days: int | None = None) -> SimulationResult:
    """A run of so many whole days from the scenario's start; callers of one seed are the same for every document."""
    timeline = Timeline(scenario, days or scenario.days)
    return SimulationRun(
        scenario, config, seed=seed, timeline=timeline, window=MeasurementWindow(0.0, timeline.end)
    ).result()


class SimulationRun:
    """A run in the making."""

    def __init__(
        self, scenario: Scenario, config: Compiled, *, seed: str, timeline: Timeline, window: MeasurementWindow
    ) -> None:
        self._scenario, self._config, self._timeline, self._window = scenario, config, timeline, window
        self._env = simpy.Environment()
        self._queues = config.routing.queues
        self._floor = Dispatcher(_people(scenario, window), _lines(self._queues))
        self._states = _States(self)
        self._outages = _outages(scenario, timeline)
        self._ledger = Ledger()
        self._lines_taken = 0
        self._crowds = {name: CallerStream(name, each, seed) for name, each in scenario.callers.items()}
        self._busyness = busyness(scenario, timeline, seed)
        self._books = RunStatistics.opened(self._queues, scenario.callers, window, scenario.short_abandon)

    def result(self) -> SimulationResult:
        """Run it, and say what came of it."""
        for people in self._floor.people:
            self._env.process(self._shifts(people))
        self._env.process(self._days())
        for crowd in self._crowds.values():
            self._env.process(self._arrivals(crowd))
        self._env.run(until=self._env.process(self._closing()) if self._window.empties else self._window.until)
        return self._closed()

    def state(self, queue: str) -> QueueState:
        """A queue as routing sees it now."""
        now = self._env.now
        is_out = bool(self._outages) and any(since <= now < until for since, until in self._outages.get(queue, ()))
        return self._floor.lines[queue].state(now, is_out=is_out)

    def _shifts(self, people: AgentTeam) -> Steps:
        for at, number in self._timeline.staffing(self._scenario.teams[people.name]):
            yield self._env.timeout(at - self._env.now)
            people.there_are(number, at)
            while people.idle and (ticket := self._floor.next_for(people)):
                self._take(people, ticket)

    def _days(self) -> Steps:
        """Each day has a page of its own in the ledger, and so has each month."""
        for day in self._timeline.days[1:]:
            yield self._env.timeout(self._timeline.midnight(day) - self._env.now)
            self._ledger = Ledger({} if day.day == 1 else self._ledger.month)

    def _arrivals(self, crowd: CallerStream) -> Steps:
        for guest in crowd.guests(self._timeline, self._busyness):
            if guest.arrived >= self._window.until:
                return
            yield self._env.timeout(guest.arrived - self._env.now)
            self._env.process(self._call(guest))

    def _closing(self) -> Steps:
        """Nobody else comes; the last caller's end is the end."""
        yield self._env.timeout(self._window.until - self._env.now)
        while self._lines_taken:
            yield self._env.timeout(_MOMENT)

    def _call(self, guest: SimulatedCaller) -> Steps:
        if self._lines_taken == self._scenario.lines:
            self._books.busy(guest)
            return
        self._lines_taken += 1
        self._books.arrived(guest)
        yield from self._sent_on(guest)
        self._lines_taken -= 1

    def _sent_on(self, guest: SimulatedCaller) -> Steps:
        """From queue to queue, until somebody answers, the caller gives up or nobody is left."""
        caller = guest.caller
        while True:
            decision = decide(self._config, caller, self._states, self._ledger, self._timeline.moment(self._env.now))
            if decision.queue is None:
                self._books.refused(guest, decision, at_once=not caller.tried)
                return
            if decision.assignment is not None:
                self._ledger = self._ledger.counted(decision.assignment)
            self._books.sent(guest, decision.queue, decision.assignment)
            goes_on = yield from self._handed_to(decision.queue, guest, decision.priority)
            if not goes_on:
                return
            caller = replace(caller, tried=(*caller.tried, decision.queue))

    def _handed_to(self, name: str, guest: SimulatedCaller, priority: int) -> Generator[simpy.Event, object, bool]:
        """A call at a queue, to the end of it; whether the caller goes on to another."""
        kind, now = self._queues[name].hand_off.kind, self._env.now
        if kind in NOBODY_ANSWERS:
            self._books.left_a_message(guest, name, kind)
            return False
        team = self._floor.somebody_for(name)
        if team is not None:
            self._answer(team, guest, name, since=now)
        else:
            ticket = WaitingCaller(guest, name, now, self._env.event())
            self._wait(ticket, priority)
            end = yield ticket.over
            if not isinstance(end, AgentTeam):
                return self._left(ticket, str(end))
            team = end
        yield self._env.timeout(guest.service * team.pace)
        if team.end(self._env.now) and (following := self._floor.next_for(team)):
            self._take(team, following)
        return False

    def _wait(self, ticket: WaitingCaller, priority: int) -> None:
        """A caller joins the line, and a clock runs for all that may end the wait before an answer."""
        self._floor.lines[ticket.queue].join(ticket, priority)
        left = ticket.guest.arrived + ticket.guest.patience - self._env.now
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
            self._floor.lines[ticket.queue].leave(ticket)
            ticket.over.succeed(end)

    def _looks_elsewhere(self, ticket: WaitingCaller) -> Steps:
        """After each piece of music: whether the wait is too long and somebody else could take the caller."""
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
        """A caller left the line unanswered; whether the call goes on."""
        guest, now = ticket.guest, self._env.now
        if end == UNANSWERED:
            self._floor.lines[ticket.queue].failed(now)
        if end != GAVE_UP:
            self._books.moved_on(guest, ticket.queue, end)
            return True
        self._books.gave_up(guest, ticket.queue, ticket.since, now)
        again = self._crowds[guest.kind].again(guest, now)
        if again is not None and again.arrived < self._window.until:
            self._env.process(self._later(again))
        return False

    def _later(self, guest: SimulatedCaller) -> Steps:
        yield self._env.timeout(guest.arrived - self._env.now)
        yield from self._call(guest)

    def _take(self, team: AgentTeam, ticket: WaitingCaller) -> None:
        self._answer(team, ticket.guest, ticket.queue, since=ticket.since)
        self._ends(ticket, team)

    def _answer(self, team: AgentTeam, guest: SimulatedCaller, queue: str, *, since: float) -> None:
        now = self._env.now
        team.take(now)
        self._floor.lines[queue].taken(now)
        self._books.answered(guest, queue, since, now)

    def _closed(self) -> SimulationResult:
        now = self._env.now
        for people in self._floor.people:
            people.count_until(now)
        for name, line in self._floor.lines.items():
            for ticket in line.tickets():
                self._books.still_waits(ticket.guest, name, ticket.since, now)
        return SimulationResult(self._books, self._floor.people)


class _States(Mapping[str, QueueState]):
    """The queues as they stand, each looked at only when routing asks."""

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
