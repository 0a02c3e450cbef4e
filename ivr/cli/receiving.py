"""A request as it comes in, before anybody answers it (RFC 9112): whether it is whole, and its body wanted."""

import re
from dataclasses import dataclass, field

LARGEST_HEAD = 65_536
LARGEST_BODY = 1_000_000
"""Bytes. A longer one is not received: whoever answers refuses it by its length."""

_HEAD_ENDS = b"\r\n\r\n"
_SIGNED = re.compile(rb"\r\nx-twilio-signature:", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_IN_PARTS = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_ENDS = b"Connection: close\r\n"


def asks_below(path: str, part: str) -> re.Pattern[bytes]:
    """How a request begins that asks for a part of the line, which may be below a path."""
    return re.compile(rb"[A-Z]+ (?:%b)?%b[/? ]" % (re.escape(path.encode()), part.encode()))


class Unwanted(Exception):
    """A request that nobody answers. `answer` is what its sender is told."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.answer = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


@dataclass(slots=True)
class Receiving:
    """What has come in of one request.

    A body that nobody will read is not waited for: that of a webhook without a signature, or one that is too long.
    Such a request is whole with its head, and its connection ends with it, as it does when more than it comes in.
    """

    webhooks: re.Pattern[bytes]
    """How a request begins that must be signed."""
    received: bytearray = field(default_factory=bytearray)
    _size: int = 0

    def takes(self, data: bytes) -> bytes | None:
        """Add what came in; gives the request once it is whole. Raises Unwanted."""
        self.received += data
        if not self._size:
            self._size = self._whole()
        if not self._size or len(self.received) < self._size:
            return None
        request = bytes(self.received[: self._size])
        return _ending(request) if len(self.received) > self._size or self._is_cut else request

    def _whole(self) -> int:
        """How many bytes the request has, as far as it is wanted; 0 until its head is there."""
        end = self.received.find(_HEAD_ENDS)
        if end < 0 and len(self.received) <= LARGEST_HEAD:
            return 0
        if end < 0 or end > LARGEST_HEAD:
            raise Unwanted("431 Request Header Fields Too Large")
        if _IN_PARTS.search(self.received, 0, end):
            raise Unwanted("411 Length Required")
        return end + len(_HEAD_ENDS) + (0 if self._is_cut else self._length)

    @property
    def _length(self) -> int:
        """Bytes of the body. Where the head names several lengths, the server's own parser refuses the request."""
        found = _LENGTH.findall(self._head)
        return int(found[0]) if len(found) == 1 else 0

    @property
    def _is_cut(self) -> bool:
        """Whether there is a body that is not received."""
        unsigned = self.webhooks.match(self.received) and not _SIGNED.search(self._head)
        return self._length > LARGEST_BODY or (self._length > 0 and bool(unsigned))

    @property
    def _head(self) -> bytes:
        return bytes(self.received[: self.received.find(_HEAD_ENDS) + len(_HEAD_ENDS)])


def _ending(request: bytes) -> bytes:
    """The request, with the word that its connection ends with it."""
    line, _, rest = request.partition(b"\r\n")
    return line + b"\r\n" + _ENDS + rest
