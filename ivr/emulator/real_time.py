"""Runs a switchboard in real time, on its own threads."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from ivr.emulator.switchboard import Switchboard

log = logging.getLogger(__name__)
LONGEST_NAP = 1.0


class RealTimeRunner:
    """`with RealTimeRunner(switchboard):` legs run as things happen to them, and timers ring by the wall clock.

    The switchboard must have been made with a RealClock. Each leg runs on one thread at a time, so a slow answer
    holds up its own call only.
    """

    def __init__(self, switchboard: Switchboard, *, threads: int = 16) -> None:
        if not switchboard.is_live:
            raise ValueError("a live switchboard needs a RealClock")
        self._switchboard = switchboard
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="emulator")
        self._thread = threading.Thread(target=self._run, name="emulator", daemon=True)
        self._is_stopping = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop after the work in progress; open calls are not ended."""
        with self._switchboard.schedule.changed:
            self._is_stopping = True
            self._switchboard.schedule.changed.notify_all()
        self._thread.join()
        self._pool.shutdown()

    def _run(self) -> None:
        schedule = self._switchboard.schedule
        while not self._is_stopping:
            schedule.ring_timers()
            self._switchboard.lose_silent_clients()
            work = schedule.take()
            if work is not None:
                self._pool.submit(_guarded, work)
                continue
            nap = self._nap()
            with schedule.changed:
                if not schedule.has_work and not self._is_stopping:
                    schedule.changed.wait(nap)

    def _nap(self) -> float:
        due = self._switchboard.schedule.next_timer()
        if due is None:
            return LONGEST_NAP
        left = (due - self._switchboard.clock.now()).total_seconds()
        return min(max(left, 0.001), LONGEST_NAP)


def _guarded(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("a leg broke off")
