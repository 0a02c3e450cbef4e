"""What everybody sees alike goes out as bytes that are made once."""

import gzip
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from flask import Response, request

KEPT = 32
"""Ways of looking at one thing that are kept written out."""


@dataclass(frozen=True)
class Sheet:
    """A part of a page, or what moves it, as it is sent: named and compressed once for all who ask."""

    body: bytes
    kind: str

    @cached_property
    def tag(self) -> str:
        """Its name, by what stands in it."""
        return sha256(self.body).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        """Compressed."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @cached_property
    def event(self) -> bytes:
        """As it is sent to those who watch (WHATWG HTML: Server-sent events)."""
        return b"".join([b"data: %b\n" % line for line in self.body.splitlines()]) + b"\n"

    def answer(self) -> Response:
        """For the request under way: as it is, compressed, or 304 where the browser has it already."""
        if request.if_none_match.contains_weak(self.tag):
            response = Response(status=304)
        elif request.accept_encodings["gzip"]:
            response = Response(self.packed, content_type=self.kind, headers={"Content-Encoding": "gzip"})
        else:
            response = Response(self.body, content_type=self.kind)
        response.set_etag(self.tag, weak=True)
        response.vary.add("Accept-Encoding")
        return response


class Sheets:
    """The sheets of the newest of something, by the way of looking at it; each is written once, whoever asks."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._kept: dict[Hashable, tuple[object, Sheet]] = {}
        self._writing = threading.Lock()

    def of(self, thing: object, way: Hashable, write: Callable[[], bytes]) -> Sheet:
        """The sheet that shows `thing` in this way. Who asks while it is written waits for it, and writes nothing."""
        with self._writing:
            shown, sheet = self._kept.get(way, (None, None))
            if sheet is None or shown != thing:
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                sheet = Sheet(write(), self._kind)
                self._kept[way] = (thing, sheet)
            return sheet
