"""Runs legs, one event at a time, and advances the virtual clock for them."""

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from ivr.emulator.clocks import CallClock, VirtualClock
from ivr.emulator.leg_events import Elapsed, Event, Wait

MOST_STEPS = 10_000


class ScheduledLeg(Protocol):
    """A leg as the schedule sees it: `resume` runs it to its next wait."""

    inbox: deque[Event]
    is_scheduled: bool
    waiting: Wait | None

    def resume(self, event: Event) -> None: ...


class Schedule:
    """An event goes into the inbox of a leg, and at most one thread runs a leg at a time.

    No lock is held while a leg runs, since running it asks the application, which may call back by REST.
    """

    def __init__(self, clock: CallClock) -> None:
        self.clock = clock
        self.changed = threading.Condition()
        self._ready: deque[ScheduledLeg] = deque()
        self._jobs: deque[Callable[[], None]] = deque()
        self._timers: list[tuple[datetime, int, ScheduledLeg, int]] = []
        self._order = itertools.count()

    def post(self, leg: ScheduledLeg, event: Event) -> None:
        """Put an event into the inbox of `leg`."""
        with self.changed:
            leg.inbox.append(event)
            if not leg.is_scheduled:
                leg.is_scheduled = True
                self._ready.append(leg)
                self.changed.notify_all()

    def later(self, job: Callable[[], None]) -> None:
        """Add a job that belongs to no leg, such as the delivery of a message."""
        with self.changed:
            self._jobs.append(job)
            self.changed.notify_all()

    def settle(self) -> None:
        """Run every leg that has events, until all wait. No time passes."""
        while work := self.take():
            work()

    def take(self) -> Callable[[], None] | None:
        """Take the next job or leg to run; the caller must run it. Returns None if nothing is due."""
        with self.changed:
            if self._jobs:
                return self._jobs.popleft()
            return partial(self._run, self._ready.popleft()) if self._ready else None

    @property
    def has_work(self) -> bool:
        return bool(self._jobs or self._ready)

    def _run(self, leg: ScheduledLeg) -> None:
        event = leg.inbox.popleft()
        try:
            leg.resume(event)
        finally:
            self._put_back(leg)

    def _put_back(self, leg: ScheduledLeg) -> None:
        wait = leg.waiting
        with self.changed:
            if wait and wait.until:
                heapq.heappush(self._timers, (wait.until, next(self._order), leg, wait.number))
            leg.is_scheduled = bool(leg.inbox)
            if leg.is_scheduled:
                self._ready.append(leg)
            self.changed.notify_all()

    def next_timer(self) -> datetime | None:
        """The time of the next time-out, or None."""
        with self.changed:
            while self._timers and not self._is_current(self._timers[0]):
                heapq.heappop(self._timers)
            return self._timers[0][0] if self._timers else None

    def _is_current(self, timer: tuple[datetime, int, ScheduledLeg, int]) -> bool:
        _, _, leg, number = timer
        return leg.waiting is not None and leg.waiting.number == number

    def ring_timers(self) -> None:
        """Post Elapsed to the legs whose wait is over."""
        now = self.clock.now()
        while (due := self.next_timer()) is not None and due <= now:
            with self.changed:
                _, _, leg, number = heapq.heappop(self._timers)
            self.post(leg, Elapsed(number))

    def step(self) -> bool:
        """Advance the clock to the next time-out and settle; False if there is none."""
        self.settle()
        due = self.next_timer()
        if due is None or not isinstance(self.clock, VirtualClock):
            return False
        self.clock.advance_to(due)
        self.ring_timers()
        self.settle()
        return True

    def pass_time(self, seconds: float) -> None:
        """Advance the virtual clock by `seconds`, running everything that is due by then."""
        end = self.clock.now() + timedelta(seconds=seconds)
        self.settle()
        while (due := self.next_timer()) is not None and due <= end and self.step():
            pass
        if isinstance(self.clock, VirtualClock):
            self.clock.advance_to(end)

    def run_until(self, done: Callable[[], bool]) -> bool:
        """Advance the clock until `done`; False if nothing more is due before that."""
        self.settle()
        for _ in range(MOST_STEPS):
            if done():
                return True
            if not self.step():
                return done()
        return False
