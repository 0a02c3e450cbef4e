"""Redis is emptied under the calls: every one goes on or returns to where it began, and none is lost."""

import asyncio

import pytest

from .callers import Load, figures, in_turn, wrong
from .rig import Rig, fill, seconds

pytestmark = pytest.mark.promise


async def emptied_again_and_again(load: Load, rig: Rig) -> None:
    lasts = seconds(3)
    running = asyncio.create_task(load.run(in_turn(fill(rig, 20)), every=0.05, for_=lasts))
    with rig.client() as client:
        while not running.done():
            await asyncio.sleep(0.2)
            client.flushall()
    await running


def test_every_call_reaches_a_person_though_redis_is_emptied_all_the_time(rig: Rig, tell):
    load = Load(rig.port)
    asyncio.run(emptied_again_and_again(load, rig))
    assert wrong(load.taken) == []
    assert all("<Enqueue" in "".join(taken.document for taken in call) for call in load.calls.values())
    assert rig.logged("turn broke") == []
    tell(f"Redis emptied: {figures(load.taken)}")


def test_what_a_call_says_again_after_redis_is_emptied_is_the_order(rig: Rig):
    (number,) = fill(rig, 1)
    load = Load(rig.port, keys=("*",))

    async def emptied_once() -> None:
        call = asyncio.create_task(load.call(number))
        await asyncio.sleep(load.pause / 2)
        with rig.client() as client:
            client.flushall()
        await call

    asyncio.run(emptied_once())
    assert "out for delivery" in load.taken[1].document
