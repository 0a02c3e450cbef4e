"""A wire for many calls: plain sockets that stay open, one for each thread and host."""

import http.client
import select
import threading
import time
from urllib.parse import urlsplit

from ivr.emulator.wire import HttpAnswer, HttpRequest, Unreachable, Wire, read_body


def keep_alive(connect_to: tuple[str, int] | None = None) -> Wire:
    """A wire that costs little CPU.

    With `connect_to` every request goes to that host and port by plain HTTP. The host of its URL is signed and
    sent in the header Host, as behind a proxy that ends TLS.
    """
    return _KeepAlive(connect_to)


class _KeepAlive:
    def __init__(self, connect_to: tuple[str, int] | None) -> None:
        self._connect_to = connect_to
        self._of_thread = threading.local()

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        deadline = time.monotonic() + request.total
        connection = self._connected(request)
        try:
            return _round_trip(connection, request, deadline)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Unreachable("rt", str(error) or type(error).__name__) from error
        except Unreachable:
            connection.close()
            raise

    def _connected(self, request: HttpRequest) -> http.client.HTTPConnection:
        """The thread's connection, reopened if the server has closed it.

        Nothing is sent twice: a connection that breaks after the request was sent is a failure.
        """
        connection = self._connection(request.url)
        if connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
            connection.close()
        if connection.sock is None:
            connection.timeout = min(request.connect, request.total)
            try:
                connection.connect()
            except OSError as error:
                raise Unreachable("ct", str(error)) from error
        return connection

    def _connection(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        is_tls = parts.scheme == "https" and self._connect_to is None
        host = parts.hostname or ""
        address = self._connect_to or (host, parts.port or (443 if is_tls else 80))
        kept: dict[tuple[str, int], http.client.HTTPConnection] = self._of_thread.__dict__.setdefault("kept", {})
        if address not in kept:
            kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
            kept[address] = kind(*address)
        return kept[address]


def _round_trip(connection: http.client.HTTPConnection, request: HttpRequest, deadline: float) -> HttpAnswer:
    connection.sock.settimeout(min(request.read, request.total))
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(request.method, target, request.body, dict(request.headers))
    with connection.getresponse() as response:
        body = read_body(iter(lambda: response.read1(65536), b""), deadline)
        headers = response.headers
    return HttpAnswer(
        status=response.status,
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
        cookies=tuple(headers.get_all("set-cookie", [])),
    )
