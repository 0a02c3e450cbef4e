"""Ways for connections from one web worker to another: whoever accepts one may not be the one to answer it."""

import socket
from errno import ECONNABORTED


class Passage:
    """A way between processes: a connection goes in anywhere, and comes out as from a listening socket.

    Make it before the fork, so that all hold both of its ends. What waits in it outlives the worker it waits for.
    """

    def __init__(self) -> None:
        self._entry, self._exit = socket.socketpair()
        self._entry.setblocking(False)
        self._address: object = ""

    def hand_over(self, connection: socket.socket) -> bool:
        """Put a connection in, and close it here. False where it is full: then all is as it was."""
        try:
            socket.send_fds(self._entry, [b"."], [connection.fileno()])
        except OSError:
            return False
        connection.close()
        return True

    def accept(self) -> tuple[socket.socket, object]:
        """The next connection, and its other end's address. Raises BlockingIOError, ConnectionAbortedError."""
        _, descriptors, *_ = socket.recv_fds(self._exit, 1, 1)
        if not descriptors:
            raise _given_up()
        connection = socket.socket(fileno=descriptors[0])
        try:
            self._address = connection.getsockname()
            return connection, connection.getpeername()
        except OSError:
            connection.close()
            raise _given_up() from None

    def getsockname(self) -> object:
        """The address that the last one came in at."""
        return self._address

    def fileno(self) -> int:
        """To wait at."""
        return self._exit.fileno()

    def setblocking(self, flag: bool) -> None:
        """Whether `accept` waits."""
        self._exit.setblocking(flag)

    def close(self) -> None:
        """Take no more here, and hand none over."""
        self._entry.close()
        self._exit.close()


def _given_up() -> ConnectionAbortedError:
    """As a listening socket says of a client that left before it was accepted."""
    return ConnectionAbortedError(ECONNABORTED, "the connection was given up on the way")
