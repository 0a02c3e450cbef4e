"""Child processes that are started again when they die."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

import structlog

from ivr.adapters.resilience.parent_death import tie_to_parent, untie

SOUND = 10.0  # seconds that a child must live for its next death to count as the first
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0  # seconds before a new start

log = structlog.get_logger()


@dataclass
class Child:
    """One process of the line. Its environment is this process's and `environment`; it inherits `fds`."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    fds: Sequence[int] = ()
    patience: float = 10.0
    """Seconds to end by itself after SIGTERM."""
    output: "IO[bytes] | None" = None
    """Where it writes, when not where this process does."""
    _process: "subprocess.Popen[bytes] | None" = None
    _leash: "subprocess.Popen[bytes] | None" = None
    _started: float = 0.0
    _pause: float = field(default=FIRST_PAUSE)
    _due: float = 0.0

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    def tend(self) -> None:
        """Start the process, and start it again after it has died: at once, then after growing pauses."""
        if self._process and self._process.poll() is not None:
            self._bury(self._process.returncode)
        if not self._process and time.monotonic() >= self._due:
            self._start()

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not died."""
        return self._process is not None and self._process.poll() is None

    def ask_to_stop(self) -> None:
        """Send SIGTERM; `stop` then waits."""
        if self._process:
            self._process.terminate()

    def stop(self) -> None:
        """End the process: SIGTERM, and SIGKILL after its patience."""
        if not self._process:
            return
        self._process.terminate()
        try:
            self._process.wait(self.patience)
        except subprocess.TimeoutExpired:
            log.warning("a process did not end in time and was killed", process=self.name)
            self._process.kill()
            self._process.wait()
        self._let_go()

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=self.output,
            pass_fds=self.fds,
            start_new_session=True,  # Ctrl-C is for the supervisor, which ends them in order
        )
        self._leash = tie_to_parent(self._process.pid, with_signal="TERM", patience=self.patience)
        self._started = time.monotonic()

    def _bury(self, status: int) -> None:
        now = time.monotonic()
        self._pause = FIRST_PAUSE if now - self._started > SOUND else min(2 * self._pause, LONGEST_PAUSE)
        self._due = now + self._pause
        log.error("a process died and will be started again", process=self.name, status=status)
        self._let_go()

    def _let_go(self) -> None:
        if self._leash:
            untie(self._leash)
        self._process = self._leash = None
