"""The disk is full, or cannot be written, and then processes die: calls go on, and all is well once there is room."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.cli.serving import Serving
from tests.cli.test_serve import eventually
from tests.processes import children, kill

from .callers import Load, figures, in_turn, wrong
from .rig import PUBLIC_URL, SECRET, TOKEN, seconds
from .test_a_machine_is_restarted import PATIENT

pytestmark = [
    pytest.mark.promise,
    pytest.mark.skipif(os.getuid() != 0 or not Path("/bin/mount").exists(), reason="only root may mount a small disk"),
]

ROOM = "24m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A directory with little room."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", tmp_path], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


@contextmanager
def serving(disk: Path) -> Iterator[Serving]:
    log = disk.parent / f"{disk.name}-log"
    log.mkdir()
    told = {"PUBLIC_URL": PUBLIC_URL, "SECRET_KEY": SECRET, "TWILIO_AUTH_TOKEN": TOKEN, "WISMO_DATA_DIR": str(disk)}
    line = Serving(log, **told)
    try:
        yield line.until_it_answers()
    finally:
        line.stop()


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """No byte more can be written."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"\0" * 4096)
    try:
        yield
    finally:
        (disk / "filler").unlink(missing_ok=True)


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """As a file system becomes after an error."""
    subprocess.run(["mount", "--bind", disk, disk], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", disk], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def calls(line: Serving) -> Load:
    load = Load(line.port, keys=("0",), overrides=PATIENT)
    asyncio.run(load.run(in_turn(["anonymous"]), every=0.2, for_=seconds(3)))
    return load


def is_well(line: Serving) -> bool:
    try:
        return '"ready"' in line.get("/readyz")
    except HTTPError:
        return False


def web_workers(line: Serving) -> list[int]:
    return children(line.child("web_server calls"))


def test_web_workers_and_redis_die_while_nothing_can_be_written(disk: Path, tell):
    with serving(disk) as line:
        for fault in (full, read_only):
            assert eventually(lambda: is_well(line)), line.log
            with fault(disk):
                kill(*web_workers(line), line.child("valkey"))
                load = calls(line)
                assert wrong(load.taken) == []
                assert line.process.poll() is None
            tell(f"{fault.__name__}: {figures(load.taken)}")
        assert eventually(lambda: is_well(line)), line.log[-3000:]
        assert line.log.count("SIGBUS") == 0


def test_a_start_on_a_full_disk_answers_calls_and_is_well_once_there_is_room(disk: Path):
    with full(disk), serving(disk) as line:
        first = line.child("web_server calls")
        assert wrong(calls(line).taken) == []
        (disk / "filler").unlink()
        assert eventually(lambda: is_well(line)), line.log[-3000:]
        assert line.child("web_server calls") == first
