"""A circuit breaker: stops asking a store that does not answer, so that callers do not wait for it."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after `failures` failures in a row, then admits one request every `pause` seconds until one succeeds.

    Thread-safe: while it is open, all other requests are refused at once. `pause` must be longer than a request may
    take, or two requests could probe at the same time. With a `probe`, which raises while the store is down, a thread
    of the breaker probes instead, and no request waits for it.
    """

    def __init__(
        self,
        *,
        failures: int = 3,
        pause: float = 0.7,
        clock: Callable[[], float] = time.monotonic,
        probe: Callable[[], object] | None = None,
    ) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._probe = probe
        self._lock = threading.Lock()
        self._failed = 0
        self._next_try = 0.0

    @property
    def is_open(self) -> bool:
        """Whether requests are being refused."""
        return self._failed >= self._failures

    def admits(self) -> bool:
        """Return whether this request may proceed. While open, an admitted request must report its result."""
        if not self.is_open:
            return True
        if self._probe:
            return False
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
            opens = self._failed == self._failures
        if opens and self._probe:
            threading.Thread(target=self._try, args=(self._probe,), name="breaker", daemon=True).start()

    def _try(self, probe: Callable[[], object]) -> None:
        while self.is_open:
            time.sleep(self._pause)
            try:
                probe()
            except Exception:  # noqa: S112 - any error means that the store is still down
                continue
            self.succeeded()
