"""Nobody who watches holds up a call."""

import socket

import pytest

from .rig import Rig

pytestmark = pytest.mark.promise

BROWSERS = 30
"""More than the threads of a worker. Each would hold up its worker for two seconds, so that no answer came in time."""


def test_browsers_that_do_not_hang_up_hold_up_nobody(rig: Rig):
    there = [socket.create_connection(("127.0.0.1", rig.port)) for _ in range(BROWSERS)]
    for each in there:
        each.sendall(b"GET /console/sign-in HTTP/1.1\r\nHost: line.example\r\nConnection: close\r\n\r\n")
    assert rig.get("/healthz")
    for each in there:
        each.settimeout(20)
        assert each.recv(15) in (b"HTTP/1.1 200 OK", b"HTTP/1.1 503 Se")
        each.close()
