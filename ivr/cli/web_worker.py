"""A web worker: Granian receives and sends, and its threads for Python answer (docs/adr/0019).

Granian's own workers hand each request to an event loop. Here its scheduler calls the gateway instead, which needs no
loop: whatever is called by Granian runs in one of its threads for Python, of which there are as many as are set.
"""

import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

from flask import Flask
from granian._granian import CallbackScheduler, RSGIWorker, SocketHolder, WorkerSignal
from granian.http import HTTP1Settings

from ivr.web.gateway import AtOnce, Gateway

LIFE = 8
"""Bytes that hold the time of a worker's last sign of life."""
PULSE = 1.0
"""Seconds between two signs of life."""
HEAD_WITHIN = 5_000
"""Milliseconds in which the head of a request must have come in, the next one on a connection too."""
LARGEST_HEAD = 65_536
MOST_CONNECTIONS = 4096
SPARE_FILES = 128
"""Descriptors reserved for other uses than clients."""
BACKLOG = 2048


class _Scheduler(CallbackScheduler):  # type: ignore[misc]  # Granian's is compiled
    """Granian's scheduler, which calls `_schedule_fn` with each request."""

    def __new__(cls, gateway: Gateway) -> "_Scheduler":  # noqa: ARG004 - as __init__
        made: _Scheduler = super().__new__(cls, AtOnce(), None, None, None, None)
        return made

    def __init__(self, gateway: Gateway) -> None:
        self._schedule_fn = gateway


@dataclass(frozen=True, slots=True)
class Serving:
    """Requests are being answered. `ended` is set once `stop` was called and the last of them was."""

    stop: Callable[[], None]
    ended: Event


def serve(app: Flask, fd: int, *, threads: int, path: str) -> Serving:
    """Answer requests to the listening socket by so many threads of this process, below `path`."""
    stopping, ended = WorkerSignal(), Event()
    stopping.add_cb(ended.set)
    gateway = Gateway(app, turns=app.extensions.get("turns"), path=path)
    _worker(fd, threads).serve_str(_Scheduler(gateway), AtOnce(), stopping)
    return Serving(stopping.set, ended)


def work(app: Flask, fd: int, *, threads: int, path: str, parent: int, lives: Callable[[], None]) -> None:
    """Answer requests until SIGTERM, or until the process that started this one, `parent`, is gone.

    `lives` is called about once a second.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serving = serve(app, fd, threads=threads, path=path)
    signal.signal(signal.SIGTERM, lambda *_: serving.stop())
    while not serving.ended.wait(PULSE):
        lives()
        if os.getppid() != parent:
            serving.stop()


def _worker(fd: int, threads: int) -> Any:
    """Granian's worker at a listening socket, for HTTP/1 alone; positions as in its constructor."""
    at = None, SocketHolder(os.dup(fd), False, BACKLOG)  # it closes what it is given
    head = HTTP1Settings(header_read_timeout=HEAD_WITHIN, max_buffer_size=LARGEST_HEAD)
    return RSGIWorker(
        1, at, None,
        threads=1, blocking_threads=1, py_threads=threads, backpressure=_connections(), http_mode="1", http1_opts=head,
        metrics=(None, None),
    )  # fmt: skip


def _connections() -> int:
    """How many connections this process can hold at once."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + SPARE_FILES
    files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return files - SPARE_FILES
