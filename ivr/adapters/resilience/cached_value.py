"""A value kept for a while, however many ask for it."""

import threading
from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

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
