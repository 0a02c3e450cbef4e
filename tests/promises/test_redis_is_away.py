"""Redis killed or frozen under load: every caller is answered, and it recovers by itself."""

import asyncio
import os
import signal

import pytest

from tests.processes import frozen

from .callers import Load, figures, in_turn, wrong
from .record import differences
from .rig import FULL, Rig, fill, seconds

TURNS_A_SECOND = 150 if FULL else 60
TURNS_A_CALL = 5

pytestmark = pytest.mark.promise


async def under_load(load: Load, rig: Rig, trouble) -> None:
    """The load, with the trouble in its middle."""
    callers = in_turn(fill(rig, 50))
    lasts = seconds(4)
    running = asyncio.create_task(load.run(callers, every=TURNS_A_CALL / TURNS_A_SECOND, for_=lasts + 3))
    await asyncio.sleep(1)
    await trouble(rig, lasts)
    await running


async def kill(rig: Rig, lasts: float) -> None:
    os.kill(rig.redis.pid, signal.SIGKILL)
    await asyncio.sleep(lasts)
    assert await asyncio.to_thread(rig.redis.tend)


async def freeze(rig: Rig, lasts: float) -> None:
    with frozen(rig.redis.pid):
        await asyncio.sleep(lasts)


@pytest.mark.parametrize("trouble", [kill, freeze])
def test_every_caller_is_answered_while_redis_is_away(rig: Rig, tell, trouble):
    load = Load(rig.port)
    asyncio.run(under_load(load, rig, trouble))
    assert wrong(load.taken) == []
    assert not any(taken.fell_back for taken in load.taken)
    assert differences(rig, load) == []
    assert rig.logged("turn")[-1]["degraded"] == ""
    assert 'wismo_redis_failures_total{operation="failed"}' in rig.get("/metrics")
    found = figures(load.taken)
    tell(f"Redis {trouble.__name__}: {found}")
    if FULL:
        assert found.p99 < 250
