"""Server-sent events for pages that update themselves: one thread sends changes to all connected browsers."""

import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Response

from ivr.console.cached_response import Sheet

HEARTBEAT = 10.0
"""Seconds without an event after which a browser is sent a heartbeat. Sessions are checked at the same interval."""
TOGETHER, BREATH = 5, 0.001
"""After TOGETHER browsers the thread sleeps for BREATH seconds: sending to hundreds without a pause would occupy a
processor for longer than a turn of a call should wait for one."""
LONGEST = 600.0
"""Maximum seconds of a stream; its page then opens another. Data for a slow browser is buffered no longer."""
RETRY = 5
"""Seconds after which a page that was refused a stream asks again."""

Send = Callable[[bytes], None]
Begun = list[Callable[[Send], None]]
Bound = tuple[str, ...] | None
"""The queues that the user of a stream saw when it began; None for all."""

_STILL_HERE = b": still here\n\n"
_OVER = b"event: over\ndata: signed out\n\n"


@dataclass(slots=True, eq=False)
class Seat:
    """A connected browser, and the last event sent to it. `send` raises ConnectionError once the browser is gone."""

    send: Send
    token: str
    newest: Callable[[], Sheet]
    since: float
    queues: Bound = None
    shown: bytes = b""
    sent: float = 0.0
    """Time of the last event or heartbeat."""

    def end(self) -> None:
        """Tell the browser that the stream is over."""
        with suppress(ConnectionError):
            self.send(_OVER)

    def event(self, now: float) -> bytes:
        """The bytes to send now: an event with changes, a heartbeat, or nothing if neither is due."""
        sheet = self.newest()
        if sheet.body != self.shown:
            self.shown, self.sent = sheet.body, now
            return sheet.event
        if now - self.sent < HEARTBEAT:
            return b""
        self.sent = now
        return _STILL_HERE


def _as_time_goes_by(seen: int, seconds: float) -> int:
    """The pause of an audience without announcements of changes."""
    time.sleep(seconds)
    return seen


@dataclass(slots=True)
class _Pace:
    """Yields the processor to other threads between events."""

    sent: int = 0

    def step(self) -> None:
        """Count an event that is about to be sent."""
        if self.sent % TOGETHER == 0:
            time.sleep(BREATH)
        self.sent += 1


@dataclass(eq=False)
class Audience:
    """The browsers on pages of one kind, at most `most`; changes are sent to them every `every` seconds.

    `news` ends that pause early: it returns the number of the newest state as soon as it differs from the one given, or
    after the seconds given.
    `may_stay` says whether the user of a session, by its token, may still watch, and sees the same queues. It runs in a
    separate thread, so that a database that hangs does not stop the updates.
    """

    most: int
    may_stay: Callable[[str, Bound], bool]
    every: float
    begun: Callable[[], Begun | None] = lambda: None
    """The list for streams that begin after the response to the current request; None if the server cannot stream."""
    news: Callable[[int, float], int] = _as_time_goes_by
    clock: Callable[[], float] = time.monotonic
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))
    _seats: list[Seat] = field(init=False, default_factory=list)
    _changing: threading.Lock = field(init=False, default_factory=threading.Lock)
    _is_attended: bool = field(init=False, default=False)
    """Whether the sending thread runs."""
    _usher: ThreadPoolExecutor = field(init=False, default_factory=lambda: ThreadPoolExecutor(1, "usher"))
    _asked: Future[Collection[tuple[str, Bound]]] | None = field(init=False, default=None)
    _asked_at: float = field(init=False, default=0.0)

    def __len__(self) -> int:
        """The number of connected browsers."""
        return len(self._seats)

    def seated(self, newest: Callable[[], Sheet], token: str, *, queues: Bound = None) -> Response:
        """The response that opens a stream (Server-sent events); 503 if the maximum is reached."""
        begun = self.begun()
        if begun is None or len(self) >= self.most:
            return Response("No seat is free: ask again and again instead.\n", 503, {"Retry-After": str(RETRY)})
        begun.append(lambda send: self.admit(Seat(send, token, newest, self.clock(), queues)))
        return Response(content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    def admit(self, seat: Seat) -> None:
        """Send changes to this browser from now on."""
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
        """Send each browser its changes."""
        now, ended, pace = self.clock(), self._ended(), _Pace()
        for seat in list(self._seats):
            if (seat.token, seat.queues) in ended:
                seat.end()
            elif now - seat.since < LONGEST and self._stays(seat, now, pace):
                continue
            with self._changing:
                self._seats.remove(seat)

    def _stays(self, seat: Seat, now: float, pace: "_Pace") -> bool:
        """Send a browser its changes. Returns False to end its stream; after an error its page polls and says so."""
        try:
            if event := seat.event(now):
                pace.step()
                seat.send(event)
        except ConnectionError:
            return False
        except Exception as error:
            self.log.warning("what is watched cannot be shown", cause=type(error).__name__)
            return False
        return True

    def _ended(self) -> Collection[tuple[str, Bound]]:
        """Sessions that ended or have other rights now. While the database is unavailable all count as valid."""
        asked, now = self._asked, self.clock()
        if asked is None:
            if now - self._asked_at >= HEARTBEAT:
                given = {(seat.token, seat.queues) for seat in self._seats}
                self._asked, self._asked_at = self._usher.submit(self._without_right, given), now
            return ()
        if not asked.done():
            return ()
        self._asked = None
        return () if asked.exception() else asked.result()

    def _without_right(self, given: Collection[tuple[str, Bound]]) -> Collection[tuple[str, Bound]]:
        return {each for each in given if not self.may_stay(*each)}
