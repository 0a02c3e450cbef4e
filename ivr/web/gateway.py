"""Requests as Granian gives them (RSGI), answered by a WSGI application.

A request takes a thread once it has come in whole, and only then: a client that stalls costs a connection.
Its head has Granian's deadline, its body one kept here; the kernel ends a connection whose other end takes nothing.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

import structlog

from ivr.web.voice.signed_request import Asked
from ivr.web.voice.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

WITHIN = 2.0
"""Seconds from the end of a request's head to the end of its body."""
LARGEST_BODY = 1_000_000
"""Bytes. A longer body is not received: the application refuses it by its length."""
LARGEST_WEBHOOK_BODY = 5_000_000
"""Bytes of what brings orders: a webhook of a source, a request to the API of orders."""
STREAMS = "wismo.streams"
"""In the environment of a request: a list for what the application streams after the head of its answer. It holds at
most one function, which is given `send`; `send` takes bytes and raises ConnectionError once the client is gone."""

_OF_ORDERS = ("/webhooks/", "/api/v1/orders")
_CLOSE = ("Connection", "close")
_SIGNATURE = "x-twilio-signature"
_SETTINGS = "x-twilio-webhooks-signature-settings"

Headers = list[tuple[str, str]]
log = structlog.get_logger()


class AtOnce:
    """Stands where Granian wants an event loop: what that would run later is run at once, in the thread that asks.

    Granian asks in one of its threads for Python, so that these answer requests, and nothing is handed on.
    """

    def call_soon_threadsafe(self, action: Callable[..., object], *arguments: Any, context: object = None) -> None:  # noqa: ARG002 - asyncio's signature
        """Run an action."""
        action(*arguments)

    call_soon = call_soon_threadsafe


class Bodies(threading.Thread):
    """The request bodies that are awaited. One that takes longer than `within` seconds is given up, with 408."""

    def __init__(self, within: float = WITHIN) -> None:
        super().__init__(name="bodies", daemon=True)
        self._within = within
        self._awaited: dict[Any, tuple[float, Any]] = {}
        """By protocol object: the deadline, and the future of the body. The oldest come first."""
        self.start()

    def receive(self, protocol: Any, then: Callable[[Any], None]) -> None:
        """Have `then` called by Granian's loop once the body is there, or its client gone."""
        body = protocol()
        self._awaited[protocol] = time.monotonic() + self._within, body
        body.add_done_callback(then, context=None)

    def taken(self, protocol: Any, body: Any) -> bytes | None:
        """The body that has come in; None if it was given up."""
        if self._awaited.pop(protocol, None) is None:
            return None
        try:
            next(body.__await__())
        except StopIteration as received:
            return bytes(received.value)
        except RuntimeError:  # the client hung up
            return None
        return None

    def run(self) -> None:
        """Look through them a few times in a deadline."""
        while True:
            time.sleep(self._within / 4)
            self._give_up(time.monotonic())

    def _give_up(self, now: float) -> None:
        for protocol, (deadline, body) in list(self._awaited.items()):
            if deadline > now:
                break
            if self._awaited.pop(protocol, None):
                protocol.response_empty(408, [_CLOSE])
                body.cancel()


class Gateway:
    """Answers each request that Granian hands over: turns by `turns`, everything else by the WSGI application.

    `path` is the path of the server's public address, below which everything is.
    """

    def __init__(self, app: "WSGIApplication", *, turns: Turns | None = None, path: str = "") -> None:
        self._app, self._turns, self._path, self._bodies = app, turns, path, Bodies()

    def __call__(self, request: Any) -> None:
        """Answer a request whose head is there, or have its body received first."""
        headers = request.scope.headers
        length = headers.get("content-length")
        if headers.get("transfer-encoding"):
            request.proto.response_empty(411, [_CLOSE])
        elif not length or length == "0":
            self._answer(request, b"", [])
        elif not self._wants_body(request.scope, length):
            _let_go(request.proto())
            self._answer(request, b"", [_CLOSE])
        else:
            self._bodies.receive(request.proto, lambda body: self._receive(request, body))

    def _wants_body(self, scope: Any, length: str) -> bool:
        """Whether the body has to be read at all: not that of a webhook without signature, nor one too long."""
        path = self._below(scope.path)
        unsigned = path.startswith("/voice") and not scope.headers.get(_SIGNATURE)
        most = LARGEST_WEBHOOK_BODY if path.startswith(_OF_ORDERS) else LARGEST_BODY
        return not unsigned and length.isdecimal() and len(length) < 10 and int(length) <= most

    def _receive(self, request: Any, future: Any) -> None:
        body = self._bodies.taken(request.proto, future)
        if body is None:
            request.done()  # the client is gone
        else:
            self._answer(request, body, [])

    def _answer(self, request: Any, body: bytes, more: Headers) -> None:
        """Answer a request; `more` goes into the head of the answer."""
        try:
            if not self._take_turn(request, body, more):
                self._ask_application(request, body, more)
        except Exception as error:
            log.exception("a request could not be answered")
            request.err(error)  # answers 500 unless an answer was begun

    def _take_turn(self, request: Any, body: bytes, more: Headers) -> bool:
        """Answer a turn of a call; False if the request is none."""
        scope = request.scope
        path = self._below(scope.path)
        if self._turns is None or not self._turns.takes(scope.method, path):
            return False
        headers, query = scope.headers, scope.query_string
        target = f"{path}?{query}" if query else path
        asked = Asked(scope.method, path, target, query, headers.get(_SIGNATURE), headers.get(_SETTINGS), lambda: body)
        answer = self._turns.answer(asked)
        request.proto.response_str(answer.code, [("Content-Type", answer.kind), *more], answer.text)
        return True

    def _ask_application(self, request: Any, body: bytes, more: Headers) -> None:
        scope, streams = request.scope, list[Callable[[Callable[[bytes], None]], None]]()
        begun = _Begun()
        parts = self._app(environ_of(scope, body) | {STREAMS: streams}, begun)
        try:
            content = b"".join(parts)
        finally:
            with suppress(AttributeError):
                parts.close()  # type: ignore[attr-defined]  # WSGI: where there is one
        if streams:
            head = [(name, value) for name, value in begun.headers if name.lower() != "content-length"]
            streams[0](_sender(request.proto.response_stream(begun.status, head)))
        else:
            request.proto.response_bytes(begun.status, begun.headers + more, content)

    def _below(self, path: str) -> str:
        rest = path.removeprefix(self._path)
        return rest if rest[:1] == "/" else path


class _Begun:
    """WSGI's start_response."""

    def __init__(self) -> None:
        self.status, self.headers = 500, Headers()

    def __call__(self, status: str, headers: Headers, _error: object = None) -> Callable[[bytes], object]:
        self.status, self.headers = int(status[:3]), headers
        return _write


def _let_go(body: Any) -> None:
    """Receive no more of a body, so that its connection ends with the answer."""
    body.add_done_callback(lambda _body: None, context=None)
    body.cancel()


def _write(_data: bytes) -> object:
    raise NotImplementedError("WSGI's write() is not used here")


def _sender(stream: Any) -> Callable[[bytes], None]:
    def send(data: bytes) -> None:
        try:
            for _ in stream.send_bytes(data).__await__():
                continue
        except RuntimeError as error:
            raise ConnectionResetError("the client is gone") from error

    return send


def environ_of(scope: Any, body: bytes) -> "WSGIEnvironment":
    """The request as WSGI wants it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _latin(scope.path),
        "QUERY_STRING": _latin(scope.query_string),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1" if scope.http_version == "1.1" else "HTTP/1.0",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope.headers.items()),
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if (value := environ.pop(f"HTTP_{name}", None)) is not None:
            environ[name] = value
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _headers(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _named(items):
        apart = "; " if name == "HTTP_COOKIE" else ","
        found[name] = f"{found[name]}{apart}{value}" if name in found else value
    return found


def _named(items: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Names as WSGI has them. One with an underscore could pass for another, and is left out, as nginx does."""
    return ((f"HTTP_{name.upper().replace('-', '_')}", value) for name, value in items if "_" not in name)


def _latin(text: str) -> str:
    """A string of bytes, as WSGI has them."""
    return text.encode().decode("latin-1")
