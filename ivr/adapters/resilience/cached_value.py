"""Values that are expensive to read, kept in memory: read again by a caller who finds them old, or by a thread."""

import threading
from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

from ivr.adapters.resilience.forking import after_fork

T = TypeVar("T")


LATE = 3
"""How many times as old as it should get a value may be while the next one is read."""


class CachedValue(Generic[T]):
    """What `read` gave last, `every` seconds old at most; a little older while it is read anew, which one asker does.

    Nobody waits for that one, unless nothing was read yet or what was is far too old. Whatever `read` raises goes to
    whoever asked.
    """

    def __init__(self, read: Callable[[], T], *, every: float, clock: Callable[[], float]) -> None:
        self._read = read
        self._every = every
        self._clock = clock
        self._reading = threading.Lock()
        self._value: tuple[float, T] | None = None

    def __call__(self) -> T:
        """The value."""
        value, age = self._value, self._age()
        if value and age < self._every:
            return value[1]
        is_late = age >= LATE * self._every
        if not self._reading.acquire(blocking=is_late) and value:
            return value[1]
        try:
            return self._newest()
        finally:
            self._reading.release()

    def _newest(self) -> T:
        if self._value is None or self._age() >= self._every:
            self._value = (self._clock(), self._read())
        return self._value[1]

    def _age(self) -> float:
        return self._clock() - self._value[0] if self._value else inf


class RefreshedValue(Generic[T]):
    """The last value that could be read; `first` until then.

    `every` is in seconds; with 0 the value is read whenever it is asked for, which suits tests. The thread starts with
    the first question of a process, so that a forked worker has its own. Whatever `read` raises is told to `failed`,
    and the last value stays.
    """

    def __init__(self, read: Callable[[], T], *, first: T, every: float, failed: Callable[[Exception], None]) -> None:
        self._read = read
        self._value = first
        self._every = every
        self._failed = failed
        self._forget_thread()
        after_fork(self._forget_thread)

    def _forget_thread(self) -> None:
        self._is_kept_fresh = False
        self._starting = threading.Lock()

    def __call__(self) -> T:
        """The value. The first question of a process waits for the first reading."""
        if not self._is_kept_fresh:
            self._begin()
        return self._value

    def _begin(self) -> None:
        with self._starting:
            if self._is_kept_fresh:
                return
            self._refresh()
            if not self._every:
                return
            self._is_kept_fresh = True
            threading.Thread(target=self._go_on, name="refresh", daemon=True).start()

    def _go_on(self) -> None:
        pause = threading.Event()
        while not pause.wait(self._every):
            self._refresh()

    def _refresh(self) -> None:
        try:
            self._value = self._read()
        except Exception as error:
            self._failed(error)
