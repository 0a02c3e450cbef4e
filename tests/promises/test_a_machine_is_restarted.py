"""One machine alone is restarted under load, by order or by kill -9: where calls come in outlives it, and they wait."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.serving import Serving
from tests.cli.test_serve import eventually
from tests.processes import alive

from .callers import OVERRIDES, Load, figures, in_turn, wrong
from .rig import FULL, PUBLIC_URL, SECRET, TOKEN, seconds

pytestmark = pytest.mark.promise

EVERY = 0.2
"""Seconds between two calls."""
PATIENT = "#ct=10000&rt=15000&rc=2&rp=all"
"""For the short run, on whatever machine: a start may take longer there than the nine seconds of Twilio's tries."""


class Machine:
    """A line whose listening socket is held by its starter, as by systemd."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.started: list[Serving] = []

    def start(self) -> Serving:
        told = {"PUBLIC_URL": PUBLIC_URL, "SECRET_KEY": SECRET, "TWILIO_AUTH_TOKEN": TOKEN}
        self.started.append(Serving(self.directory, listener=self.listener, **told))
        return self.started[-1]

    def restart(self) -> None:
        """One after the other."""
        assert self.started[-1].stop() == 0
        self.start()

    def replace(self) -> None:
        """The next one before the last one goes."""
        last, ready = self.started[-1], self.ready
        self.start()
        assert eventually(lambda: self.ready > ready)
        assert last.stop() == 0

    @property
    def ready(self) -> int:
        """How many workers for calls were ready so far."""
        lines = self.started[-1].log.splitlines()
        return sum("a web worker is ready" in line and '"server":"calls"' in line for line in lines)

    def kill(self) -> None:
        """The supervisor alone is killed, and started again."""
        self.started[-1].process.kill()
        self.started[-1].process.wait()
        self.start()

    def close(self) -> None:
        for each in self.started:
            if each.process.poll() is None:
                each.stop()
        self.listener.close()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    try:
        machine.start().until_it_answers()
        yield machine
    finally:
        machine.close()


async def calls_while(machine: Machine, happens: str) -> Load:
    """A call every now and then from a second before it happens until the line has answered again for a while."""
    load = Load(machine.listener.getsockname()[1], keys=("0",), overrides=OVERRIDES if FULL else PATIENT)
    calls = asyncio.create_task(load.run(in_turn(["+14155550100", "anonymous"]), every=EVERY, for_=seconds(8)))
    await asyncio.sleep(1)
    await asyncio.to_thread(getattr(machine, happens))
    await calls
    return load


@pytest.mark.parametrize("happens", ["restart", "replace", "kill"])
def test_every_call_around_a_restart_is_answered_and_all_is_well_afterwards(machine: Machine, happens: str, tell):
    first = machine.started[0].children()
    load = asyncio.run(calls_while(machine, happens))
    assert wrong(load.taken) == []
    last = machine.started[-1]
    assert eventually(lambda: '"ready"' in last.get("/readyz")), last.get("/readyz") + last.log
    assert len(first) >= 5
    assert eventually(lambda: not any(alive(pid) for pid in first)), "of the first one nothing is left behind"
    tell(f"{happens}: {figures(load.taken)}, {sum(each.attempts > 1 for each in load.taken)} tried again")
