"""gunicorn's worker with threads, in which nobody's slowness holds up another's request."""

import sys
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

TURN_ABOUT = 0.0005
"""Seconds after which a thread that computes lets another do so.

A turn asks Redis and SQL, and after each answer waits for whoever computes meanwhile, as the console's reader does for
some milliseconds: Python's own 5 ms, several times a turn, are what callers would notice.
"""


class PromptWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads take short turns, and each waits for its own client to hang up.

    gunicorn does the latter in the one thread that hands requests out: for up to two seconds
    (gunicorn.util.close_graceful), in which a browser that takes its time, or a stream that is let go, would keep every
    call of this worker waiting.
    """

    def init_process(self) -> None:
        """Called by gunicorn once in the new process; it returns when the worker ends."""
        sys.setswitchinterval(TURN_ABOUT)
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Serve a request. False where the connection ends with it: by then it is closed."""
        goes_on = super().handle(conn)
        if goes_on is False:
            with suppress(OSError):
                conn.close(graceful=True)
            conn.close = _is_closed
        return goes_on


def _is_closed(*, graceful: bool = False) -> None:
    """Nothing is left to close."""
