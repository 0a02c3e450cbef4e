"""Lines of the log that strangers can bring about: one a minute of each kind, with how often it happened."""

import logging
import time
from collections.abc import Callable
from threading import Lock

EVERY = 60.0
"""Seconds between two lines of a kind, in each process. The metrics count every case."""


class LogThrottle:
    """Says whether a kind of line is due, and for how many cases it stands.

    The first case is told at once; those of the minute after it are told with the first case after that minute.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._told_at: dict[str, float] = {}
        self._untold: dict[str, int] = {}

    def cases(self, kind: str) -> int:
        """Note a case: 0 while the last line of its kind is younger than a minute, else the cases since that line."""
        with self._lock:
            now, untold = self._clock(), self._untold.get(kind, 0) + 1
            if now - self._told_at.get(kind, -EVERY) < EVERY:
                self._untold[kind] = untold
                return 0
            self._told_at[kind], self._untold[kind] = now, 0
            return untold


class ThrottleFilter(logging.Filter):
    """Lets records that begin with `start` through once a minute, with the number of cases that they stand for."""

    def __init__(self, start: str, seldom: LogThrottle) -> None:
        super().__init__()
        self._start = start
        self._seldom = seldom

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if not str(record.msg).startswith(self._start):
            return True
        cases = self._seldom.cases(self._start)
        record.msg, record.args = f"{self._start} ({cases} in the last minute)", ()
        return cases > 0
