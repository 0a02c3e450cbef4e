"""Web workers are killed one after the other under load: Twilio's retry finds the call where it stood."""

import asyncio

import pytest

from tests.processes import kill

from .callers import Load, figures, in_turn, wrong
from .record import differences
from .rig import FULL, WORKERS, Rig, fill, seconds

pytestmark = pytest.mark.promise

EVERY = 2.0
"""Seconds between two kills: a new worker needs most of that to start."""


async def killed_in_turn(load: Load, rig: Rig) -> int:
    lasts = seconds(6)
    every = 0.033 if FULL else 0.1
    running = asyncio.create_task(load.run(in_turn(fill(rig, 50)), every=every, for_=lasts))
    killed: set[int] = set()
    while not running.done():
        await asyncio.sleep(EVERY)
        workers = await asyncio.to_thread(rig.workers)
        if len(workers) == WORKERS and not running.done():
            kill(workers[0])
            killed.add(workers[0])
    await running
    return len(killed)


def test_no_call_is_dropped_and_no_hop_lost_or_doubled(rig: Rig, tell):
    load = Load(rig.port)
    kills = asyncio.run(killed_in_turn(load, rig))
    assert kills >= 2
    assert wrong(load.taken) == []
    assert differences(rig, load) == []
    again = sum(taken.attempts > 1 for taken in load.taken)
    tell(f"{kills} web workers killed: {figures(load.taken)}, {again} tried again")
