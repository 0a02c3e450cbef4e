"""Redis commands that stand in the way of a call: one command, straight to a connection."""

import os
from collections import deque
from typing import Any

import redis
from redis.connection import ConnectionInterface


class Direct:
    """Asks single commands over connections that it keeps, each in one thread's hands at a time.

    The pool, retries and telemetry of redis-py's client take more CPU than Redis does for a call's commands. The
    connections are made as the client's are, with its deadline.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._pool = client.connection_pool
        self._idle: deque[ConnectionInterface] = deque()
        self._process = os.getpid()

    def ask(self, *command: str | bytes | float) -> Any:
        """What Redis replies. Raises what redis-py raises; a connection that failed is made anew when next used.

        A kept connection that turns out to be closed, as when the server was started again, is replaced once: looking
        first would cost every turn a system call. So the command may run twice, and must bear it.
        """
        connection = self._taken()
        was_open = connection.is_connected
        try:
            return _asked(connection, command)
        except redis.ConnectionError:
            if not was_open:
                raise
            return _asked(connection, command)
        finally:
            self._idle.append(connection)

    def _taken(self) -> ConnectionInterface:
        """An idle connection, or a new one. A forked process makes its own."""
        if self._process != os.getpid():
            self._process, self._idle = os.getpid(), deque()
        try:
            return self._idle.pop()
        except IndexError:
            return self._pool.make_connection()


def _asked(connection: ConnectionInterface, command: tuple[str | bytes | float, ...]) -> Any:
    """The reply. After any failure but Redis's own word the connection is closed, and opens anew with the next."""
    connection.send_command(*command)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
    return connection.read_response()
