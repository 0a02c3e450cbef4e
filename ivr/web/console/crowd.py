"""The console's share of the threads of a web worker: however many watch, calls find one free."""

import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AGAIN = 2
"""Seconds after which somebody for whom there was no place should ask again."""
STALLED = 20.0
"""Seconds that a browser may take nothing of what it is sent, or not say that it did, before it is hung up on."""

SHORT, USUAL = 0.0005, sys.getswitchinterval()
"""Seconds after which a thread that computes lets another do so: while somebody is at the console, and else.

A turn asks Redis and SQL, and after each answer waits for whoever computes meanwhile. Other turns soon wait themselves;
what the console makes takes milliseconds, and Python's own 5 ms, several times a turn, are what callers would notice.
Among turns alone the short time would only have threads change places more often.
"""

_FULL = b"Too many are at the console just now. It is tried again in a moment.\n"
_CONSOLE, _FILES = "/console", "/console/static/"


class Crowd:
    """A WSGI application in front of another: lets so many requests to the console in at a time, and any other.

    The files of its pages are let in as well: they are small and soon sent, and a page is nothing without them.
    `refused` is told of each request for which there was no place.
    """

    def __init__(self, beyond: "WSGIApplication", *, places: int, refused: Callable[[], None]) -> None:
        self._beyond = beyond
        self._free = BoundedSemaphore(places)
        self._refused = refused
        self._inside = 0
        self._counting = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if not path.startswith(_CONSOLE):
            return self._beyond(environ, start_response)
        _let_go_of_the_stalled(environ)
        if path.startswith(_FILES):
            return self._beyond(environ, start_response)
        if not self._free.acquire(blocking=False):
            self._refused()
            return _come_again(start_response)
        self._count(1)
        try:
            return _Body(self._beyond(environ, start_response), self._let_out)
        except BaseException:
            self._let_out()
            raise

    def _let_out(self) -> None:
        self._count(-1)
        self._free.release()

    def _count(self, more: int) -> None:
        with self._counting:
            self._inside += more
            sys.setswitchinterval(SHORT if self._inside else USUAL)


class _Body:
    """What is sent, after which its place is free again: once it is out, or given up."""

    def __init__(self, parts: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._parts = parts
        self._rest = iter(parts)
        self._leave = [leave]

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._rest)
        except StopIteration:
            self._go()
            raise

    def close(self) -> None:
        """Called by the server when it is done, whatever came of it (PEP 3333)."""
        try:
            getattr(self._parts, "close", lambda: None)()
        finally:
            self._go()

    def _go(self) -> None:
        while self._leave:
            self._leave.pop()()


def _come_again(start_response: "StartResponse") -> list[bytes]:
    """Pages that ask by themselves read Retry-After; one that a person opened loads itself again by Refresh."""
    again = str(AGAIN)
    kept = [("Cache-Control", "no-store"), ("Retry-After", again), ("Refresh", again)]
    kind = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(_FULL)))]
    start_response("503 Service Unavailable", [*kind, *kept])
    return [_FULL]


def _let_go_of_the_stalled(environ: "WSGIEnvironment") -> None:
    """Close the connection of a browser that takes nothing, or is no longer there: it would hold one of our threads."""
    connection: socket.socket | None = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return
    connection.settimeout(STALLED)
    with suppress(AttributeError, OSError):  # only TCP has it, and only on Linux
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(STALLED * 1000))
