"""Those who watch: one thread sends whatever is new to every browser that looks at a page which moves."""

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
"""Seconds after which a browser that was sent nothing hears that the line lives. As often is looked up who may stay."""
TOGETHER, BREATH = 5, 0.001
"""After so many browsers that were sent something the thread rests for so many seconds: hundreds in one go would hold a
processor for longer than a turn of a call should wait for one."""
LONGEST = 600.0
"""Seconds that a stream lasts; its page then opens another. What a browser takes too slowly is kept no longer."""
RETRY = 5
"""Seconds after which a page that found no seat asks again."""

Send = Callable[[bytes], None]
Begun = list[Callable[[Send], None]]

_STILL_HERE = b": still here\n\n"
_OVER = b"event: over\ndata: signed out\n\n"


@dataclass(slots=True, eq=False)
class Seat:
    """A browser, and what it was sent last. `send` raises ConnectionError once the browser is gone."""

    send: Send
    token: str
    newest: Callable[[], Sheet]
    since: float
    shown: bytes = b""
    sent: float = 0.0
    """When it was last sent something."""

    def end(self) -> None:
        """Say that nothing more comes."""
        with suppress(ConnectionError):
            self.send(_OVER)

    def event(self, now: float) -> bytes:
        """What to send it now: what is new, else a word that the line lives; nothing while neither is due."""
        sheet = self.newest()
        if sheet.body != self.shown:
            self.shown, self.sent = sheet.body, now
            return sheet.event
        if now - self.sent < HEARTBEAT:
            return b""
        self.sent = now
        return _STILL_HERE


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
    begun: Callable[[], Begun | None] = lambda: None
    """Where to put what goes on after the answer to the request under way; None where the server streams nothing."""
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
        begun = self.begun()
        if begun is None or len(self) >= self.most:
            return Response("No seat is free: ask again and again instead.\n", 503, {"Retry-After": str(RETRY)})
        begun.append(lambda send: self.admit(Seat(send, token, newest, since=self.clock())))
        return Response(content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

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
            elif now - seat.since < LONGEST and self._stays(seat, now, pace):
                continue
            with self._changing:
                self._seats.remove(seat)

    def _stays(self, seat: Seat, now: float, pace: "_Pace") -> bool:
        """Whether a browser is there after this look. Where nothing can be shown its page asks, and says so."""
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
