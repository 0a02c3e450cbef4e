"""gunicorn's worker with threads, in which nobody's slowness holds up another's request."""

import os
import re
import socket
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, ThreadWorker

from ivr.cli.passages import Passage

LESS_URGENT = 10
"""How nice the console's worker is to all other processes (nice(2)): where the CPU is short, calls get it."""

_LONGEST_GLANCE = 256
_FOR_CONSOLE = re.compile(rb"[A-Z]+ /console[/? ]")


class PromptWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers calls, or the console alone (docs/adr/0015). Those who answer calls hand over what asks for the console.

    Each thread waits for its own client to hang up. gunicorn does so in the one thread that hands requests out: for up
    to two seconds (gunicorn.util.close_graceful), in which a browser that takes its time, or a stream that is let go,
    would keep every call of this worker waiting.
    """

    is_consoles = False
    sockets: list[Any]
    """What it accepts connections from."""

    def takes(self, to_console: Passage, *, is_consoles: bool) -> None:
        """Before the fork: which kind this is, and the way to the console."""
        self._to_console, self.is_consoles = to_console, is_consoles

    def init_process(self) -> None:
        """After the fork."""
        if self.is_consoles:
            os.nice(LESS_URGENT)
            self.sockets = [self._to_console]
            self.cfg.set("keepalive", 0)  # or a call that came over the same connection would wait for the console
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Serve a request. False where the connection ends with it, or is another's now: by then it is closed."""
        if self._is_for_console(conn) and self._to_console.hand_over(conn.sock):
            conn.close = _is_closed
            return False
        goes_on = super().handle(conn)
        if goes_on is False:
            with suppress(OSError):
                conn.close(graceful=True)
            conn.close = _is_closed
        return goes_on

    def _is_for_console(self, conn: Any) -> bool:
        """Whether the next request is one to hand over. It is only looked at: who answers reads it."""
        if self.is_consoles or self.cfg.is_ssl or (conn.parser and conn.parser.unreader.buf.getvalue()):
            return False  # what was read here, or can only be read here, is answered here
        if not conn.initialized and not conn.wait_for_data(DEFAULT_WORKER_DATA_TIMEOUT):
            return False
        try:
            return (
                _FOR_CONSOLE.match(conn.sock.recv(_LONGEST_GLANCE, socket.MSG_PEEK | socket.MSG_DONTWAIT)) is not None
            )
        except OSError:
            return False


def _is_closed(*, graceful: bool = False) -> None:
    """Nothing is left to close."""
