"""A web worker: Granian receives and sends, our threads answer (docs/adr/0019).

Granian's own workers hand each request to an event loop. Here its scheduler hands them to the gateway instead, which
needs no loop: a turn costs one hop from Granian's thread to one of ours.
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

from ivr.web.gateway import Gateway, Threads

LIFE = 8
"""Bytes in which a worker shows when it last lived."""
PULSE = 1.0
"""Seconds between two signs of life."""
HEAD_WITHIN = 5_000
"""Milliseconds in which the head of a request must have come in, the next one on a connection too."""
LARGEST_HEAD = 65_536
MOST_CONNECTIONS = 4096
SPARE_FILES = 128
"""Descriptors for what is not a client."""
BACKLOG = 2048


class _Scheduler(CallbackScheduler):  # type: ignore[misc]  # Granian's is compiled
    """Granian's scheduler, which calls `_schedule_fn` with each request."""

    def __new__(cls, gateway: Gateway, threads: Threads) -> "_Scheduler":  # noqa: ARG004 - as __init__
        made: _Scheduler = super().__new__(cls, threads, None, None, None, None)
        return made

    def __init__(self, gateway: Gateway, threads: Threads) -> None:  # noqa: ARG002 - as __new__
        self._schedule_fn = gateway


@dataclass(frozen=True, slots=True)
class Serving:
    """Requests are being answered. `ended` is set once `stop` was called and the last of them was."""

    threads: Threads
    stop: Callable[[], None]
    ended: Event


def serve(app: Flask, fd: int, *, threads: int, path: str) -> Serving:
    """Answer requests to the listening socket by threads of this process, below `path`."""
    stopping, ended = WorkerSignal(), Event()
    answering = Threads(threads)
    gateway = Gateway(app, answering, turns=app.extensions.get("turns"), path=path)
    stopping.add_cb(ended.set)
    _worker(fd).serve_str(_Scheduler(gateway, answering), answering, stopping)
    return Serving(answering, stopping.set, ended)


def work(app: Flask, fd: int, *, threads: int, path: str, lives: Callable[[], None]) -> None:
    """Answer requests until SIGTERM, or until the process that started this one is gone.

    `lives` is called by the threads that answer, about once a second.
    """
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    serving = serve(app, fd, threads=threads, path=path)
    signal.signal(signal.SIGTERM, lambda *_: serving.stop())
    while not serving.ended.wait(PULSE):
        serving.threads.call_soon(lives)
        if os.getppid() != parent:
            serving.stop()


def _worker(fd: int) -> Any:
    """Granian's worker at a listening socket, for HTTP/1 alone; positions as in its constructor."""
    at = None, SocketHolder(os.dup(fd), False, BACKLOG)  # it closes what it is given
    head = HTTP1Settings(header_read_timeout=HEAD_WITHIN, max_buffer_size=LARGEST_HEAD)
    return RSGIWorker(
        1, at, None,
        threads=1, blocking_threads=1, py_threads=1, backpressure=_connections(), http_mode="1", http1_opts=head,
        metrics=(None, None),
    )  # fmt: skip


def _connections() -> int:
    """How many connections this process can hold at once."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + SPARE_FILES
    files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    return files - SPARE_FILES
