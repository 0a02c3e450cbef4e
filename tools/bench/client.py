"""A load generator that takes little of the machine it shares: one thread, plain sockets, requests made beforehand."""

import re
import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

LENGTH = re.compile(rb"[Cc]ontent-[Ll]ength: (\d+)")
HEAD_END = b"\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204 "
APART = 0.005
"""Seconds between two connections that are opened. All at once would be taken by whichever worker wakes first, which
then answered alone: callers do not come so."""
SILENCE = 10.0  # seconds without any answer before a run is given up


@dataclass(slots=True)
class Run:
    """The results of a run: the replies in the order of their requests, and the seconds of each."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    replies: dict[int, bytes] = field(default_factory=dict)

    def percentile(self, percent: float) -> float:
        """Milliseconds that so many of the replies were given in."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * percent / 100), len(ordered) - 1)] * 1000

    def within(self, milliseconds: float) -> float:
        """The percentage of replies that were given in that time."""
        return 100 * sum(each * 1000 <= milliseconds for each in self.latencies) / len(self.latencies)


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    number: int = -1
    due: float = 0.0
    received: bytes = b""

    def send(self, number: int, request: bytes, due: float) -> None:
        self.number, self.due, self.received = number, due, b""
        self.socket.send(request)

    def whole(self) -> bool:
        """Read the available bytes. Returns whether the reply is complete. Raises ConnectionError for a failure."""
        data = self.socket.recv(65536)
        self.received += data
        head = self.received.find(HEAD_END)
        if not data or (head > 0 and not self.received.startswith(b"HTTP/1.1 2")):
            raise ConnectionError(f"the server answered {self.received[:200]!r}")
        if head < 0 or self.received.startswith(NO_CONTENT):
            return head > 0
        length = LENGTH.search(self.received)
        return length is not None and len(self.received) >= head + len(HEAD_END) + int(length[1])


class Client:
    """Sends requests to one server over connections that it keeps."""

    def __init__(self, address: tuple[str, int], connections: int) -> None:
        self._poll = select.epoll()
        self._connections: dict[int, _Connection] = {}
        self._idle: deque[_Connection] = deque()
        for _ in range(connections):
            time.sleep(APART)
            connected = socket.create_connection(address)
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._poll.register(connected, select.EPOLLIN)
            self._connections[connected.fileno()] = connection = _Connection(connected)
            self._idle.append(connection)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._poll.close()
        for connection in self._connections.values():
            connection.socket.close()

    def run(self, requests: Sequence[bytes], rate: float = 0.0) -> Run:
        """Send every request: as fast as replies come, or at `rate` a second, independently of replies.

        At a rate, a request's time counts from its due time, so that the delay of a server that falls behind shows.
        """
        run, sent, began = Run(), 0, time.perf_counter()
        while len(run.latencies) < len(requests):
            while self._idle and sent < len(requests):
                due = began + sent / rate if rate else time.perf_counter()
                if due > time.perf_counter():
                    break
                self._idle.popleft().send(sent, requests[sent], due)
                sent += 1
            self._receive(run, _pause(began + sent / rate) if rate and sent < len(requests) else SILENCE)
        run.seconds = time.perf_counter() - began
        return run

    def _receive(self, run: Run, patience: float) -> None:
        ready = self._poll.poll(patience)
        if not ready and patience == SILENCE:
            raise ConnectionError("the server does not answer")
        for fd, _ in ready:
            connection = self._connections[fd]
            if connection.whole():
                run.latencies.append(time.perf_counter() - connection.due)
                run.replies[connection.number] = connection.received
                self._idle.append(connection)


def _pause(due: float) -> float:
    return max(due - time.perf_counter(), 0.0)
