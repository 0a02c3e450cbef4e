"""pgbouncer in front of a PostgreSQL of a test: Debian's package, installed here if possible."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

PROGRAM = "/usr/sbin/pgbouncer"


def needs_pgbouncer() -> None:
    """Install it, or skip the test and say why."""
    if Path(PROGRAM).exists():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        pytest.skip("pgbouncer is not installed, and only root can install it by apt-get")
    installed = subprocess.run(["apt-get", "install", "--yes", "pgbouncer"], capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"pgbouncer cannot be installed: {installed.stderr.strip()[-200:]}")


@contextmanager
def pgbouncer(server: str, *, mode: str = "transaction", connections: int = 4, **more: str) -> Iterator[str]:
    """The address of a database behind pgbouncer. Few connections, so that its clients share them at once."""
    needs_pgbouncer()
    home = Path(tempfile.mkdtemp(prefix="wismo-pgb-", dir="/tmp"))
    target = urlsplit(server)
    database = target.path.lstrip("/")
    (home / "users.txt").write_text('"wismo" ""\n')
    options = {
        "listen_addr": "",
        "unix_socket_dir": home,
        "auth_type": "trust",
        "auth_file": home / "users.txt",
        "pool_mode": mode,
        "default_pool_size": connections,
        "max_client_conn": 200,
        **more,
    }
    lines = ["[databases]", f"{database} = host={parse_qs(target.query)['host'][0]}", "[pgbouncer]"]
    lines += [f"{name} = {value}" for name, value in options.items()]
    (home / "pgbouncer.ini").write_text("\n".join(lines))
    command = [PROGRAM, *_as_somebody(home), str(home / "pgbouncer.ini")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"postgresql://wismo@/{database}?host={home}&port=6432"
        _wait(address, process)
        yield address
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _as_somebody(home: Path) -> list[str]:
    """As root it refuses to run."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return ["-u", "nobody"]


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(500):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "pgbouncer did not start"
            sleep(0.02)
        else:
            return
    raise AssertionError("pgbouncer did not start")
