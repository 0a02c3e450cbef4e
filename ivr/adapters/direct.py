"""Redis commands that stand in the way of a call: one command, straight to a connection."""

import os
from collections import deque
from typing import Any

import redis
from redis.connection import ConnectionInterface

Command = tuple[str | bytes | float, ...]


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
        return self.ask_all(command)[0]

    def ask_all(self, *commands: Command) -> list[Any]:
        """The replies to several commands, sent together. Otherwise as `ask`."""
        connection = self._taken()
        was_open = connection.is_connected
        try:
            return _asked(connection, commands)
        except redis.ConnectionError:
            if not was_open:
                raise
            return _asked(connection, commands)
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


def _asked(connection: ConnectionInterface, commands: tuple[Command, ...]) -> list[Any]:
    """The replies. After any failure but Redis's own word the connection is closed, and opens anew with the next."""
    if len(commands) == 1:
        connection.send_command(*commands[0])  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
    else:
        connection.send_packed_command(connection.pack_commands(commands))  # type: ignore[no-untyped-call]  # likewise
    return [connection.read_response() for _ in commands]
