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
        """What Redis replies. Raises what redis-py raises; a connection that failed is made anew when next used."""
        connection = self._taken()
        try:
            connection.send_command(*command)  # type: ignore[no-untyped-call]  # redis-py leaves it untyped
            return connection.read_response()
        finally:
            self._idle.append(connection)

    def _taken(self) -> ConnectionInterface:
        """An idle connection, or a new one. A forked process makes its own; one that the server closed is dropped."""
        if self._process != os.getpid():
            self._process, self._idle = os.getpid(), deque()
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._pool.make_connection()
        if connection.is_connected and not _is_sound(connection):
            connection.disconnect()  # type: ignore[no-untyped-call]  # as above
        return connection


def _is_sound(connection: ConnectionInterface) -> bool:
    """Whether nothing waits to be read: neither the end of the connection nor a reply that came too late."""
    try:
        return not connection.can_read()
    except redis.ConnectionError:
        return False
