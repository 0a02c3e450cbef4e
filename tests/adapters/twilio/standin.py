"""An HTTP server that gives prepared answers and records its requests."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body, keep_blank_values=True))


@dataclass(frozen=True)
class Told:
    """One answer to give, after some seconds."""

    status: int
    body: Mapping[str, Any] | str = field(default_factory=dict)
    after: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> bytes:
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass
class StandIn:
    """`url` to ask, `answers` to give in turn, `asked` so far."""

    url: str
    answers: list[Told]
    asked: list[Asked]


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A server on a free port, stopped in the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    standing = StandIn(f"http://127.0.0.1:{server.server_port}", [], [])
    server.RequestHandlerClass = _handler(standing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield standing
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(standing: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            standing.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            self._tell(standing.answers.pop(0))

        do_GET = do_DELETE = do_POST  # noqa: N815  # http.server names its methods so

        def _tell(self, told: Told) -> None:
            time.sleep(told.after)
            self.send_response(told.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told.sent)))
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked may have gone
                self.wfile.write(told.sent)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
