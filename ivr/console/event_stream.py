"""Those who watch: one thread sends whatever is new to every browser that looks at a page which moves."""

import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from flask import Response, request

from ivr.console.cached_response import Sheet
from ivr.console.connections import PATIENCE, can_be_taken_over, taken_over

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEARTBEAT = 10.0
"""Seconds after which a browser that was sent nothing hears that the line lives. As often is looked up who may stay."""
TOGETHER, BREATH = 5, 0.001
"""After so many browsers that were sent something the thread rests for so many seconds: hundreds in one go would hold a
processor for longer than a turn of a call should wait for one."""
RETRY = 5
"""Seconds after which a page that found no seat asks again."""

_STILL_HERE = b": still here\n\n"
_OVER = b"event: over\ndata: signed out\n\n"


@dataclass(slots=True, eq=False)
class Seat:
    """A browser, and what it has been sent: at most one thing waits for it, however slow it is."""

    connection: socket.socket
    token: str
    newest: Callable[[], Sheet]
    is_chunked: bool
    shown: bytes
    taken: float
    """When it last took something."""
    rest: bytes = b""
    """What it has not taken yet."""

    def end(self) -> None:
        """Say that nothing more comes, unless the browser is in the middle of something."""
        if not self.rest:
            with suppress(OSError):  # it may be gone already
                self.connection.send(self._framed(_OVER))

    def has_all(self, now: float) -> bool:
        """Whether there is nothing to send it: neither anything new, nor a word that the line lives."""
        if not self.rest:
            sheet = self.newest()
            if sheet.body != self.shown:
                self.shown, self.rest = sheet.body, self._framed(sheet.event)
            elif now - self.taken >= HEARTBEAT:
                self.rest = self._framed(_STILL_HERE)
        return not self.rest

    def takes(self, now: float) -> bool:
        """Send it as much as it takes. False once it is gone, or as good as gone."""
        try:
            many = self.connection.send(self.rest)
        except BlockingIOError:
            return now - self.taken < PATIENCE
        except OSError:
            return False
        self.rest, self.taken = self.rest[many:], now
        return True

    def _framed(self, event: bytes) -> bytes:
        """As the response is written that it belongs to (RFC 9112, 7.1)."""
        return b"%x\r\n%b\r\n" % (len(event), event) if self.is_chunked else event


def _as_time_goes_by(seen: int, seconds: float) -> int:
    """For what nobody announces."""
    time.sleep(seconds)
    return seen


@dataclass(slots=True)
class _Pace:
    """Lets others have the processor in between."""

    sent: int = 0

    def step(self) -> None:
        """One more is about to be sent something."""
        if self.sent % TOGETHER == 0:
            time.sleep(BREATH)
        self.sent += 1


@dataclass(eq=False)
class Audience:
    """All who watch pages of one kind, at most `most`; every `every` seconds they are sent what is new to them.

    `news` ends that pause early: it returns the number of the newest once that is another than the one given, or the
    seconds are over.
    `may_stay` tells by the token of a session whether its user may still watch. It is asked in a thread of its own: a
    database that hangs keeps no map from moving.
    """

    most: int
    may_stay: Callable[[str], bool]
    every: float
    news: Callable[[int, float], int] = _as_time_goes_by
    clock: Callable[[], float] = time.monotonic
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))
    _seats: list[Seat] = field(init=False, default_factory=list)
    _changing: threading.Lock = field(init=False, default_factory=threading.Lock)
    _is_attended: bool = field(init=False, default=False)
    """Whether the thread runs that sends."""
    _usher: ThreadPoolExecutor = field(init=False, default_factory=lambda: ThreadPoolExecutor(1, "usher"))
    _asked: Future[Collection[str]] | None = field(init=False, default=None)
    _asked_at: float = field(init=False, default=0.0)

    def __len__(self) -> int:
        """How many watch."""
        return len(self._seats)

    def seated(self, newest: Callable[[], Sheet], token: str) -> Response:
        """The answer to a browser that wants to watch (Server-sent events). 503 where there is no seat for it."""
        if len(self) >= self.most or not can_be_taken_over(request.environ):
            return Response("No seat is free: ask again and again instead.\n", 503, {"Retry-After": str(RETRY)})
        events = self._arrival(request.environ, newest, token)
        return Response(events, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    def _arrival(self, environ: "WSGIEnvironment", newest: Callable[[], Sheet], token: str) -> Iterator[bytes]:
        """The server sends the first event, all others come from here."""
        sheet = newest()
        yield sheet.event
        is_chunked = environ["SERVER_PROTOCOL"] == "HTTP/1.1"
        self.admit(Seat(taken_over(environ), token, newest, is_chunked, shown=sheet.body, taken=self.clock()))

    def admit(self, seat: Seat) -> None:
        """From now on this browser is sent what is new."""
        with self._changing:
            self._seats.append(seat)
            is_attended, self._is_attended = self._is_attended, True
        if not is_attended:
            threading.Thread(target=self._go_on, name="audience", daemon=True).start()

    def _go_on(self) -> None:
        seen = 0
        while self._is_there():
            self._look()
            seen = self.news(seen, self.every)

    def _is_there(self) -> bool:
        with self._changing:
            self._is_attended = bool(self._seats)
            return self._is_attended

    def _look(self) -> None:
        """Send everybody what is new to them."""
        now, ended, pace = self.clock(), self._ended(), _Pace()
        for seat in list(self._seats):
            if seat.token in ended:
                seat.end()
            elif self._stays(seat, now, pace):
                continue
            seat.connection.close()
            with self._changing:
                self._seats.remove(seat)

    def _stays(self, seat: Seat, now: float, pace: "_Pace") -> bool:
        """Whether a browser is there after this look. Where nothing can be shown its page asks, and says so."""
        try:
            if seat.has_all(now):
                return True
            pace.step()
            return seat.takes(now)
        except Exception as error:
            self.log.warning("what is watched cannot be shown", cause=type(error).__name__)
            return False

    def _ended(self) -> Collection[str]:
        """The sessions that were found to have ended. While the database is away all are taken to last."""
        asked, now = self._asked, self.clock()
        if asked is None:
            if now - self._asked_at >= HEARTBEAT:
                tokens = {seat.token for seat in self._seats}
                self._asked, self._asked_at = self._usher.submit(self._without_right, tokens), now
            return ()
        if not asked.done():
            return ()
        self._asked = None
        return () if asked.exception() else asked.result()

    def _without_right(self, tokens: Collection[str]) -> Collection[str]:
        return {token for token in tokens if not self.may_stay(token)}
