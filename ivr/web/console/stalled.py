"""Browsers that take nothing, or are no longer there."""

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PATIENCE = 20.0
"""Seconds that a browser may take nothing of what it is sent, or not say that it did, before it is hung up on."""


def let_go_when_stalled(environ: "WSGIEnvironment") -> None:
    """Have the connection of a request closed when its browser stalls: it would hold a thread for good."""
    connection: socket.socket | None = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return
    connection.settimeout(PATIENCE)
    with suppress(AttributeError, OSError):  # only TCP has it, and only on Linux
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(PATIENCE * 1000))
