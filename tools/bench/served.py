"""Web servers under test: those of `wismo serve`, and the floors to compare them with, each in its own process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from ivr.adapters.telemetry import metrics
from ivr.cli.serve import listen

PATIENCE = 60.0  # seconds to start
TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server. `pid` is its first process, whose children answer the requests."""

    name: str
    address: tuple[str, int]
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU, user and system, that its processes have taken so far."""
        return sum(_cpu(pid) for pid in (self.pid, *self.workers()))

    def resident(self) -> float:
        """Resident memory of the largest web worker in megabytes (10^6 bytes)."""
        return max(map(_resident, self.workers()))

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        processes = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return [pid for pid in processes if _parent(pid) == self.pid]


FLOOR = (
    *("-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "16", "--keep-alive", "5"),
    *("--no-control-socket", "tools.bench.floor:app", "-b", "fd://{fd}"),
)
FLOOR_UNDER_GRANIAN = "-m", "tools.bench.floor", "{fd}"
CALLS = "-m", "ivr.cli.web_server", "calls", "{fd}"
CONSOLE = "-m", "ivr.cli.web_server", "console", "{fd}"


@contextmanager
def served(name: str, arguments: Sequence[str], directory: Path, environment: Mapping[str, str]) -> Iterator[Served]:
    """Run a server until the context ends. It logs to a file, as in production.

    `arguments` are Python's; {fd} stands for the number of the listening socket.
    """
    with listen("127.0.0.1", 0) as socket, (directory / f"{name}.log").open("w") as log:
        fd = socket.fileno()
        counts = metrics.prepare(directory / f"{name}-metrics")
        process = subprocess.Popen(
            [sys.executable, *(each.format(fd=fd) for each in arguments)],
            env={**os.environ, **environment, **counts},
            pass_fds=[fd],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            server = Served(name, socket.getsockname(), process.pid)
            _wait(server, process, directory / f"{name}.log")
            yield server
        finally:
            process.terminate()
            process.wait()


def _wait(server: Served, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers anything at all."""
    give_up = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        connection = HTTPConnection(*server.address, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"{server.name} did not start: {log.read_text()[-2000:]}")


def _parent(pid: int) -> int:
    """0 for a process that has ended meanwhile."""
    try:
        return int(_stat(pid)[1])
    except OSError:
        return 0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name (proc(5)): state, parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * TICK


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return kilobytes * 1024 / 1e6
