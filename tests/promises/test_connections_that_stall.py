"""Strangers hold connections open, in whatever state: callers are answered all the same."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from .callers import Load, figures, in_turn, wrong
from .rig import Rig, fill, seconds

pytestmark = pytest.mark.promise

MANY = 64
"""Twice the threads of both workers that answer calls."""
SMALLEST = 8
"""Calls that are placed meanwhile, at least."""

WEBHOOK = "POST /voice HTTP/1.1\r\nHost: line.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
STALLS = {
    "silence": "",
    "half a head": WEBHOOK,
    "an unsigned body": f"{WEBHOOK}Content-Length: 60000\r\n\r\nCallSid=CA1",
    "a signed body": f"{WEBHOOK}X-Twilio-Signature: AAAA\r\nContent-Length: 60000\r\n\r\nCallSid=CA1",
    "a body of the API": "POST /api/v1/routing/check HTTP/1.1\r\nHost: line.example\r\nContent-Length: 900000\r\n\r\n{",
    "an answer that is not taken": "GET /healthz HTTP/1.1\r\nHost: line.example\r\nConnection: close\r\n\r\n",
    "half of a second request": f"GET /healthz HTTP/1.1\r\nHost: line.example\r\n\r\n{WEBHOOK}",
}


@contextmanager
def stalled(port: int, sent: str) -> Iterator[list[socket.socket]]:
    there = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(MANY)]
    for each in there:
        each.sendall(sent.encode())
    try:
        yield there
    finally:
        for each in there:
            each.close()


@pytest.mark.parametrize("stall", STALLS)
def test_callers_are_answered_while_strangers_stall(rig: Rig, stall: str, tell):
    load = Load(rig.port, keys=("0",), pause=0.05)
    callers = in_turn(fill(rig, 4))
    with stalled(rig.port, STALLS[stall]):
        asyncio.run(load.run(callers, every=0.1, for_=seconds(1)))
    assert (wrong(load.taken), len(load.calls) >= SMALLEST) == ([], True)
    assert all(not each.fell_back and each.attempts == 1 for each in load.taken)
    tell(f"{stall}: {figures(load.taken)}")


def test_connections_without_a_request_are_closed_and_what_is_unsigned_is_refused_at_once(rig: Rig):
    with stalled(rig.port, STALLS["half a head"]) as there:
        assert {each.recv(100) for each in there} == {b""}
    with stalled(rig.port, STALLS["an unsigned body"]) as there:
        assert {each.recv(12) for each in there} == {b"HTTP/1.1 403"}


def test_more_strangers_than_a_worker_holds_push_each_other_out(rig: Rig):
    there = [socket.create_connection(("127.0.0.1", rig.port), timeout=30) for _ in range(900)]
    assert rig.get("/healthz")
    for each in there:
        each.close()
