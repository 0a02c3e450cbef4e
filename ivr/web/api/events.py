"""The stream of events for programs: server-sent events, from where a program left off (WHATWG HTML: Last-Event-ID)."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from flask import Blueprint, Response, request

from ivr.reporting.happenings import HAPPENING_KINDS, ToldHappening
from ivr.web.api.problem_documents import Busy, UnreadableRequest, handle
from ivr.web.api.tokens import Forbidden, TokenBook, Unauthorised
from ivr.web.gateway import STREAMS

PATH = "/api/v1/events"
EVERY = 0.5
"""Seconds between two readings while somebody listens."""
AT_ONCE = 500
"""Entries of one reading."""
HEARTBEAT = 10.0
"""Seconds without an event after which a sign of life is sent; tokens are checked as often."""
LONGEST = 600.0
"""Seconds of a stream; its program then asks again, from where it was."""

EVENT_PARAMETERS = [
    {
        "name": "Last-Event-ID",
        "in": "header",
        "required": False,
        "schema": {"type": "string"},
        "description": "The id of the last event that was taken; without it the stream begins now.",
    },
    {
        "name": "after",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": "The same, for programs that cannot send the header.",
    },
    {
        "name": "kinds",
        "in": "query",
        "required": False,
        "schema": {"type": "string"},
        "description": f"Kinds, separated by commas, of {', '.join(HAPPENING_KINDS)}; all without it.",
    },
    {
        "name": "follow",
        "in": "query",
        "required": False,
        "schema": {"enum": ["yes", "no"]},
        "description": "With no, the answer ends with what is there.",
    },
]

Send = Callable[[bytes], None]


class Happenings(Protocol):
    """The stream of what happened."""

    def newest(self) -> str:
        """The place of the newest entry."""

    def after(self, place: str, most: int) -> Sequence[ToldHappening]:
        """The entries behind a place, oldest first."""

    def has_lost(self, place: str) -> bool:
        """Whether entries behind a place are not kept any more."""

    def is_place(self, text: str) -> bool:
        """Whether a text can be a place."""


@dataclass(slots=True, eq=False)
class Listener:
    """A program that listens, and the place up to which it was told."""

    send: Send
    place: str
    kinds: frozenset[str]
    may_stay: Callable[[], bool]
    since: float
    sent: float = 0.0
    checked: float = 0.0


@dataclass(eq=False)
class EventFeed:
    """Sends what happens to the programs that listen, at most `most`; one thread serves all of them."""

    happenings: Happenings
    most: int
    clock: Callable[[], float] = time.monotonic
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))
    _listeners: list[Listener] = field(init=False, default_factory=list)
    _changing: threading.Lock = field(init=False, default_factory=threading.Lock)
    _is_attended: bool = field(init=False, default=False)

    def __len__(self) -> int:
        """The number of programs that listen."""
        return len(self._listeners)

    def admit(self, listener: Listener) -> None:
        """Tell a program what happens from now on."""
        with self._changing:
            self._listeners.append(listener)
            is_attended, self._is_attended = self._is_attended, True
        if not is_attended:
            threading.Thread(target=self._go_on, name="events", daemon=True).start()

    def _go_on(self) -> None:
        while self._is_there():
            self.look()
            time.sleep(EVERY)

    def _is_there(self) -> bool:
        with self._changing:
            self._is_attended = bool(self._listeners)
            return self._is_attended

    def look(self) -> None:
        """Tell each program what happened since it was told last."""
        now, read = self.clock(), dict[str, Sequence[ToldHappening]]()
        for listener in list(self._listeners):
            if now - listener.since >= LONGEST or not self._stays(listener, now, read):
                with self._changing:
                    self._listeners.remove(listener)

    def _stays(self, listener: Listener, now: float, read: dict[str, Sequence[ToldHappening]]) -> bool:
        try:
            if now - listener.checked >= HEARTBEAT:
                listener.checked = now
                if not listener.may_stay():
                    return False
            if listener.place not in read:
                read[listener.place] = self.happenings.after(listener.place, AT_ONCE)
            found = read[listener.place]
            told = written(found, listener.kinds)
            if not told and now - listener.sent >= HEARTBEAT:
                told = b": still here\n\n"
            if told:
                listener.send(told)
                listener.sent = now
            listener.place = found[-1].place if found else listener.place
        except ConnectionError:
            return False
        except Exception as error:
            self.log.warning("events cannot be read", cause=type(error).__name__)
        return True


def written(found: Sequence[ToldHappening], kinds: frozenset[str]) -> bytes:
    """Entries as server-sent events."""
    lines = (f"id: {each.place}\nevent: {each.kind}\ndata: {each.told}\n\n" for each in found if each.kind in kinds)
    return "".join(lines).encode()


@dataclass(frozen=True, slots=True)
class EventsApi:
    """The dependencies of the API."""

    feed: EventFeed
    tokens: TokenBook

    def begun(self) -> tuple[str, bytes]:
        """The place from which a program is told, and what it is told of that first. Raises UnreadableRequest."""
        last = request.headers.get("Last-Event-ID", "") or request.args.get("after", "")
        if not last:
            newest = self.feed.happenings.newest()
            return newest, f"retry: 2000\nid: {newest}\n\n".encode()
        if not self.feed.happenings.is_place(last):
            raise UnreadableRequest("Last-Event-ID is the id of an event that was sent")
        lost = b"event: lost\ndata: {}\n\n" if self.feed.happenings.has_lost(last) else b""
        return last, b"retry: 2000\n\n" + lost


def events_api(line: EventsApi) -> Blueprint:
    """The route /api/v1/events, which requires the scope `events:read`."""
    blueprint = Blueprint("events_api", __name__)
    handle(blueprint)

    @blueprint.get(PATH)
    def follow() -> Response:
        line.tokens.holder(request, "events:read")
        kinds = _kinds(request.args.get("kinds", ""))
        place, first = line.begun()
        streams = request.environ.get(STREAMS)
        if streams is None or request.args.get("follow") == "no":
            body = first + written(line.feed.happenings.after(place, AT_ONCE), kinds)
            return Response(body, content_type="text/event-stream", headers={"Cache-Control": "no-store"})
        if len(line.feed) >= line.feed.most:
            raise Busy("as many programs listen as may; ask again in a moment")
        streams.append(_opener(line, place, first, kinds))
        headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
        return Response(content_type="text/event-stream", headers=headers)

    return blueprint


def _opener(line: EventsApi, place: str, first: bytes, kinds: frozenset[str]) -> Callable[[Send], None]:
    header = request.headers.get("Authorization", "")

    def may_stay() -> bool:
        try:
            return line.tokens.holder_of(header, "events:read") is not None
        except (Unauthorised, Forbidden):
            return False

    def begin(send: Send) -> None:
        now = line.feed.clock()
        send(first)
        line.feed.admit(Listener(send, place, kinds, may_stay, since=now, sent=now, checked=now))

    return begin


def _kinds(text: str) -> frozenset[str]:
    """The kinds that a program wants; all of them without a choice. Raises UnreadableRequest."""
    wanted = [each.strip() for each in text.split(",") if each.strip()]
    if unknown := [each for each in wanted if each not in HAPPENING_KINDS]:
        raise UnreadableRequest(f"there is no kind {unknown[0]!r}; the kinds are {', '.join(HAPPENING_KINDS)}")
    return frozenset(wanted or HAPPENING_KINDS)
