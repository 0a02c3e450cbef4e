"""Values that are expensive to read, kept in memory: read again by a caller who finds them old, or by a thread."""

import threading
from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

from ivr.adapters.resilience.forking import after_fork

T = TypeVar("T")


LATE = 3
"""A value may be used up to this many times its intended age while a new one is read."""


class CachedValue(Generic[T]):
    """The last result of `read`, at most `every` seconds old, or slightly older while one caller reads it again.

    Other callers wait for that one only if there is no value yet or it is LATE times too old. Errors of `read` go to
    the caller.
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
    """A value that a thread refreshes every `every` seconds, so that no turn waits for it; `first` until it was read.

    With `every` 0 each call reads it, which suits tests. The thread starts with the first call in a process, so that a
    forked worker has its own. Errors of `read` go to `failed`, and the last value stays.
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
        """Return the value. The first call in a process waits for the first reading."""
        if not self._is_kept_fresh:
            self._begin()
        return self._value

    def at_once(self) -> T:
        """Return the value without waiting for the first reading: `first` until a thread has read it."""
        if not self._every:
            return self()
        if not self._is_kept_fresh and not self._starting.locked():
            threading.Thread(target=self._begin, name="first reading", daemon=True).start()
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
