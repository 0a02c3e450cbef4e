"""What a forked process must not go on using: threads and connections that are another process's."""

import os
from collections.abc import Callable
from weakref import WeakMethod


def after_fork(forget: Callable[[], None]) -> None:
    """Have a method called at the start of each process forked from this one, for as long as its object lives.

    Asking for the process at every use instead is a system call, a dozen of them in a turn.
    """
    method = WeakMethod(forget)

    def in_child() -> None:
        if (found := method()) is not None:
            found()

    os.register_at_fork(after_in_child=in_child)
