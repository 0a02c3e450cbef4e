"""Hooks that reset threads and connections in a forked process."""

import os
from collections.abc import Callable
from weakref import WeakMethod


def after_fork(forget: Callable[[], None]) -> None:
    """Call a bound method in each process forked from this one, as long as its object lives.

    Comparing process ids at every use instead would cost a system call each, a dozen per turn.
    """
    method = WeakMethod(forget)

    def in_child() -> None:
        if (found := method()) is not None:
            found()

    os.register_at_fork(after_in_child=in_child)
