"""Redis commands that stand in the way of a call: straight to a socket."""

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


class Direct:
    """Asks commands over connections that it keeps, each in one thread's hands at a time.

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
        """What Redis replies. Raises what redis-py raises; a connection that failed is made anew when next used.

        A kept connection that turns out to be closed, as when the server was started again, is replaced once: looking
        first would cost every turn a system call. So the command may run twice, and must bear it.
        """
        return self.ask_all(command)[0]

    def ask_all(self, *commands: Command) -> list[Any]:
        """The replies to several commands, sent together. Otherwise as `ask`."""
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
    """One connection. redis-py opens it and shows who we are; what comes after passes it by.

    The deadline is the kernel's: Python's own asks before each send and each receive whether it would wait, and gives
    the interpreter away and takes it back for that as well.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._deadline: float = connection.socket_timeout or 0
        self._reader = _reader()

    def close(self) -> None:
        """Until the next question."""
        self._connection.disconnect()

    @property
    def is_open(self) -> bool:
        """Whether it was opened, and not closed since by us."""
        return self._connection._sock is not None

    def ask(self, commands: tuple[Command, ...]) -> list[Any]:
        """The replies. After any failure but Redis's own word it is closed, and opens anew with the next question."""
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
        """Everything at once."""
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
    """Close what nobody asks any more."""
    for wire in wires:
        wire.close()


def _reader() -> Reader:
    return Reader(protocolError=redis.InvalidResponse, replyError=_error, encoding="utf-8")


def _error(message: str) -> redis.ResponseError:
    """Redis's own word. A script that it does not know is told apart, as redis-py does."""
    kind = redis.exceptions.NoScriptError if message.startswith("NOSCRIPT") else redis.ResponseError
    return kind(message)


def _timeval(seconds: float) -> bytes:
    """As setsockopt(2) wants it; zero waits for ever."""
    whole, rest = divmod(round(seconds * 1_000_000), 1_000_000)
    return struct.pack("ll", whole, rest)
