"""The connections of browsers: those that stall, and those that outlast their request."""

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PATIENCE = 20.0
"""Seconds that a browser may take nothing of what it is sent, or not say that it did, before it is hung up on."""


def let_go_when_stalled(environ: "WSGIEnvironment") -> None:
    """Have the connection of a request closed when its browser stalls: it would hold a thread for good."""
    connection = _of(environ)
    if connection is None:
        return
    connection.settimeout(PATIENCE)
    with suppress(AttributeError, OSError):  # only TCP has it, and only on Linux
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(PATIENCE * 1000))


def can_be_taken_over(environ: "WSGIEnvironment") -> bool:
    """Whether a connection may outlast its request: not where the server encrypts it, or answers several over it."""
    return type(_of(environ)) is socket.socket and environ.get("HTTP_VERSION") != "2"  # gunicorn's word for HTTP/2


def taken_over(environ: "WSGIEnvironment") -> socket.socket:
    """The connection of a request. What is sent over it waits for nobody.

    The server is left with one whose other end has hung up, which it knows how to end.
    """
    connection = _of(environ)
    if connection is None:
        raise ValueError("the server keeps its connections to itself")
    ours = socket.socket(fileno=os.dup(connection.fileno()))
    ours.setblocking(False)
    left, gone = socket.socketpair()
    with left, gone:
        os.dup2(left.fileno(), connection.fileno(), inheritable=False)
    return ours


def _of(environ: "WSGIEnvironment") -> socket.socket | None:
    return environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
