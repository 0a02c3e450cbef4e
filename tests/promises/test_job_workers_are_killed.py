"""RQ workers are killed with their jobs, one after the other under load: everything gets into the record, once."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.processes import children, kill

from .callers import Load, in_turn, wrong
from .record import differences
from .rig import Rig, fill, seconds

pytestmark = pytest.mark.promise

WISMO = [sys.executable, "-c", "from ivr.cli import main; main()"]
"""The command, of the same tree as the tests."""
EVERY = 1.5


class Workers:
    """Two RQ workers, restarted when they die, as by `wismo serve`."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.running = [self._start(), self._start()]

    def _start(self) -> "subprocess.Popen[bytes]":
        return self.rig.run([*WISMO, "worker"])

    def kill_the_oldest(self) -> None:
        """A worker and the job that it runs, at once: a machine that is lost."""
        oldest = self.running.pop(0)
        kill(*children(oldest.pid), oldest.pid)
        oldest.wait()
        self.running.append(self._start())

    def stop(self) -> None:
        for worker in self.running:
            worker.kill()
            worker.wait()


@contextmanager
def at_work(rig: Rig) -> Iterator[Workers]:
    schedule = rig.run([*WISMO, "schedule"])
    workers = Workers(rig)
    try:
        yield workers
    finally:
        schedule.kill()
        schedule.wait()
        workers.stop()


async def killed_in_turn(load: Load, rig: Rig, workers: Workers) -> int:
    running = asyncio.create_task(load.run(in_turn(fill(rig, 50)), every=0.1, for_=seconds(10)))
    kills = 0
    while not running.done():
        await asyncio.sleep(EVERY)
        await asyncio.to_thread(workers.kill_the_oldest)
        kills += 1
    await running
    return kills


def until_recorded(rig: Rig, load: Load, patience: float = 120) -> float:
    """Seconds until the workers have written every turn."""
    started = time.monotonic()
    while rig.rows(f"SELECT count(*) FROM turns WHERE call_sid LIKE '{load.name}%'")[0][0] < len(load.taken):
        assert time.monotonic() - started < patience, rig.log[-5000:]
        time.sleep(0.2)
    return time.monotonic() - started


def test_no_record_is_lost_or_doubled(rig: Rig, tell):
    load = Load(rig.port)
    with at_work(rig) as workers:
        kills = asyncio.run(killed_in_turn(load, rig, workers))
        tail = until_recorded(rig, load)
    assert wrong(load.taken) == []
    assert differences(rig, load) == []
    tell(f"{kills} RQ workers killed with their jobs: {len(load.taken)} turns on record after {tail:.1f} s")
