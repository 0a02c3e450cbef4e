"""One web server, for calls or for the console: a process that loads everything once and forks workers that answer.

`python -m ivr.cli.web_server calls|console FD [READY]`: it accepts connections from the listening socket with the first
number, and writes to the pipe with the second once it answers. A worker that dies is replaced; one without a
sign of life is killed. SIGTERM lets turns in flight finish.
"""

import importlib
import logging
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

_UNUSED = ("rich", "greenlet")
"""Modules that structlog and SQLAlchemy load if installed, for coloured terminals and asyncio: 5 MB a worker."""

if __name__ == "__main__":  # whoever imports this module may use them
    sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]  # None: as if not installed (Python: import)

# Read once, before the workers are forked: one that was killed is back in no time.
import structlog  # noqa: E402
from flask import Flask  # noqa: E402

import ivr.app.applications  # noqa: E402
from ivr.adapters.telemetry import logs  # noqa: E402
from ivr.adapters.telemetry.metrics import process_ended  # noqa: E402
from ivr.cli.web_worker import LIFE, work  # noqa: E402
from ivr.settings import Settings, SettingsError  # noqa: E402
from prompts.intent import IssueClassifiers  # noqa: E402
from prompts.po_file import CatalogueError  # noqa: E402
from routing.document import RoutingError  # noqa: E402

LESS_URGENT = 10
"""Niceness of the console's server (nice(2)): if the CPU is short, calls take precedence."""
SILENT = 30.0
"""Seconds without a sign of life after which a worker is killed."""
GRACE = 5.0
"""Seconds for turns in flight when it stops; a turn takes one at most."""
LOOK = 0.05
"""Seconds between two checks of the workers."""
SOUND = 5.0
"""A worker that dies sooner after its start is not started again at once, but `LATER`."""
LATER = 1.0
GIVE_UP = 3
"""Exit status of a worker whose settings, routing or words cannot be used: the next one could not either."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two servers: its application, the number of workers, and the path of its URL."""

    make: Callable[[Settings], Flask]
    workers: int
    path: str
    is_urgent: bool = True


def kinds(settings: Settings) -> dict[str, Kind]:
    """All servers by name."""
    return {
        "calls": Kind(ivr.app.applications.create_calls, settings.workers, settings.path),
        "console": Kind(ivr.app.applications.create_console, 1, settings.console_path, is_urgent=False),
    }


@dataclass
class Worker:
    """A place for a process that answers requests."""

    number: int
    pid: int = 0
    started: float = 0.0
    due: float = 0.0


@dataclass
class WebServer:
    """The workers of one server, and the memory in which each shows when it last lived."""

    name: str
    kind: Kind
    settings: Settings
    fd: int
    ready: Callable[[], object] = lambda: None
    """Called once, when all workers answer."""
    workers: list[Worker] = field(init=False)
    _lives: mmap.mmap = field(init=False)
    _is_ready: bool = field(init=False, default=False)
    _is_stopping: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Nobody works yet."""
        self.workers = [Worker(number) for number in range(self.kind.workers)]
        self._lives = mmap.mmap(-1, LIFE * len(self.workers))

    def run(self) -> int:
        """Keep the workers running until SIGTERM; gives the exit status."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._is_stopping:
            for worker in self.workers:
                self._tend(worker)
            if self._reap() == GIVE_UP:
                self._stop()
                return GIVE_UP
            self._tell_when_ready()
            time.sleep(LOOK)
        self._end()
        return 0

    def _stop(self, *_signal: object) -> None:
        self._is_stopping = True

    def _tend(self, worker: Worker) -> None:
        now = time.monotonic()
        if not worker.pid and now >= worker.due:
            self._fork(worker, now)
        elif worker.pid and now - self._lived(worker) > SILENT:
            log.error("a web worker gave no sign of life and was killed", server=self.name, pid=worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    def _lived(self, worker: Worker) -> float:
        return max(self._last_sign(worker), worker.started)

    def _last_sign(self, worker: Worker) -> float:
        sign: float = struct.unpack_from("d", self._lives, LIFE * worker.number)[0]
        return sign

    def _tell_when_ready(self) -> None:
        if not self._is_ready and all(self._last_sign(worker) for worker in self.workers):
            self._is_ready = True
            self.ready()

    def _fork(self, worker: Worker, now: float) -> None:
        parent = os.getpid()
        worker.pid, worker.started = os.fork(), now
        if worker.pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)  # before it answers there is nothing to finish
            os._exit(self._work(worker, parent))

    def _work(self, worker: Worker, parent: int) -> int:
        """In the worker: gives its exit status."""
        try:
            app = self.kind.make(self.settings)
            log.info("a web worker is ready", server=self.name)
            work(
                app, self.fd, threads=self.settings.threads, path=self.kind.path, parent=parent,
                lives=lambda: struct.pack_into("d", self._lives, LIFE * worker.number, time.monotonic()),
            )  # fmt: skip
            if tracing := app.extensions.get("tracing"):
                tracing.stop()
        except (SettingsError, RoutingError, CatalogueError) as error:
            log.error("the web server cannot start", cause=str(error))  # noqa: TRY400 - the reason is all there is to it
            return GIVE_UP
        except BaseException:
            log.exception("a web worker broke")
            return 1
        return 0

    def _reap(self) -> int:
        """Take leave of the workers that ended; the exit status of the last of them, 0 if none did."""
        status = 0
        for worker in self.workers:
            if worker.pid and (ended := os.waitpid(worker.pid, os.WNOHANG))[0]:
                status = os.waitstatus_to_exitcode(ended[1])
                log.error("a web worker died and is started again", server=self.name, status=status)
                self._forget(worker)
        return status

    def _forget(self, worker: Worker) -> None:
        with suppress(OSError):  # what it counted may lie on a full disk
            process_ended(worker.pid)
        now = time.monotonic()
        worker.due = now if now - worker.started > SOUND else now + LATER
        worker.pid = 0

    def _end(self) -> None:
        """Ask the workers to finish, and kill any that take longer than `GRACE`."""
        there = [worker for worker in self.workers if worker.pid]
        for worker in there:
            os.kill(worker.pid, signal.SIGTERM)
        give_up = time.monotonic() + GRACE
        while any(worker.pid for worker in there):
            for worker in there:
                if worker.pid and os.waitpid(worker.pid, os.WNOHANG)[0]:
                    self._forget(worker)
                elif worker.pid and time.monotonic() > give_up:
                    os.kill(worker.pid, signal.SIGKILL)
            time.sleep(LOOK)


def _yield_to_others() -> None:
    """Yield the CPU if it is short, and never preempt a running process (Linux: sched(7))."""
    os.nice(LESS_URGENT)
    if hasattr(os, "SCHED_BATCH"):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def main(name: str, fd: str, ready: str = "") -> int:
    """Run the server of that name at the socket `fd`; write a byte to the pipe `ready`, if any, once it answers."""
    try:
        settings = Settings.for_web()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return GIVE_UP
    logs.configure(settings.log_level, settings.secrets())
    logging.getLogger("_granian").setLevel(logging.WARNING)
    kind = kinds(settings)[name]
    if kind.is_urgent:
        IssueClassifiers.load(settings.languages)  # learned once: it is most of what a worker does at its start
    else:
        importlib.import_module("ivr.app.console")
        _yield_to_others()
    server = WebServer(name, kind, settings, int(fd))
    if ready:
        server.ready = partial(os.write, int(ready), b"!")
    return server.run()


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))  # taking down what was read for the workers would take a second
