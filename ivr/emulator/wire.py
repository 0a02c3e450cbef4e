"""How a request reaches the application: over HTTP, or straight into a WSGI callable."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LARGEST_BODY = 256 * 1024


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """`connect`, `read` and `total` are seconds; `url` holds no fragment."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """`headers` have lower-case names; cookies stand apart because they may repeat."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()


class Unreachable(Exception):
    """No answer: `kind` is `ct` (not connected) or `rt` (no whole answer in time, or cut off)."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


Wire = Callable[[HttpRequest], HttpAnswer]
"""Sends one request and gives the answer, following no redirect; raises Unreachable."""


def in_process(app: "WSGIApplication") -> Wire:
    """A wire into a WSGI application of this process, with no socket between."""
    return over(httpx2.Client(transport=httpx2.WSGITransport(app=app)))


def over(client: httpx2.Client) -> Wire:
    """A wire over an HTTP client; the client's own cookies, redirects and time-outs are not used."""

    def send(request: HttpRequest) -> HttpAnswer:
        try:
            return _send(client, request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise Unreachable("ct", str(error)) from error
        except httpx2.TransportError as error:
            raise Unreachable("rt", str(error)) from error

    return send


def _send(client: httpx2.Client, request: HttpRequest) -> HttpAnswer:
    deadline = time.monotonic() + request.total
    sent = httpx2.Request(
        request.method,
        request.url,
        headers=dict(request.headers),
        content=request.body,
        extensions={"timeout": _timeouts(request)},
    )
    response = client.send(sent, stream=True, follow_redirects=False)
    try:
        return _answer(response, read_body(response.iter_raw(), deadline))
    finally:
        response.close()


def _timeouts(request: HttpRequest) -> dict[str, float]:
    read = min(request.read, request.total)
    return {"connect": min(request.connect, request.total), "read": read, "write": read, "pool": request.total}


def read_body(chunks: Iterable[bytes], deadline: float) -> bytes:
    """The body; raises Unreachable for a slow drip, which a time-out from packet to packet would not end."""
    body = b""
    for chunk in chunks:
        body += chunk
        if time.monotonic() > deadline or len(body) > LARGEST_BODY:
            raise Unreachable("rt", "the answer was too slow or too long")
    return body


def _answer(response: httpx2.Response, body: bytes) -> HttpAnswer:
    return HttpAnswer(
        status=response.status_code,
        headers={name.lower(): value for name, value in response.headers.items()},
        body=body,
        cookies=tuple(response.headers.get_list("set-cookie")),
    )
