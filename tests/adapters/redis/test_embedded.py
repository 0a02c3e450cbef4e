import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.embedded import EmbeddedRedis, EmbeddedRedisError
from tests.on_disk import set_on_disk
from tests.processes import kill

OWNER = """
import sys, time
from pathlib import Path
from ivr.adapters.redis.embedded import EmbeddedRedis
with EmbeddedRedis(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def owner(tmp_path):
    """Another process that owns the server of tmp_path; its server's process id with it."""
    process = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    yield process, int(process.stdout.readline())
    process.kill()
    process.communicate()


def gone(pid: int) -> bool:
    """Whether a process ends within twenty seconds; a zombie counts as ended."""
    for _ in range(400):
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


def test_what_was_written_is_there_after_a_restart(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        connect(server.url, deadline=1).set("greeting", "hello")
    with EmbeddedRedis(tmp_path) as server:
        assert connect(server.url, deadline=1).get("greeting") == "hello"


def test_it_is_valkey_with_appendonly_on(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        client = connect(server.url, deadline=1)
        assert client.info("server")["server_name"] == "valkey"
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_only_its_user_may_open_the_socket(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        assert Path(server.url.removeprefix("unix://")).stat().st_mode & 0o077 == 0


def test_a_deep_directory_gets_a_short_socket(tmp_path):
    deep = tmp_path / ("d" * 80) / ("e" * 80)
    with EmbeddedRedis(deep) as server:
        assert connect(server.url, deadline=1).ping()
        assert len(server.url) < 100


def test_it_stops_with_its_owner(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        pid = server.pid
    assert gone(pid)


def test_it_dies_with_an_owner_that_is_killed(owner):
    process, pid = owner
    process.send_signal(signal.SIGKILL)
    assert gone(pid)


def test_a_second_process_shares_it_and_leaves_it_running(owner, tmp_path):
    process, pid = owner
    with EmbeddedRedis(tmp_path) as shared:
        assert shared.pid is None
        assert connect(shared.url, deadline=1).info("server")["process_id"] == pid
    assert process.poll() is None
    assert connect(shared.url, deadline=1).ping()


def test_a_killed_owner_leaves_its_data_to_the_next(owner, tmp_path):
    process, pid = owner
    with EmbeddedRedis(tmp_path) as shared:
        set_on_disk(shared.url, "greeting", "hello")
    process.kill()
    process.wait()
    assert gone(pid)
    with EmbeddedRedis(tmp_path) as server:
        assert server.pid
        assert connect(server.url, deadline=1).get("greeting") == "hello"


def test_a_server_that_died_is_started_again_with_its_data(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        set_on_disk(server.url, "greeting", "hello")
        assert not server.tend()
        os.kill(server.pid, signal.SIGKILL)
        os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
        assert server.tend()
        assert connect(server.url, deadline=1).get("greeting") == "hello"


def test_a_frozen_server_is_stopped_all_the_same(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        pid = server.pid
        os.kill(pid, signal.SIGSTOP)
    assert gone(pid)


def test_a_server_that_cannot_start_says_where_to_look(tmp_path):
    (tmp_path / "appendonlydir").write_text("not a directory")
    with pytest.raises(EmbeddedRedisError, match=r"redis\.log"):
        EmbeddedRedis(tmp_path).start()


def damage(directory: Path) -> None:
    """Something that is no command, in the middle of the append-only file."""
    (file,) = (directory / "appendonlydir").glob("*.incr.aof")
    file.write_bytes(file.read_bytes().replace(b"*3", b"?3"))


def filled(directory: Path) -> None:
    with EmbeddedRedis(directory) as server:
        client = connect(server.url, deadline=1)
        for number in range(20):
            client.set(f"greeting {number}", "hello")


@pytest.mark.parametrize("begins", ["start", "tend"])
def test_data_that_cannot_be_read_is_set_aside_and_kept(tmp_path, begins):
    filled(tmp_path)
    damage(tmp_path)
    with stopping(EmbeddedRedis(tmp_path)) as server, capture_logs() as logs:
        getattr(server, begins)()
        assert connect(server.url, deadline=1).dbsize() == 0
    (aside,) = tmp_path.glob("appendonlydir.damaged-*")
    assert (logs[0]["moved_to"], len(list(aside.iterdir()))) == (str(aside), 3)


def test_a_server_that_cannot_start_is_tried_again_and_is_there_when_the_cause_is_gone(tmp_path):
    (tmp_path / "appendonlydir").write_text("not a directory")
    with stopping(EmbeddedRedis(tmp_path)) as server, capture_logs() as logs:
        assert not eventually(server.tend, tries=40)
        (tmp_path / "appendonlydir").unlink()
        assert eventually(server.tend)
        assert connect(server.url, deadline=1).ping()
    assert [str(tmp_path) in line["mend"] for line in logs] == [True]


@pytest.mark.skipif(os.getuid() != 0 or not Path("/bin/mount").exists(), reason="only root may mount")
def test_a_directory_that_cannot_be_written_is_no_end_either(tmp_path):
    filled(tmp_path)
    with stopping(EmbeddedRedis(tmp_path)) as server:
        with mounted_read_only(tmp_path), capture_logs() as logs:
            assert not server.tend()
        assert "Read-only file system" in logs[0]["cause"]
        assert eventually(server.tend)
        assert connect(server.url, deadline=1).dbsize() == 20


@contextmanager
def mounted_read_only(directory: Path) -> Iterator[None]:
    subprocess.run(["mount", "--bind", directory, directory], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", directory], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", directory], check=True)


@contextmanager
def stopping(server: EmbeddedRedis) -> Iterator[EmbeddedRedis]:
    try:
        yield server
    finally:
        server.stop()


def test_an_orphan_is_ended_by_whoever_starts_next_and_its_data_kept(owner, tmp_path):
    """The leash of the server was killed with its owner, as when all of a session is."""
    process, pid = owner
    set_on_disk(EmbeddedRedis(tmp_path).url, "greeting", "hello")
    leashes = subprocess.run(["pgrep", "-f", f"leash KILL {pid}"], capture_output=True, text=True).stdout.split()
    kill(*map(int, leashes), process.pid)
    process.wait()
    with EmbeddedRedis(tmp_path) as server:
        assert gone(pid)
        assert connect(server.url, deadline=1).get("greeting") == "hello"


def test_whoever_shares_a_server_takes_it_over_when_its_owner_is_gone(owner, tmp_path):
    process, pid = owner
    with EmbeddedRedis(tmp_path) as shared:
        set_on_disk(shared.url, "greeting", "hello")
        assert not shared.tend()
        process.kill()
        process.wait()
        assert eventually(shared.tend)
        assert connect(shared.url, deadline=1).get("greeting") == "hello"
        assert shared.pid not in (None, pid)


def eventually(happens: Callable[[], bool], tries: int = 400) -> bool:
    for _ in range(tries):
        if happens():
            return True
        time.sleep(0.05)
    return False
