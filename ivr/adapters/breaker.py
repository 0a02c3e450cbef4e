"""A breaker: a store that does not answer is left alone for a while, so that callers do not wait for it."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after `failures` in a row; then lets one request through every `pause` seconds, until one succeeds.

    Safe among threads: while it is open, all others are refused at once and never wait behind the one that tries.
    `pause` must be longer than a request may take, or two could be trying at a time.
    """

    def __init__(self, *, failures: int = 3, pause: float = 0.7, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        """Whether requests are being refused."""
        return self._failed >= self._failures

    def admits(self) -> bool:
        """Whether this request may go. While the breaker is open, the one that may must report how it went."""
        if not self.is_open:
            return True
        with self._lock:
            if self._clock() < self._next_try:
                return False
            self._next_try = self._clock() + self._pause
            return True

    def succeeded(self) -> None:
        """The store answered."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """The store did not answer, or not in time."""
        with self._lock:
            self._failed += 1
            self._next_try = self._clock() + self._pause
