"""Responses that are identical for many users, rendered and compressed once."""

import gzip
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from flask import Response, request

KEPT = 32
"""Maximum number of views that are cached."""


@dataclass(frozen=True)
class Sheet:
    """A fragment of a page, or the data that moves it, in bytes. Its ETag and compressed form are computed once."""

    body: bytes
    kind: str

    @cached_property
    def tag(self) -> str:
        """The ETag, a hash of the body."""
        return sha256(self.body).hexdigest()[:16]

    @cached_property
    def packed(self) -> bytes:
        """The body, compressed with gzip."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @cached_property
    def event(self) -> bytes:
        """The body as a server-sent event (WHATWG HTML: Server-sent events)."""
        return b"".join([b"data: %b\n" % line for line in self.body.splitlines()]) + b"\n"

    def answer(self) -> Response:
        """The response to the current request: plain, compressed, or 304 if the browser has the body already."""
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
    """Caches the newest sheet of each view; each is rendered once for all requests."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._kept: dict[Hashable, tuple[object, Sheet]] = {}
        self._writing = threading.Lock()

    def of(self, thing: object, way: Hashable, write: Callable[[], bytes]) -> Sheet:
        """The sheet that shows `thing` in the view `way`. Concurrent requests wait for one rendering by `write`."""
        with self._writing:
            shown, sheet = self._kept.get(way, (None, None))
            if sheet is None or shown != thing:
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                sheet = Sheet(write(), self._kind)
                self._kept[way] = (thing, sheet)
            return sheet
