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

AGAIN = 2
"""Seconds after which a browser asks again that found no room: pages read Retry-After, what a person opened Refresh."""

_NO_ROOM = (
    "HTTP/1.1 503 Service Unavailable\r\n"
    f"Retry-After: {AGAIN}\r\nRefresh: {AGAIN}\r\nCache-Control: no-store\r\n"
    "Content-Length: 0\r\nConnection: close\r\n\r\n"
).encode()
_LONGEST_GLANCE = 256
_LARGEST_HEAD = 65_536


class PromptWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers calls, or the console alone (docs/adr/0015). Those who answer calls hand over what asks for the console.

    Each thread waits for its own client to hang up. gunicorn does so in the one thread that hands requests out: for up
    to two seconds (gunicorn.util.close_graceful), in which a browser that takes its time, or a stream that is let go,
    would keep every call of this worker waiting.
    """

    is_consoles = False
    sockets: list[Any]
    """What it accepts connections from."""

    def takes(self, to_console: Passage, *, path: str, is_consoles: bool) -> None:
        """Before the fork: which kind this is, and the way to the console, below `path` or not."""
        self._to_console, self.is_consoles = to_console, is_consoles
        self._for_console = re.compile(rb"[A-Z]+ (?:%b)?/console[/? ]" % re.escape(path.encode()))

    def init_process(self) -> None:
        """After the fork."""
        if self.is_consoles:
            _let_others_go_first()
            self.sockets = [self._to_console]
            self.cfg.set("keepalive", 0)  # or a call that came over the same connection would wait for the console
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Serve a request. False where the connection ends with it, or is another's now: by then it is closed."""
        if self._is_for_console(conn):
            return self._handed_over(conn)
        goes_on = super().handle(conn)
        if goes_on is False:
            with suppress(OSError):
                conn.close(graceful=True)
            conn.close = _is_closed
        return goes_on

    def _handed_over(self, conn: Any) -> bool:
        """Leave a connection to the console. Where too many wait for it already, its browser is told to come again."""
        if not self._to_console.hand_over(conn.sock):
            with suppress(OSError):
                conn.sock.recv(_LARGEST_HEAD, socket.MSG_DONTWAIT)  # what is left unread would cut the answer off
                conn.sock.sendall(_NO_ROOM)
            conn.close()
        conn.close = _is_closed
        return False

    def _is_for_console(self, conn: Any) -> bool:
        """Whether the next request is one to hand over. It is only looked at: who answers reads it."""
        if self.is_consoles or self.cfg.is_ssl or (conn.parser and conn.parser.unreader.buf.getvalue()):
            return False  # what was read here, or can only be read here, is answered here
        if not conn.initialized and not conn.wait_for_data(DEFAULT_WORKER_DATA_TIMEOUT):
            return False
        try:
            begins = conn.sock.recv(_LONGEST_GLANCE, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            return False
        return self._for_console.match(begins) is not None


def _let_others_go_first() -> None:
    """Yield the CPU where it is short; and even where it is not, interrupt nobody who computes (Linux: sched(7))."""
    os.nice(LESS_URGENT)
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _is_closed(*, graceful: bool = False) -> None:
    """Nothing is left to close."""
