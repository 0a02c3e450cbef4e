"""gunicorn's worker with threads, in which nobody's slowness holds up another's request."""

import os
import selectors
import socket
import struct
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from ivr.cli.passages import Passage
from ivr.cli.receiving import Receiving, Unwanted, asks_below

LESS_URGENT = 10
"""How nice the console's worker is to all other processes (nice(2)): where the CPU is short, calls get it."""

AGAIN = 2
"""Seconds after which a browser asks again that found no room: pages read Retry-After, what a person opened Refresh."""

WITHIN = 2.0
"""Seconds in which a request must have come in whole, and in which a client hangs up after the last answer."""
MOST_WAITING = 400
"""Connections that a worker holds without a whole request. One more, and the one that has waited longest is dropped."""
STALLED = 10
"""Seconds that a client may take nothing of an answer."""

_NO_ROOM = (
    "HTTP/1.1 503 Service Unavailable\r\n"
    f"Retry-After: {AGAIN}\r\nRefresh: {AGAIN}\r\nCache-Control: no-store\r\n"
    "Content-Length: 0\r\nConnection: close\r\n\r\n"
).encode()
_LONGEST_GLANCE = 256
_AT_A_TIME = 65_536


class PromptWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers calls, or the console alone (docs/adr/0015). Those who answer calls hand over what asks for the console.

    A connection costs a thread only while a request that has come in whole is answered. Receiving it, and waiting for
    the client to hang up, are the business of the one thread that hands requests out, and have a deadline.
    """

    is_consoles = False
    sockets: list[Any]
    """What it accepts connections from."""

    def takes(self, to_console: Passage, *, path: str, is_consoles: bool) -> None:
        """Before the fork: which kind this is, and the way to the console, below `path` or not."""
        self._to_console, self.is_consoles = to_console, is_consoles
        self._for_console, self._webhooks = asks_below(path, "/console"), asks_below(path, "/voice")

    def init_process(self) -> None:
        """After the fork."""
        if self.is_consoles:
            _let_others_go_first()
            self.sockets = [self._to_console]
            self.cfg.set("keepalive", 0)  # or a call that came over the same connection would wait for the console
        super().init_process()

    def accept(self, listener: Any) -> None:
        """A new connection."""
        if self.cfg.is_ssl:
            super().accept(listener)  # what comes in can only be read by who decrypts it
            return
        with suppress(BlockingIOError, ConnectionAbortedError):
            connection, client = listener.accept()
            _bound(connection)
            self.nr_conns += 1
            self._begin(TConn(self.cfg, connection, client, listener.getsockname()))

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """The next request on a connection that was kept."""
        if self.cfg.is_ssl:
            super().on_client_socket_readable(conn, client)
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._begin(conn)

    def finish_request(self, conn: Any, fs: "Future[Any]") -> None:
        """A thread has answered. The connection is kept, or its client gets a moment to hang up."""
        if self.cfg.is_ssl or (not fs.cancelled() and not fs.exception() and fs.result()):
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._wait(conn, self._drain)

    def _begin(self, conn: Any) -> None:
        """Receive a request, as far as it is there already."""
        receiving = Receiving(self._webhooks)
        self._wait(conn, partial(self._receive, receiving))
        self._receive(receiving, conn)

    def _receive(self, receiving: Receiving, conn: Any) -> None:
        """Take what has come in; once the request is whole, a thread answers it."""
        if not receiving.received and self._is_for_console(conn):
            self._stop_waiting(conn)
            self._hand_over(conn)
            return
        try:
            while (request := receiving.takes(_read(conn))) is None:
                continue
        except BlockingIOError:
            return
        except Unwanted as unwanted:
            self._stop_waiting(conn)
            self._refuse(conn, unwanted.answer)
        except OSError:
            self._stop_waiting(conn)
            self._drop(conn)
        else:
            self._stop_waiting(conn)
            conn.init()
            conn.parser.unreader.unread(request)
            conn.data_ready = True
            self.enqueue_req(conn)

    def _drain(self, conn: Any) -> None:
        """Pass over what a client still sends that was answered: closing on it would cut the answer off (RFC 9112)."""
        with suppress(BlockingIOError):
            try:
                while _read(conn):
                    continue
            except BlockingIOError:
                raise
            except OSError:
                self._stop_waiting(conn)
                self._drop(conn)

    def _wait(self, conn: Any, then: Callable[[Any], None]) -> None:
        """Until something comes in on a connection; `murder_pending` closes it when its time is over."""
        conn.timeout = time.monotonic() + WITHIN
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, lambda _socket: then(conn))
        if len(self.pending_conns) > MOST_WAITING:
            oldest = self.pending_conns[0]
            self._stop_waiting(oldest)
            self._drop(oldest)

    def _stop_waiting(self, conn: Any) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()

    def _refuse(self, conn: Any, answer: bytes) -> None:
        with suppress(OSError):
            conn.sock.send(answer)
            conn.sock.shutdown(socket.SHUT_WR)
        self._wait(conn, self._drain)

    def _hand_over(self, conn: Any) -> None:
        """Leave a connection to the console. Where too many wait for it already, its browser is told to come again."""
        if self._to_console.hand_over(conn.sock):
            self.nr_conns -= 1
        else:
            self._refuse(conn, _NO_ROOM)

    def _is_for_console(self, conn: Any) -> bool:
        """Whether the next request is one to hand over. It is only looked at: who answers reads it."""
        if self.is_consoles:
            return False
        try:
            begins = conn.sock.recv(_LONGEST_GLANCE, socket.MSG_PEEK)
        except OSError:
            return False
        return self._for_console.match(begins) is not None


def _read(conn: Any) -> bytes:
    """What has come in. Raises BlockingIOError when nothing has, ConnectionResetError when nothing more will."""
    data: bytes = conn.sock.recv(_AT_A_TIME)
    if not data:
        raise ConnectionResetError
    return data


def _bound(connection: socket.socket) -> None:
    """Whoever waits for the other end all the same does not wait for ever; the kernel keeps that deadline."""
    for side, seconds in ((socket.SO_RCVTIMEO, int(WITHIN)), (socket.SO_SNDTIMEO, STALLED)):
        connection.setsockopt(socket.SOL_SOCKET, side, struct.pack("ll", seconds, 0))


def _let_others_go_first() -> None:
    """Yield the CPU where it is short; and even where it is not, interrupt nobody who computes (Linux: sched(7))."""
    os.nice(LESS_URGENT)
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
