"""The disk under the log is full: no caller notices."""

import asyncio
from pathlib import Path

import pytest

from .callers import Load, wrong
from .rig import fill, rigged

pytestmark = pytest.mark.promise
FULL_DISK = Path("/dev/full")


@pytest.mark.skipif(not FULL_DISK.exists(), reason="this system has no device that is always full")
def test_calls_go_on(tmp_path: Path):
    with rigged(tmp_path) as rig:
        (tmp_path / "log").symlink_to(FULL_DISK)
        rig.start()
        load = Load(rig.port)
        asyncio.run(load.call(fill(rig, 1)[0]))
    assert wrong(load.taken) == []
    assert len(load.taken) == 5
