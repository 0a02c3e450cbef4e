"""A bulkhead: limits the requests in progress to a source that may hang, and stops asking once it does."""

import math
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from ivr.adapters.resilience.breaker import Breaker
from ivr.orders.order_source import Unavailable

T = TypeVar("T")


def _uncounted(_outcome: str) -> None:
    """Count nothing."""


class Bulkhead:
    """Admits at most `most` requests to a source at a time, each for at most `deadline` seconds.

    The source enforces the time: it is given the seconds left and raises TimeoutError. After three failures in a row a
    breaker opens: requests are refused at once, except for one probe per pause. `count` is called with each outcome:
    answered, failed, late, open or full.
    """

    def __init__(
        self,
        name: str,
        *,
        deadline: float,
        most: int = 32,
        count: Callable[[str], None] = _uncounted,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._deadline = deadline
        self._free = threading.BoundedSemaphore(most)
        self._count = count
        self._clock = clock
        self._breaker = Breaker(failures=3, pause=2 * deadline, clock=clock)

    @property
    def is_open(self) -> bool:
        """Whether requests are refused because the last ones failed."""
        return self._breaker.is_open

    def call(self, ask: Callable[[float], T], *, until: float = math.inf) -> T:
        """Call `ask` with the seconds that it may take, and return its result.

        `until` is a time of the clock that may end the wait before the deadline. Raises Unavailable if `ask` raises or
        is not called.
        """
        patience = min(self._deadline, until - self._clock())
        if patience <= 0:
            raise self._refusal("late")
        if not self._breaker.admits():
            raise self._refusal("open")
        if not self._free.acquire(blocking=False):
            raise self._refusal("full")
        try:
            answer = self._asked(ask, patience)
        finally:
            self._free.release()
        self._breaker.succeeded()
        self._count("answered")
        return answer

    def _asked(self, ask: Callable[[float], T], patience: float) -> T:
        try:
            return ask(patience)
        except TimeoutError as error:
            self._breaker.failed()
            raise self._refusal("late") from error
        except Exception as error:
            self._breaker.failed()
            raise self._refusal("failed") from error

    def _refusal(self, outcome: str) -> Unavailable:
        self._count(outcome)
        return Unavailable(f"{self.name}: {outcome}")
