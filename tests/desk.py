"""A help desk that takes requests: a real HTTP server, which checks signatures with code of its own."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = b"a key of thirty-two bytes, known"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"


@dataclass
class Desk:
    """What it has got. It answers with `answers` in turn, then with 200; each is a status and headers."""

    url: str = ""
    answers: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)
    forged: int = 0

    def answer(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str]]:
        """Take a message, once by its id."""
        self.tries.append(headers["webhook-id"])
        self.forged += not is_signed(headers, body)
        status, more = self.answers.pop(0) if self.answers else (200, {})
        if status == 200:
            self.taken.setdefault(headers["webhook-id"], json.loads(body))
        return status, more


def is_signed(headers: Mapping[str, str], body: bytes) -> bool:
    """The check that docs/requests.md describes."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    given = [each.removeprefix("v1,") for each in headers["webhook-signature"].split()]
    return any(hmac.compare_digest(expected, each) for each in given)


@contextmanager
def desk_server() -> Iterator[Desk]:
    """A desk on this machine."""
    desk = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, more = desk.answer(self.headers, body)
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    desk.url = f"http://127.0.0.1:{server.server_port}/requests"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
