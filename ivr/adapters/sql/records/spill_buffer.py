"""A buffer for events of turns that ran without the session store. A thread writes them directly to SQL."""

import atexit
import threading
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

import structlog
from sqlalchemy import Engine

from ivr.adapters.sql.records.dead_letter import write_or_set_aside
from ivr.calls.events import Event

BATCH = 200
MOST_WAITING = 20_000
"""Events that a process buffers while SQL is down as well: two minutes of 150 turns a second."""

log = structlog.get_logger()


class SpillBuffer:
    """Accepts events without blocking. A thread writes them, retrying every `pause` seconds while SQL fails.

    `count` is called with `late` for each accepted event and `dropped` for each that did not fit. A regular exit of the
    process writes what is left. The thread starts with the first event of a process: forked workers have their own.
    """

    def __init__(
        self, engine: Engine, *, count: Callable[[str], None], pause: float = 1.0, most: int = MOST_WAITING
    ) -> None:
        self._engine = engine
        self._count = count
        self._pause = pause
        self._most = most
        self._waiting: deque[Event] = deque()
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def __call__(self, events: Sequence[Event]) -> None:
        """Accept events. Never waits for SQL and never raises."""
        with self._changed:
            taken = events[: max(0, self._most - len(self._waiting))]
            self._waiting.extend(taken)
            self._start()
            self._changed.notify_all()
        for place in range(len(events)):
            self._count("late" if place < len(taken) else "dropped")

    @property
    def waiting(self) -> int:
        """The number of events not written yet."""
        return len(self._waiting)

    def flush(self, patience: float = 5.0) -> bool:
        """Wait at most `patience` seconds until everything is written. Returns whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, patience)

    def close(self, patience: float = 5.0) -> None:
        """Write the remaining events for at most `patience` seconds, and end the thread."""
        self.flush(patience)
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread:
            self._thread.join()
        atexit.unregister(self.close)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="late-events", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def _work(self) -> None:
        while batch := self._next():
            if not self._written(batch):
                self._closed.wait(self._pause)
                continue
            with self._changed:
                for _ in batch:
                    self._waiting.popleft()
                self._changed.notify_all()

    def _next(self) -> list[Event]:
        """Return the oldest events, which stay in the buffer until written; empty once the buffer is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed.is_set())
            return [] if self._closed.is_set() else list(islice(self._waiting, BATCH))

    def _written(self, batch: Sequence[Event]) -> bool:
        try:
            write_or_set_aside(self._engine, batch)
        except Exception as error:
            log.warning("late events wait for the database", waiting=len(self._waiting), cause=type(error).__name__)
            return False
        return True
