"""A value kept for a while, however many ask for it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """What `read` gave last, `every` seconds old at most. Who asks while it is read waits for it, and reads nothing.

    Whatever `read` raises goes to whoever asked.
    """

    def __init__(self, read: Callable[[], T], *, every: float, clock: Callable[[], float]) -> None:
        self._read = read
        self._every = every
        self._clock = clock
        self._reading = threading.Lock()
        self._value: tuple[float, T] | None = None

    def __call__(self) -> T:
        """The value."""
        with self._reading:
            now = self._clock()
            if self._value is None or now - self._value[0] >= self._every:
                self._value = (now, self._read())
            return self._value[1]
