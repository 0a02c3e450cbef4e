"""The emulated Twilio on a port that is known before the line is made, as its settings need it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.serving import make_server


@dataclass
class Exchange:
    """`app` answers at `address`; it is set once there is a switchboard."""

    port: int = 0
    app: Any = field(default_factory=lambda: Flask("nothing yet"))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __call__(self, environ: Any, start: Any) -> Any:
        return self.app(environ, start)


@contextmanager
def exchange_served() -> Iterator[Exchange]:
    found = Exchange()
    server = make_server("127.0.0.1", 0, found, threaded=True)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
