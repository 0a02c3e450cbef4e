"""Redis commands on the path of a call, sent directly over a socket."""

import socket
import struct
from collections import deque
from collections.abc import Iterable
from typing import Any
from weakref import finalize

import redis
from hiredis import Reader, pack_command

from ivr.adapters.resilience.forking import after_fork

Command = tuple[str | bytes | float, ...]

_LARGEST_READ = 8192
"""Bytes of a reply that are read at a time. A buffer is made for each, and one far above what a turn reads costs it."""


class RedisFastpath:
    """Runs commands over pooled connections, each used by one thread at a time.

    The pool, retries and telemetry of redis-py's client take more CPU than Redis does for a call's commands. The
    connections are made as the client's are, with its deadline.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._pool = client.connection_pool
        self._idle: deque[Wire] = deque()
        after_fork(self._forget_wires)
        finalize(self, _hang_up, self._idle).atexit = False

    def _forget_wires(self) -> None:
        self._idle.clear()

    def ask(self, *command: str | bytes | float) -> Any:
        """The reply to a command. Raises the errors of redis-py; a failed connection is reopened on its next use.

        A pooled connection that turns out to be closed, as after a restart of the server, is replaced once: checking
        first would cost every turn a system call. So a command can run twice and must be idempotent.
        """
        return self.ask_all(command)[0]

    def ask_all(self, *commands: Command) -> list[Any]:
        """The replies to several commands, sent together. Otherwise like `ask`."""
        wire = self._taken()
        was_open = wire.is_open
        try:
            return wire.ask(commands)
        except redis.ConnectionError:
            if not was_open:
                raise
            return wire.ask(commands)
        finally:
            self._idle.append(wire)

    def _taken(self) -> "Wire":
        """An idle connection, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return Wire(self._pool.make_connection())


class Wire:
    """One connection. redis-py opens and authenticates it; later commands bypass redis-py.

    Three commands take 19 us of CPU here, and 29 by redis-py's `send_packed_command` and `read_response` (medians of 30
    alternating rounds on a busy machine). The deadline is the kernel's: Python's own polls before each send and
    receive, and releases and reacquires the interpreter lock for that as well.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._deadline: float = connection.socket_timeout or 0
        self._reader = _reader()

    def close(self) -> None:
        """Disconnect until the next command."""
        self._connection.disconnect()

    @property
    def is_open(self) -> bool:
        """Whether it was opened, and not closed by this side since."""
        return self._connection._sock is not None

    def ask(self, commands: tuple[Command, ...]) -> list[Any]:
        """The replies. After any failure other than an error reply it is closed, and reopened by the next command."""
        try:
            self.send(b"".join([pack_command(command) for command in commands]))  # type: ignore[arg-type]  # its stub wants one word
            replies = [self._reply() for _ in commands]
        except (TimeoutError, BlockingIOError) as error:
            self._connection.disconnect()
            raise redis.TimeoutError("Redis did not answer in time") from error
        except OSError as error:
            self._connection.disconnect()
            raise redis.ConnectionError("the connection to Redis broke") from error
        except BaseException:
            self._connection.disconnect()
            raise
        for reply in replies:
            if isinstance(reply, redis.ResponseError):
                raise reply
        return replies

    def send(self, packed: bytes) -> None:
        """Send all bytes."""
        if not self.is_open:
            self._open()
        self._connection._sock.sendall(packed)

    def _reply(self) -> Any:
        while (reply := self._reader.gets()) is False:
            received = self._connection._sock.recv(_LARGEST_READ)
            if not received:
                raise ConnectionResetError
            self._reader.feed(received)
        return reply

    def _open(self) -> None:
        self._connection.connect()
        self._reader = _reader()
        opened = self._connection._sock
        if type(opened) is socket.socket:  # TLS keeps Python's deadline: it may read more than once for a reply
            opened.settimeout(None)
            for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                opened.setsockopt(socket.SOL_SOCKET, side, _timeval(self._deadline))


def _hang_up(wires: Iterable[Wire]) -> None:
    """Close unused connections."""
    for wire in wires:
        wire.close()


def _reader() -> Reader:
    return Reader(protocolError=redis.InvalidResponse, replyError=_error, encoding="utf-8")


def _error(message: str) -> redis.ResponseError:
    """The error of an error reply: NoScriptError for an unknown script, else ResponseError, as redis-py does."""
    kind = redis.exceptions.NoScriptError if message.startswith("NOSCRIPT") else redis.ResponseError
    return kind(message)


def _timeval(seconds: float) -> bytes:
    """The timeout for setsockopt(2); zero waits forever."""
    whole, rest = divmod(round(seconds * 1_000_000), 1_000_000)
    return struct.pack("ll", whole, rest)
