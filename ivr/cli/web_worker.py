"""gunicorn's worker with threads, in which nobody's slowness holds up another's request."""

from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class PromptWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Each thread waits for its own client to hang up.

    gunicorn does so in the one thread that hands requests out: for up to two seconds (gunicorn.util.close_graceful), in
    which a browser that takes its time, or a stream that is let go, would keep every call of this worker waiting.
    """

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
