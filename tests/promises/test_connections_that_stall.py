"""Strangers hold connections open, in whatever state, with either server: callers and people are answered as ever."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .callers import Load, figures, in_turn, wrong
from .rig import Rig, fill, seconds

pytestmark = pytest.mark.promise

MANY = 600
SMALLEST = 8
"""Calls that are placed meanwhile, at least."""
SIGN_IN = "/console/sign-in"

WEBHOOK = "POST /voice HTTP/1.1\r\nHost: line.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
FORM = "POST /console/sign-in HTTP/1.1\r\nHost: people.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
STALLS = {
    "silence": "",
    "half a head": WEBHOOK,
    "an unsigned body": f"{WEBHOOK}Content-Length: 60000\r\n\r\nCallSid=CA1",
    "a signed body": f"{WEBHOOK}X-Twilio-Signature: AAAA\r\nContent-Length: 60000\r\n\r\nCallSid=CA1",
    "a body of the API": "POST /api/v1/routing/check HTTP/1.1\r\nHost: line.example\r\nContent-Length: 900000\r\n\r\n{",
    "a body of a form": f"{FORM}Content-Length: 900000\r\n\r\nname=a",
    "an answer that is not taken": "GET /voice/music HTTP/1.1\r\nHost: line.example\r\n\r\n" * 2,
    "a page that is not taken": "GET /console/static/console.css HTTP/1.1\r\nHost: people.example\r\n\r\n" * 4,
    "half of a second request": f"GET /healthz HTTP/1.1\r\nHost: line.example\r\n\r\n{WEBHOOK}",
}


@contextmanager
def stalled(port: int, sent: str, many: int = MANY) -> Iterator[list[socket.socket]]:
    there = [_connected(port) for _ in range(many)]
    for each in there:
        each.sendall(sent.encode())
    try:
        yield there
    finally:
        for each in there:
            each.close()


def _connected(port: int) -> socket.socket:
    """A connection whose end here takes little before it is full."""
    here = socket.socket()
    here.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    here.settimeout(30)
    here.connect(("127.0.0.1", port))
    return here


@pytest.mark.parametrize("stall", STALLS)
@pytest.mark.parametrize("server", ["calls", "console"])
def test_callers_and_people_are_answered_while_strangers_stall(rig: Rig, server: str, stall: str, tell):
    load = Load(rig.port, keys=("0",), pause=0.05)
    callers = in_turn(fill(rig, 4))
    with stalled(rig.port if server == "calls" else rig.console_port, STALLS[stall]):
        assert all("Password" in rig.looks(SIGN_IN) for _ in range(20))
        asyncio.run(load.run(callers, every=0.1, for_=seconds(1)))
        assert all("Password" in rig.looks(SIGN_IN) for _ in range(20))
    assert (wrong(load.taken), len(load.calls) >= SMALLEST) == ([], True)
    assert all(not each.fell_back and each.attempts == 1 for each in load.taken)
    tell(f"{stall} at the server for {server}: {figures(load.taken)}")


@pytest.mark.parametrize("stall", ["silence", "half a head", "half of a second request", "a signed body"])
def test_connections_that_stall_are_closed(rig: Rig, stall: str):
    with stalled(rig.port, STALLS[stall], many=20) as there:
        for each in there:
            while each.recv(4096):
                continue


def test_what_is_unsigned_is_refused_at_once_and_what_takes_too_long_is_told_so(rig: Rig):
    with stalled(rig.port, STALLS["an unsigned body"], many=20) as there:
        assert {each.recv(12) for each in there} == {b"HTTP/1.1 403"}
    with stalled(rig.console_port, STALLS["a body of a form"], many=20) as there:
        assert {each.recv(12) for each in there} == {b"HTTP/1.1 408"}
