"""A value read anew every so often by a thread of its own, so that no turn waits for it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from ivr.adapters.resilience.forking import after_fork

T = TypeVar("T")


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
