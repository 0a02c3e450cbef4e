"""The embedded Redis server, from a wheel, on a Unix socket.

The first process that opens a directory owns the server; later processes share it. The server ends with its owner, even
after SIGKILL, and its data is loaded again at the next start.
"""

import fcntl
import os
import tempfile
import time
from hashlib import blake2b
from pathlib import Path
from typing import IO, Self

import redis
import structlog

from ivr.adapters.redis.connections import connect
from ivr.adapters.redis.valkey import LOG, Valkey

PATIENCE = 5.0
"""Seconds for a server to start. Loading its data is not limited."""
SOON = 1.0
"""Seconds to wait for a restarted server, while the supervisor attends to nothing else."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds until a failed start is retried."""
SOCKET_PATH_LIMIT = 100
"""Maximum bytes of a socket path; kernels allow 108 (Linux) or 104 (macOS)."""

ANSWERS, LOADS = "answers", "loads"

log = structlog.get_logger()


class EmbeddedRedisError(Exception):
    """The embedded server did not start; the message gives the reason or the log file."""


class EmbeddedRedis:
    """The server of one directory, as a context manager. `url` is its address while it runs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        socket = _socket_path(self._directory)
        self._server = Valkey(self._directory, socket)
        self._lock: IO[str] | None = None
        self._trouble = ""
        self._pause, self._due = FIRST_PAUSE, 0.0
        self.url = f"unix://{socket}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The server's process, if this process owns it."""
        return self._server.pid

    @property
    def answers(self) -> bool:
        """Whether the server, of whichever process, takes commands."""
        return _said(self.url) == ANSWERS

    def start(self) -> None:
        """Start the server, or use the one that another process runs. Raises EmbeddedRedisError."""
        give_up = time.monotonic() + PATIENCE
        try:
            while not self._is_ready(give_up):
                time.sleep(0.01)
        except (OSError, EmbeddedRedisError) as error:
            self.stop()
            raise EmbeddedRedisError(str(error)) from None

    def tend(self) -> bool:
        """Restart the server if it died, or take it over if the process that ran it has ended.

        Returns whether it was started now. A failure is logged once, and the start is retried with growing pauses.
        """
        if self._server.is_running or time.monotonic() < self._due:
            return False
        try:
            if not self._server.pid and not self._owns():
                return False
            self._start_within(SOON)
        except (OSError, EmbeddedRedisError) as error:
            self._put_off(str(error))
            return False
        self._trouble, self._pause = "", FIRST_PAUSE
        return True

    def stop(self) -> None:
        """Stop the server if this process owns it. Its data is on disk."""
        self._server.stop()
        if self._lock:
            self._lock.close()
            self._lock = None

    def _is_ready(self, give_up: float) -> bool:
        """Whether the server answers; starts it first if no process owns it. Raises OSError and EmbeddedRedisError."""
        if self._server.pid is None and self._owns():
            self._start_within(PATIENCE)
        if self._server.pid and not self._server.is_running:
            raise self._failed()
        answer = _said(self.url)
        if not answer and time.monotonic() > give_up:
            raise self._failed()
        return answer == ANSWERS

    def _owns(self) -> bool:
        """Try to take the lock of the directory, which lasts as long as this process. Raises OSError."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = self._lock or (self._directory / "redis.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _start_within(self, seconds: float) -> None:
        """Start the process and wait for it. Data that cannot be read is moved aside."""
        self._server.bury()
        self._server.start()
        give_up = time.monotonic() + seconds
        while _said(self.url) != ANSWERS and time.monotonic() < give_up:
            if self._server.is_running:
                time.sleep(0.01)
            elif aside := self._server.set_aside():
                log.error("the data of the embedded Redis cannot be read and was set aside", moved_to=str(aside))
                self._server.bury()
                self._server.start()
            else:
                raise self._failed()

    def _failed(self) -> EmbeddedRedisError:
        words = self._server.last_words()
        return EmbeddedRedisError(f"{words[-1] if words else 'it says nothing'}; see {self._directory / LOG}")

    def _put_off(self, trouble: str) -> None:
        """Log a new cause of failure once, and schedule the next attempt."""
        if trouble != self._trouble:
            mend = f"make room in {self._directory}, or let this user write there; calls go on meanwhile"
            log.error("the embedded Redis does not start and is tried again", cause=trouble, mend=mend)
        self._pause = FIRST_PAUSE if trouble != self._trouble else min(2 * self._pause, LONGEST_PAUSE)
        self._trouble, self._due = trouble, time.monotonic() + self._pause


def _socket_path(directory: Path) -> Path:
    """The socket in the directory, or in a private temporary directory if the path is too long for a socket."""
    path = directory / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    name = blake2b(os.fsencode(directory), digest_size=6).hexdigest()
    short = Path(tempfile.gettempdir()) / f"wismo-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid() or short.stat().st_mode & 0o077:
        raise EmbeddedRedisError(f"{short} is not this user's alone: remove it")
    return short / "redis.sock"


def _said(url: str) -> str:
    """The state of a server: ANSWERS, LOADS, or empty if it does not respond."""
    client = connect(url, deadline=1.0)
    try:
        client.ping()
    except redis.exceptions.BusyLoadingError:
        return LOADS
    except (redis.RedisError, OSError):
        return ""
    finally:
        client.close()
    return ANSWERS
