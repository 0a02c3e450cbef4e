"""A mail server for tests: keeps the letters that it takes (RFC 5321, without TLS)."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """Where it listens, the letters that came, and the addresses that it refuses."""

    letters: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server on a free port."""
    found = MailServer()

    class Dialogue(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 test\r\n")
            for line in self.rfile:
                verb = line.strip().upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    found.letters.append(message_from_bytes(b"".join(self._body()), policy=policy.default))  # type: ignore[arg-type]
                is_refused = verb.startswith(b"RCPT") and any(each.upper().encode() in verb for each in found.refused)
                if verb == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                self.wfile.write(b"550 no such user\r\n" if is_refused else b"250 ok\r\n")

        def _body(self) -> Iterator[bytes]:
            for line in self.rfile:
                if line == b".\r\n":
                    return
                yield line

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dialogue) as server:
        found.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield found
        server.shutdown()
