"""A deadline for what may hang: nobody waits longer, and once it is known to hang, nobody waits at all."""

import math
import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from ivr.adapters.breaker import Breaker
from ivr.orders.source import Unavailable

T = TypeVar("T")


def _uncounted(_outcome: str) -> None:
    """Nobody counts."""


class _Question(Generic[T]):
    """One question on its way: `answered` is released when there is a result or an error."""

    __slots__ = ("abandoned", "answered", "ask", "error", "result")

    def __init__(self, ask: Callable[[], T]) -> None:
        self.ask = ask
        self.result: T | None = None
        self.error: Exception | None = None
        self.abandoned = False
        self.answered = threading.Lock()
        self.answered.acquire()

    def settle(self) -> None:
        """Ask, unless whoever asked has left."""
        if not self.abandoned:
            try:
                self.result = self.ask()
            except Exception as error:  # whatever went wrong is handed to who asked
                self.error = error
        self.answered.release()


class Guard:
    """Asks in threads of its own, at most `threads` at a time, and waits at most `deadline` seconds.

    A thread that hangs is left to its fate and stays counted, so that there are never more than `threads`; the source
    should time out by itself some time later. After three failures in a row the guard opens: all are refused at once,
    but for one each `pause` seconds who tries. `count` hears of each outcome: answered, failed, late, open or full.
    """

    def __init__(
        self,
        name: str,
        *,
        deadline: float,
        threads: int = 8,
        waiting: int = 24,
        count: Callable[[str], None] = _uncounted,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._deadline = deadline
        self._threads = threads
        self._most = threads + waiting
        self._count = count
        self._clock = clock
        self._breaker = Breaker(failures=3, pause=2 * deadline, clock=clock)
        self._start_empty()

    def _start_empty(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._questions: SimpleQueue[_Question[Any]] = SimpleQueue()
        self._inside = self._started = 0

    @property
    def is_open(self) -> bool:
        """Whether questions are being refused because the last ones failed."""
        return self._breaker.is_open

    @property
    def hanging(self) -> int:
        """How many questions are inside: asked, or waiting for a thread."""
        return self._inside

    def call(self, ask: Callable[[], T], *, until: float = math.inf) -> T:
        """What `ask` returns. Raises Unavailable when it raises, is late, or is not asked at all.

        `until` is a point of the clock that ends the wait before the deadline does.
        """
        patience = min(self._deadline, until - self._clock())
        if patience <= 0:
            raise self._refusal("late")
        if not self._breaker.admits():
            raise self._refusal("open")
        question = _Question(ask)
        if not self._admit(question):
            raise self._refusal("full")
        if not question.answered.acquire(timeout=patience):
            question.abandoned = True
            self._breaker.failed()
            raise self._refusal("late")
        if question.error is not None:
            self._breaker.failed()
            raise self._refusal("failed") from question.error
        self._breaker.succeeded()
        self._count("answered")
        return question.result  # type: ignore[return-value]  # settled without an error: it is a T

    def _refusal(self, outcome: str) -> Unavailable:
        self._count(outcome)
        return Unavailable(f"{self.name}: {outcome}")

    def _admit(self, question: _Question[Any]) -> bool:
        """Hand a question to the threads, starting one when all are busy. A forked process starts its own."""
        if self._process != os.getpid():
            self._start_empty()
        with self._lock:
            if self._inside >= self._most:
                return False
            self._inside += 1
            if self._started < min(self._inside, self._threads):
                self._started += 1
                threading.Thread(target=self._work, name=f"guard-{self.name}", daemon=True).start()
        self._questions.put(question)
        return True

    def _work(self) -> None:
        while True:
            self._questions.get().settle()
            with self._lock:
                self._inside -= 1
